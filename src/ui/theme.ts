/** Colours and symbols of every screen. Sixteen-colour names only: they follow the palette the user chose. */

export interface Symbols {
	readonly unread: string;
	readonly attachment: string;
	readonly important: string;
	readonly done: string;
	readonly warning: string;
	readonly separator: string;
	readonly prompt: string;
	readonly ellipsis: string;
	/** Marks the line of the cursor. */
	readonly cursor: string;
	/** Lines between panes. */
	readonly rule: string;
	readonly bar: string;
	/** Frames of the waiting mark, one column each. */
	readonly spinner: readonly string[];
	readonly border: 'round' | 'classic';
}

export interface Theme {
	readonly color: boolean;
	readonly symbols: Symbols;
}

/** Ink colour names by what they mean. */
export const colors = {
	accent: 'cyan',
	good: 'green',
	caution: 'yellow',
	alarm: 'red',
	badge: 'blue',
	badgeText: 'white',
	frame: 'gray',
} as const;

const unicodeSymbols: Symbols = {
	unread: '●',
	attachment: '📎',
	important: '!',
	done: '✓',
	warning: '!',
	separator: '·',
	prompt: '›',
	ellipsis: '…',
	cursor: '▶',
	rule: '─',
	bar: '│',
	spinner: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
	border: 'round',
};

const asciiSymbols: Symbols = {
	unread: '*',
	attachment: '@',
	important: '!',
	done: 'OK',
	warning: '!',
	separator: '-',
	prompt: '>',
	ellipsis: '...',
	cursor: '>',
	rule: '-',
	bar: '|',
	spinner: ['|', '/', '-', '\\'],
	border: 'classic',
};

/** The theme for a terminal: `color` as decided by the caller, symbols by the locale in `env`. */
export function createTheme(env: Readonly<Record<string, string | undefined>>, color: boolean): Theme {
	return { color, symbols: showsUnicode(env) ? unicodeSymbols : asciiSymbols };
}

/**
 * False for a locale that names another character set, "C" included, and for the bare consoles. No locale at all, as in
 * most containers, says nothing about the terminal outside, and nearly all of these show UTF-8.
 */
function showsUnicode(env: Readonly<Record<string, string | undefined>>): boolean {
	if (env['TERM'] === 'linux' || env['TERM'] === 'dumb') return false;
	const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'];
	return !locale || /utf-?8/i.test(locale);
}
