/** Where things stand on a screen of this size. */
import { rowsOfKeys } from './keys-sentence.js';

export interface Size {
	readonly columns: number;
	readonly rows: number;
}

export interface Area {
	readonly columns: number;
	readonly rows: number;
}

/** What the layout follows from. */
export interface Focus {
	readonly size: Size;
	readonly pane: 'list' | 'message';
	/** The screen is read aloud: one thing at a time, among sentences. */
	readonly spoken: boolean;
}

export interface Layout {
	/** `side`: list left, message right; `stacked`: list above, message below; `alone`: one of them; `tiny`: neither. */
	readonly kind: 'side' | 'stacked' | 'alone' | 'tiny';
	/** Between header and footer. */
	readonly body: Area;
	readonly list: Area;
	readonly message: Area;
	/** Lines of one message in the list. */
	readonly rowHeight: 1 | 2;
}

/** Smallest screen that shows anything useful. */
export const smallestSize: Size = { columns: 30, rows: 8 };

/** Columns from which list and message stand side by side, and below which the list stands alone. */
const sideFrom = 100;
const stackedFrom = 60;

/** Lines that say where one is and what happened, beside those of the keys. */
const sentencesBeside = 4;

/** The layout for a terminal of this size; one above the other, the pane that has the keys gets the height. */
export function layOut({ size: { columns, rows }, pane, spoken }: Focus): Layout {
	if (spoken) {
		const area = { columns, rows: Math.max(1, rows - sentencesBeside - rowsOfKeys(columns)) };
		return { kind: 'alone', body: area, list: area, message: area, rowHeight: 1 };
	}
	const body = { columns, rows: Math.max(0, rows - 2) };
	if (columns < smallestSize.columns || rows < smallestSize.rows)
		return { kind: 'tiny', body, list: body, message: body, rowHeight: 1 };
	if (columns >= sideFrom) {
		const left = Math.min(64, Math.floor(columns * 0.42));
		return {
			kind: 'side',
			body,
			list: { columns: left, rows: body.rows },
			// A rule and blanks beside it stand between the two.
			message: { columns: columns - left - 3, rows: body.rows },
			rowHeight: 2,
		};
	}
	// Below this height two panes would show next to nothing of either.
	if (columns >= stackedFrom && rows >= 16) {
		const above = Math.max(4, Math.floor(body.rows * (pane === 'list' ? 0.5 : 0.2)));
		return {
			kind: 'stacked',
			body,
			list: { columns, rows: above },
			message: { columns, rows: body.rows - above - 1 },
			rowHeight: 1,
		};
	}
	return { kind: 'alone', body, list: body, message: body, rowHeight: columns < stackedFrom ? 2 : 1 };
}

/** Messages that fit into the list at once. */
export function rowsOfList({ list, rowHeight }: Layout): number {
	return Math.max(1, Math.floor(list.rows / rowHeight));
}
