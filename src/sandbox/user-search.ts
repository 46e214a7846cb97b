/** `$search` on users: quoted `"property:text"` clauses with AND, OR and parentheses (learn.microsoft.com/graph/search-query-parameter). */
import { invalidSearch, unsupportedQuery } from './graph-errors.js';
import type { UserReader } from './user-filter.js';

/** A search that was understood. */
export interface UserSearch {
	/** What it looks at, in the metadata's spelling. */
	readonly properties: readonly string[];
	matches(read: UserReader): boolean;
}

type Test = UserSearch['matches'];
type Token = { readonly clause: string } | { readonly mark: string };

const searchable = ['displayName', 'givenName', 'mail', 'mailNickname', 'surname', 'userPrincipalName'];
const tokenPattern = /\s*(?:"((?:[^"\\]|\\.)*)"|(AND|OR)(?![\w:])|([()]))/sy;
const deepest = 100;

/** @throws GraphError 400 */
export function parseUserSearch(parameter: string): UserSearch {
	const tokens = readTokens(parameter.trim());
	const properties = new Set<string>();
	let next = 0;
	let depth = 0;
	const wrong = (): Error => invalidSearch(`Syntax error in the $search clause '${parameter}'.`);
	const take = (mark: string): boolean => {
		const token = tokens[next];
		if (token === undefined || !('mark' in token) || token.mark !== mark) return false;
		next++;
		return true;
	};
	const primary = (): Test => {
		if (++depth > deepest) throw wrong();
		let test: Test;
		if (take('(')) {
			test = either();
			if (!take(')')) throw wrong();
		} else {
			const token = tokens[next++];
			if (token === undefined || !('clause' in token)) throw wrong();
			const clause = readClause(token.clause);
			properties.add(clause.property);
			test = clause.matches;
		}
		depth--;
		return test;
	};
	const both = (): Test => {
		let left = primary();
		while (take('AND')) {
			const [first, second] = [left, primary()];
			left = (read) => first(read) && second(read);
		}
		return left;
	};
	const either = (): Test => {
		let left = both();
		while (take('OR')) {
			const [first, second] = [left, both()];
			left = (read) => first(read) || second(read);
		}
		return left;
	};
	const matches = either();
	if (next < tokens.length) throw wrong();
	return { properties: [...properties], matches };
}

function readTokens(text: string): readonly Token[] {
	const tokens: Token[] = [];
	let at = 0;
	while (at < text.length) {
		tokenPattern.lastIndex = at;
		const found = tokenPattern.exec(text);
		if (found === null) {
			const place = text.slice(at).search(/[^\p{L}\p{N}\s]/u);
			const wrong = place < 0 ? at : at + place;
			throw invalidSearch(`Syntax error: character '${text[wrong]}' is not valid at position ${wrong} in '${text}'.`);
		}
		at = tokenPattern.lastIndex;
		const [, quoted, word, bracket] = found;
		tokens.push(quoted === undefined ? { mark: word ?? bracket ?? '' } : { clause: quoted.replace(/\\(.)/gs, '$1') });
	}
	return tokens;
}

function readClause(clause: string): { readonly property: string; readonly matches: Test } {
	const [, name = '', text = ''] = /^\s*([A-Za-z]+)\s*:(.*)$/s.exec(clause) ?? [];
	if (name === '' || text.trim() === '') throw invalidSearch(`Invalid $search clause '${clause}'.`);
	const property = searchable.find((one) => one.toLowerCase() === name.toLowerCase());
	if (property === undefined) throw unsupportedQuery(`The property '${name}' cannot be searched.`);
	return { property, matches: property === 'displayName' ? wordsOf(text) : beginning(property, text) };
}

/** Each word looked for must begin a word of the name. */
function wordsOf(text: string): Test {
	const wanted = splitWords(text);
	return (read) => {
		const name = read('displayName');
		if (typeof name !== 'string' || wanted.length === 0) return false;
		const words = splitWords(name);
		return wanted.every((start) => words.some((word) => word.startsWith(start)));
	};
}

function beginning(property: string, text: string): Test {
	const start = text.trim().toLowerCase();
	return (read) => {
		const value = read(property);
		return typeof value === 'string' && value.toLowerCase().startsWith(start);
	};
}

/** Words end at blanks and signs, between letters and digits, and where a small letter is followed by a capital. */
function splitWords(text: string): readonly string[] {
	return text
		.split(/[^\p{L}\p{M}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})|(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/u)
		.filter((word) => word !== '')
		.map((word) => word.toLowerCase());
}
