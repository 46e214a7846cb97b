/** `graphctl help AADSTS53003` and `graphctl help errors`: the table of sign-in errors, as data and as text. */
import { exitCodeOf, exitCodes } from '../errors.js';
import type { AadstsMeaning } from '../flows/aadsts-row.js';
import { writeLoginLine } from '../session/login-line.js';
import { type SafeText, sanitizeBlock } from '../text/sanitize.js';
import { wrap } from '../text/wrap.js';

/** The number that a help topic names (`AADSTS53003`, `aadsts53003:`, `53003`), or undefined. */
export function aadstsNumber(topic: string): number | undefined {
	const digits = /^(?:aadsts)?(\d{1,10}):?$/i.exec(topic)?.[1];
	return digits === undefined ? undefined : Number(digits);
}

/** One number of the table as JSON shows it. */
export interface AadstsHelp {
	readonly aadsts: number;
	/** graphctl's own code of an error with this number. */
	readonly code: string;
	readonly meaning: string;
	readonly advice: string;
	readonly exitCode: number;
	/** Microsoft's page. */
	readonly page: string;
}

/** A row under one of its numbers. The advice names login lines without an account, for none is known here. */
export function aadstsHelp(number: number, row: AadstsMeaning, page: string): AadstsHelp {
	const { code, meaning, advice } = row;
	return {
		aadsts: number,
		code,
		meaning: sentence(meaning),
		advice: typeof advice === 'string' ? advice : advice((needs) => writeLoginLine({}, needs)),
		exitCode: exitCodeOf(code),
		page,
	};
}

/** A number's help as text of at most `columns` columns, addresses aside. */
export function aadstsAsText(help: AadstsHelp, columns: number): string {
	const { exitCode, page } = help;
	const parts = [
		['Means', help.meaning],
		['To do', help.advice],
		['Exit code', `${exitCode}, ${exitCodes.find(({ code }) => code === exitCode)?.meaning ?? ''}`],
		['Error code', help.code],
		['Microsoft', page],
	] as const;
	return `AADSTS${help.aadsts}\n\n${parts
		.map(([name, text]) => columnsAsText([name, 10], [text, Math.max(30, Math.min(columns, 100) - 14)]))
		.join('')}`;
}

/** Every row as one list: exit code, numbers, meaning. */
export function aadstsTableAsText(table: readonly AadstsMeaning[], columns: number): string {
	const width = Math.max(30, Math.min(columns, 100) - 34);
	const rows = table
		.map((row) => ({ ...row, exitCode: exitCodeOf(row.code) }))
		.sort((a, b) => a.exitCode - b.exitCode)
		.map(({ exitCode, numbers, meaning }) =>
			columnsAsText([String(exitCode).padStart(4), 4], [numbers.join(', '), 24], [meaning, width]),
		);
	return `Sign-in errors of the Microsoft identity platform (AADSTS numbers)

One of them in full: graphctl help AADSTS53003

${columnsAsText(['Exit', 4], ['AADSTS', 24], ['Meaning', width])}${rows.join('')}
The exit codes: graphctl help exit-codes
`;
}

/** Texts beside each other, each wrapped to its own width. */
function columnsAsText(...cells: readonly (readonly [text: string, width: number])[]): string {
	const wrapped = cells.map(([text, width]) => wrap(sanitizeBlock(commandsApart(text, width)), width));
	const height = Math.max(...wrapped.map((lines) => lines.length));
	const lineAt = (index: number): string =>
		wrapped
			.map((lines: readonly SafeText[], column) => (lines[index] ?? '').padEnd(cells[column]?.[1] ?? 0))
			.join('  ');
	return Array.from({ length: height }, (_, index) => `${`  ${lineAt(index)}`.trimEnd()}\n`).join('');
}

/** Gives a command a line of its own where it would be broken. */
function commandsApart(text: string, width: number): string {
	return text
		.split('\n')
		.map((line) => (line.length > width ? line.replace(/ (?=graphctl )/g, '\n') : line))
		.join('\n');
}

function sentence(meaning: string): string {
	return `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}.`;
}
