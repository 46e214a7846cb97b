/** Reads `$search` on messages: Keyword Query Language in double quotes (learn.microsoft.com/graph/search-query-parameter). */
import { invalidSearch } from './graph-errors.js';

export type SearchToken =
	| { readonly kind: '(' | ')' | 'and' | 'or' | 'not' }
	| { readonly kind: 'text'; readonly text: string }
	/** The value is the next text or parenthesis. */
	| { readonly kind: 'property'; readonly name: string; readonly operator: SearchOperator };

export type SearchOperator = ':' | '=' | '<>' | '>=' | '<=' | '>' | '<';

/** Properties that may be searched (learn.microsoft.com/graph/search-query-parameter). */
const searchProperties: readonly string[] = [
	'attachment',
	'bcc',
	'body',
	'cc',
	'from',
	'hasattachment',
	'hasattachments',
	'importance',
	'kind',
	'participants',
	'received',
	'recipients',
	'sent',
	'size',
	'subject',
	'to',
];

const quoted = /"((?:[^"\\]|\\.)*)"/y;
const property = /([A-Za-z]+)(:|=|<>|>=|<=|>|<)/y;
const bare = /[^\s()"]+/y;

/** Takes the outer quotes and the escapes of the OData parameter away. @throws GraphError 400 */
export function unwrapSearch(parameter: string): string {
	const trimmed = parameter.trim();
	if (!trimmed.startsWith('"')) {
		const wrong = /[^\p{L}\p{N}\s*_-]/u.exec(trimmed);
		if (wrong !== null) {
			throw invalidSearch(
				`Syntax error: character '${wrong[0]}' is not valid at position ${wrong.index} in '${trimmed}'.`,
			);
		}
		return trimmed;
	}
	let inner = '';
	let at = 1;
	for (; at < trimmed.length && trimmed[at] !== '"'; at++) {
		if (trimmed[at] === '\\') at++;
		inner += trimmed[at] ?? '';
	}
	if (at !== trimmed.length - 1) {
		throw invalidSearch(
			`Syntax error: character '"' is not valid at position ${Math.min(at, trimmed.length)} in '${trimmed}'.`,
		);
	}
	return inner;
}

/** @throws GraphError 400 for an unfinished phrase */
export function readSearchTokens(query: string): readonly SearchToken[] {
	const tokens: SearchToken[] = [];
	let at = 0;
	const take = (pattern: RegExp): RegExpExecArray | undefined => {
		pattern.lastIndex = at;
		const found = pattern.exec(query) ?? undefined;
		if (found !== undefined) at += found[0].length;
		return found;
	};
	while (at < query.length) {
		const character = query[at] ?? '';
		if (/\s/.test(character)) {
			at++;
		} else if (character === '(' || character === ')') {
			tokens.push({ kind: character });
			at++;
		} else if (character === '"') {
			const phrase = take(quoted);
			if (phrase === undefined)
				throw invalidSearch(`Syntax error: the phrase at position ${at} in '${query}' does not end.`);
			tokens.push({ kind: 'text', text: (phrase[1] ?? '').replace(/\\(.)/g, '$1') });
		} else if ((character === '-' || character === '+') && /[^\s]/.test(query[at + 1] ?? ' ')) {
			if (character === '-') tokens.push({ kind: 'not' });
			at++;
		} else {
			property.lastIndex = at;
			const name = property.exec(query)?.[1]?.toLowerCase() ?? '';
			tokens.push(
				searchProperties.includes(name)
					? { kind: 'property', name, operator: operatorOf(take(property)?.[2]) }
					: wordToken(take(bare)?.[0] ?? ''),
			);
		}
	}
	return tokens;
}

function operatorOf(text: string | undefined): SearchOperator {
	switch (text) {
		case '=':
		case '<>':
		case '>=':
		case '<=':
		case '>':
		case '<':
			return text;
		default:
			return ':';
	}
}

function wordToken(word: string): SearchToken {
	if (word === 'AND' || word === '&&') return { kind: 'and' };
	if (word === 'OR' || word === '||') return { kind: 'or' };
	if (word === 'NOT') return { kind: 'not' };
	return { kind: 'text', text: word };
}
