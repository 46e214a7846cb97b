/** Reads the HTML of a message as paragraphs: what a person would read of it, and nothing that is fetched or run. */
import { BlockWriter, type Place } from './block-writer.js';
import { OpenElements } from './html-elements.js';
import { isHidden, isSizeless } from './html-hidden.js';
import { LinkList } from './html-links.js';
import { type HtmlCell, type HtmlTable, tableBlocks } from './html-table.js';
import { type Attributes, type HtmlHandler, readTokens } from './html-tokens.js';
import type { MessageBlocks } from './message-text.js';

/** A novel has a million characters; what is longer was not written to be read here. */
const longestText = 2_000_000;
/** What a tag counts for in characters: lines cost memory, too. */
const costOfTag = 6;
const deepestTable = 20;
const longestShown = 300;

/** Elements whose content nobody sees. */
const unseen = new Set(
	'audio canvas datalist embed iframe map math noembed noframes object script select style svg template title video'.split(
		' ',
	),
);
const empty = new Set('area base basefont col frame input link meta param source track wbr'.split(' '));
const paragraphs = new Set('blockquote dl fieldset figure h1 h2 h3 h4 h5 h6 p pre'.split(' '));
const blocks = new Set(
	'address article aside body center details dd div dt figcaption footer form header html legend main nav ol section summary table ul'.split(
		' ',
	),
);

/** Reads HTML of any length and condition; the time it takes grows with the length alone. */
export function readHtml(html: string): MessageBlocks {
	const reader = new HtmlReader();
	readTokens(html, reader);
	return reader.finish();
}

interface OpenTable {
	readonly table: HtmlTable;
	/** Ends a cell or row: words outside cells belong before the table. */
	readonly leave: () => void;
}

class HtmlReader implements HtmlHandler {
	readonly #elements = new OpenElements();
	readonly #links = new LinkList();
	readonly #writer = new BlockWriter();
	readonly #tables: OpenTable[] = [];
	#hidden = 0;
	/** Within letters of no size, where pictures and structure are still seen. */
	#sizeless = false;
	#read = 0;
	#cut = false;
	/** Words of the link that is open. */
	#shown: string | undefined;

	text(text: string): void {
		if (!this.#sizeless) this.#write(text);
	}

	#write(text: string): void {
		if (this.#hidden > 0 || this.#cut) return;
		const words = text.slice(0, longestText - this.#read);
		this.#spend(text.length);
		if (this.#shown !== undefined && this.#shown.length < longestShown) this.#shown += words;
		this.#writer.text.add(words);
	}

	open(name: string, attributes: Attributes): void {
		this.#spend(costOfTag);
		if (this.#cut || empty.has(name)) return;
		if (name === 'br' || name === 'hr' || name === 'img') {
			if (this.#hidden === 0) this.#mark(name, attributes);
			return;
		}
		if (unseen.has(name) || isHidden(attributes)) {
			this.#hidden += 1;
			this.#elements.open(name, () => {
				this.#hidden -= 1;
			});
			return;
		}
		if (this.#hidden > 0) {
			this.#elements.open(name);
			return;
		}
		const end = this.#begin(name, attributes);
		// Known now: what begins may have ended others.
		const outer = this.#sizeless;
		const sizeless = isSizeless(name, attributes.get('style'), outer);
		this.#sizeless = sizeless;
		this.#elements.open(name, () => {
			end?.();
			this.#sizeless = outer;
		});
	}

	close(name: string): void {
		// A lone </p> is an empty paragraph, a lone </br> a line break; nobody needs the one or writes the other.
		this.#elements.close(name);
	}

	finish(): MessageBlocks {
		this.#elements.closeAll();
		this.#writer.end(false);
		return { blocks: this.#writer.all, links: this.#links.links, cut: this.#cut };
	}

	#spend(characters: number): void {
		this.#read += characters;
		if (this.#read > longestText) this.#cut = true;
	}

	/** Begins an element that is seen; returns what ends it. */
	#begin(name: string, attributes: Attributes): (() => void) | undefined {
		if (paragraphs.has(name) || blocks.has(name)) {
			this.#elements.closeImplied(['p'], ['div', 'blockquote', 'li', 'table']);
		}
		if (name === 'a') return this.#link(attributes);
		if (name === 'table') return this.#table(attributes);
		if (name === 'tr' || name === 'td' || name === 'th') return this.#tablePart(name, attributes);
		if (name === 'thead' || name === 'tbody' || name === 'tfoot') {
			return this.#part();
		}
		const writer = this.#writer;
		if (name === 'ul') return writer.list(undefined);
		if (name === 'ol') return writer.list(Number(/^\s*(-?\d{1,6})/.exec(attributes.get('start') ?? '')?.[1] ?? 1));
		if (name === 'li') {
			this.#elements.closeImplied(['li'], ['ul', 'ol']);
			return writer.item();
		}
		if (!paragraphs.has(name) && !blocks.has(name)) return undefined;
		const gap = paragraphs.has(name);
		writer.end(gap);
		const change = (step: 1 | -1): void => {
			if (name === 'blockquote') writer.quotes += step;
			else if (name === 'pre') writer.text.exact += step;
			else if (/^h[1-6]$/.test(name)) writer.headings += step;
		};
		change(1);
		return () => {
			writer.end(gap);
			change(-1);
		};
	}

	/** What has no content. */
	#mark(name: 'br' | 'hr' | 'img', attributes: Attributes): void {
		if (name === 'br') this.#writer.text.breakLine();
		else if (name === 'hr') this.#writer.rule();
		else if (!isHidden(attributes)) this.#image(attributes);
	}

