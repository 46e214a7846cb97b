/** Puts paragraphs together: indentation of lists, depth of quotes, gaps between. */
import type { TextBlock } from './message-text.js';
import { ParagraphText } from './paragraph-text.js';
import { readPlainText } from './plain-mail.js';

const deepestIndent = 40;

/** Where paragraphs go and how they are indented there. */
export interface Place {
	out: TextBlock[];
	indent: string;
	/** The mark of a list item that waits for its first words, indentation included. */
	mark: string | undefined;
	/** Open lists; those with numbers know their next one. */
	readonly lists: { next: number | undefined }[];
	/** True when a blank line is due before the next paragraph. */
	gap: boolean;
}

/** Collects the words of one paragraph after the other. */
export class BlockWriter {
	readonly text = new ParagraphText();
	readonly all: TextBlock[] = [];
	place: Place = { out: this.all, indent: '', mark: undefined, lists: [], gap: false };
	quotes = 0;
	headings = 0;

	/** Ends the paragraph; the next one stands apart from it when `gap` is true. */
	end(gap: boolean): void {
		this.#flush();
		this.place.gap ||= gap;
	}

	rule(): void {
		this.end(true);
		const { out, indent } = this.place;
		out.push({ kind: 'rule', text: '', depth: this.quotes, first: indent, rest: indent, gap: true });
		this.place.gap = true;
	}

	/** Opens a list that counts from `start`, or has no numbers; the function returned closes it. */
	list(start: number | undefined): () => void {
		const { lists } = this.place;
		this.end(lists.length === 0);
		lists.push({ next: start });
		return () => {
			this.#flush();
			lists.pop();
			this.end(lists.length === 0);
		};
	}

	/** Begins a list item; the function returned ends it. */
	item(): () => void {
		this.end(false);
		const { place } = this;
		const list = place.lists.at(-1);
		const mark = list?.next === undefined ? ' • ' : `${list.next}. `;
		if (list?.next !== undefined) list.next += 1;
		const { indent } = place;
		place.mark = indent + mark;
		if (indent.length < deepestIndent) place.indent += ' '.repeat(mark.length);
		return () => {
			this.end(false);
			place.mark = undefined;
			place.indent = indent;
		};
	}

	/** Adds blocks that were made elsewhere, such as those of a table, at this place. */
	add(blocks: readonly TextBlock[]): void {
		const { place } = this;
		for (const [index, block] of blocks.entries()) {
			const first = index === 0 ? (place.mark ?? place.indent) : place.indent;
			const gap = block.gap || (index === 0 && place.gap);
			// Tables within tables hand their blocks on many times.
			const same = first === '' && place.indent === '' && gap === block.gap;
			place.out.push(same ? block : { ...block, first: first + block.first, rest: place.indent + block.rest, gap });
		}
		if (blocks.length === 0) return;
		place.mark = undefined;
		place.gap = blocks.at(-1)?.kind === 'table';
	}

	#flush(): void {
		const text = this.text.take();
		if (text === '') return;
		const { place } = this;
		const kind = this.headings > 0 ? 'heading' : 'text';
		const { indent, gap } = place;
		const block = { kind, text, depth: this.quotes, first: place.mark ?? indent, rest: indent, gap } as const;
		if (!/^>/m.test(text)) place.out.push(block);
		else for (const line of quotedLines(block)) place.out.push(line);
		place.mark = undefined;
		place.gap = false;
	}
}

/** A plain message that became HTML on its way keeps its quote marks. */
function quotedLines(block: TextBlock): TextBlock[] {
	return readPlainText(block.text).blocks.map((line, index) => ({
		...line,
		depth: block.depth + line.depth,
		gap: index === 0 && block.gap,
	}));
}
