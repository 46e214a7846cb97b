/** The text of a message as every view draws it: lines of known kinds, safe, broken at a width. */
import type { SafeText } from './sanitize.js';

/** What a line is, so that a view can dim, colour or leave it. */
export type LineKind = 'text' | 'heading' | 'quote' | 'link' | 'rule';

export interface TextLine {
	readonly kind: LineKind;
	/** Without the marks of its quote; empty for blank lines and rules. Lines of kind `link` are never broken. */
	readonly text: SafeText;
	/** How often it is quoted: the number of `>` before it. A `quote` of depth 0 belongs to the history of an answer. */
	readonly depth: number;
}

/** A link of a message, under the number that stands behind its text. */
export interface TextLink {
	/** From 1. */
	readonly number: number;
	/** The real address (http, https or mailto), all of it ASCII: what may be opened. */
	readonly address: string;
	/** True when the text shown for it, once at least, looks like another address. */
	readonly deceptive: boolean;
}

/** A message's text at one width. */
export interface MessageText {
	readonly lines: readonly TextLine[];
	readonly links: readonly TextLink[];
	/** True when the message is longer than what is read of it. */
	readonly cut: boolean;
}

/** A paragraph, heading, rule or table before it has a width. */
export interface TextBlock {
	readonly kind: LineKind | 'table';
	/** Line breaks stay; not yet safe. */
	readonly text: string;
	/** Cells of a `table`, by row; the first row may be its heading. */
	readonly rows?: readonly (readonly string[])[] | undefined;
	readonly depth: number;
	/** Before the first line: indentation, and the mark of a list item. */
	readonly first: string;
	/** Before every other line. */
	readonly rest: string;
	/** True when a blank line stands before it. */
	readonly gap: boolean;
}

/** What was read of a message, ready for any width. */
export interface MessageBlocks {
	readonly blocks: readonly TextBlock[];
	readonly links: readonly TextLink[];
	readonly cut: boolean;
}