	#image(attributes: Attributes): void {
		// A picture of a pixel or two is there to be fetched, not to be seen.
		if (['width', 'height'].some((side) => /^\s*[0-2](px)?\s*$/.test(attributes.get(side) ?? ''))) return;
		const alt = (attributes.get('alt') ?? '').trim().slice(0, 500);
		if (alt !== '') this.#write(`[${alt}]`);
		else if (this.#shown !== undefined && this.#shown.trim() === '') this.#write('[image]');
	}

	#link(attributes: Attributes): (() => void) | undefined {
		this.#elements.closeImplied(['a'], ['div', 'table', 'li']);
		const href = attributes.get('href');
		if (href === undefined) return undefined;
		const outer = this.#shown;
		this.#shown = '';
		return () => {
			const shown = this.#shown ?? '';
			this.#shown = outer;
			if (shown.trim() === '') return;
			const mark = this.#links.mark(href, shown);
			if (mark !== '') this.#writer.text.append(` ${mark}`);
		};
	}

	#table(attributes: Attributes): () => void {
		const writer = this.#writer;
		writer.end(false);
		if (this.#tables.length >= deepestTable) return () => writer.end(false);
		const arranges = /^(presentation|none)$/i.test(attributes.get('role') ?? '');
		const table: HtmlTable = { rows: [], parts: new Set(), arranges };
		const outer = writer.place;
		const leave = (): void => {
			writer.end(false);
			writer.place = outer;
		};
		this.#tables.push({ table, leave });
		return () => {
			leave();
			this.#tables.pop();
			writer.add(tableBlocks(table, writer.quotes));
		};
	}

	/** A head, body or foot of a table, which ends where the next begins. */
	#part(): () => void {
		const table = this.#tables.at(-1)?.table;
		const mark = (): void => void table?.parts.add(table.rows.length);
		mark();
		return mark;
	}

	#tablePart(name: 'tr' | 'td' | 'th', attributes: Attributes): () => void {
		const writer = this.#writer;
		const open = this.#tables.at(-1);
		if (!open || this.#tables.length >= deepestTable) {
			writer.end(false);
			return () => writer.end(false);
		}
		this.#elements.closeImplied(name === 'tr' ? ['tr'] : ['td', 'th'], ['table']);
		const { rows } = open.table;
		if (name === 'tr' || rows.length === 0) rows.push([]);
		if (name === 'tr') return open.leave;
		const number = (side: string): number => Number(/^\s*(\d{1,2})/.exec(attributes.get(side) ?? '')?.[1] ?? 1);
		const cell: HtmlCell = {
			blocks: [],
			span: Math.max(1, number('colspan')),
			rows: number('rowspan') || Number.POSITIVE_INFINITY,
			heading: name === 'th',
		};
		rows.at(-1)?.push(cell);
		writer.end(false);
		writer.place = cellPlace(cell);
		return open.leave;
	}
}

function cellPlace(cell: HtmlCell): Place {
	return { out: cell.blocks, indent: '', mark: undefined, lists: [], gap: false };
}
