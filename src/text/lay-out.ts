/** Breaks what was read of a message into lines of a width. */
import { markHistory } from './history.js';
import type { LineKind, MessageBlocks, MessageText, TextBlock, TextLine } from './message-text.js';
import { type SafeText, safeText, sanitizeBlock, sanitizeLine } from './sanitize.js';
import { shortenAddress } from './shorten-address.js';
import { layOutTable } from './table-lines.js';
import { displayWidth } from './width.js';
import { wrap } from './wrap.js';

/** Quotes deeper than this look like this deep. */
const deepestQuote = 8;
const narrowest = 8;
const nothing = sanitizeLine('');

/**
 * The lines of a message, its links at the end under their numbers. `width` are columns; addresses are whole unless `linkWidth` says how wide
 * their lines may be.
 */
export function layOut({ blocks, links, cut }: MessageBlocks, width: number, linkWidth?: number): MessageText {
	const lines: TextLine[] = [];
	for (const block of blocks) {
		const found = linesOf(block, width);
		if (found.length === 0) continue;
		const before = lines.at(-1);
		const apart = block.gap && before !== undefined && before.text !== '';
		if (apart) lines.push(blank(Math.min(before.depth, found[0]?.depth ?? 0)));
		for (const line of found) lines.push(line);
	}
	const marked = markHistory(lines);
	if (links.length > 0 && marked.length > 0) marked.push(blank(0));
	for (const { number, address, deceptive } of links) {
		const mark = safeText`[${number}${deceptive ? safeText`!` : nothing}]`;
		const shown = linkWidth === undefined ? address : shortenAddress(address, linkWidth - displayWidth(mark) - 1);
		marked.push({ kind: 'link', text: safeText`${mark} ${sanitizeLine(shown)}`, depth: 0 });
	}
	return { lines: marked, links, cut };
}

/** A line as plain text, its quote marks included. A rule is as wide as `width`. */
export function lineAsText({ kind, text, depth }: TextLine, width: number): SafeText {
	const words = kind === 'rule' ? sanitizeLine('-'.repeat(Math.max(3, Math.min(72, width) - 2 * depth))) : text;
	const quote = '>'.repeat(depth);
	return sanitizeLine(depth === 0 ? words : words === '' ? quote : `${quote} ${words}`);
}

function linesOf(block: TextBlock, width: number): TextLine[] {
	const depth = Math.min(block.depth, deepestQuote);
	const kind: LineKind = depth > 0 ? 'quote' : block.kind === 'table' ? 'text' : block.kind;
	if (block.kind === 'rule') return [{ kind: 'rule', text: nothing, depth }];
	const first = sanitizeLine(block.first);
	const rest = sanitizeLine(block.rest);
	const quote = depth === 0 ? 0 : depth + 1;
	const room = Math.max(narrowest, width - quote - Math.max(displayWidth(first), displayWidth(rest)));
	const words = block.kind === 'table' ? layOutTable(block.rows ?? [], room) : wrapped(block.text, room);
	return words.map((line, index) => ({
		kind,
		text: line === '' ? nothing : safeText`${index === 0 ? first : rest}${line}`,
		depth,
	}));
}

/** Several blank lines in a row say no more than one. */
function wrapped(text: string, room: number): SafeText[] {
	return wrap(sanitizeBlock(text), room).filter((line, index, all) => line !== '' || all[index - 1] !== '');
}

function blank(depth: number): TextLine {
	return { kind: depth > 0 ? 'quote' : 'text', text: nothing, depth };
}
