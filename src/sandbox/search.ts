/** `$search` on messages: KQL with AND, OR, NOT, phrases, prefixes and property restrictions. */
import { isListed } from './attachment-plan.js';
import { invalidSearch } from './graph-errors.js';
import type { Recipient } from './mail-model.js';
import type { Message } from './message-properties.js';
import { readSearchTokens, type SearchOperator, type SearchToken, unwrapSearch } from './search-tokens.js';
import { isWithin, parseDays, parseNumbers, parseTruth } from './search-values.js';

/** Tells whether a message is found. */
export type Search = (message: Message) => boolean;

interface Scope {
	readonly name: string;
	readonly operator: SearchOperator;
}

const deepest = 100;
/** The letters that may carry an accent to be taken off. */
const accented = /[\u00c0-\u1fff]/;
const everywhere: Scope = { name: '', operator: ':' };

/** Reads the parameter as it came; `now` (milliseconds since the epoch) decides what `today` is. @throws GraphError 400 */
export function parseSearch(parameter: string, now: number): Search {
	const query = unwrapSearch(parameter);
	const tokens = readSearchTokens(query);
	if (tokens.length === 0) throw invalidSearch('The $search query parameter is empty.');
	return new SearchParser(tokens, query, now).parse();
}

class SearchParser {
	readonly #tokens: readonly SearchToken[];
	readonly #query: string;
	readonly #now: number;
	#next = 0;
	#depth = 0;

	constructor(tokens: readonly SearchToken[], query: string, now: number) {
		this.#tokens = tokens;
		this.#query = query;
		this.#now = now;
	}

	parse(): Search {
		const search = this.#or(everywhere);
		if (this.#next < this.#tokens.length) throw this.#wrong();
		return search;
	}

	#or(scope: Scope): Search {
		let left = this.#and(scope);
		while (this.#take('or')) {
			const [first, second] = [left, this.#and(scope)];
			left = (message) => first(message) || second(message);
		}
		return left;
	}

	#and(scope: Scope): Search {
		let left = this.#not(scope);
		for (;;) {
			const kind = this.#tokens[this.#next]?.kind;
			if (kind === undefined || kind === 'or' || kind === ')') return left;
			// Words without an operator between them must all be there.
			this.#take('and');
			const [first, second] = [left, this.#not(scope)];
			left = (message) => first(message) && second(message);
		}
	}

	#not(scope: Scope): Search {
		if (++this.#depth > deepest) throw this.#wrong();
		let search: Search;
		if (this.#take('not')) {
			const inner = this.#not(scope);
			search = (message) => !inner(message);
		} else {
			search = this.#primary(scope);
		}
		this.#depth--;
		return search;
	}

	#primary(scope: Scope): Search {
		const token = this.#tokens[this.#next];
		this.#next++;
		if (token?.kind === '(') {
			const inner = this.#or(scope);
			if (!this.#take(')')) throw this.#wrong();
			return inner;
		}
		if (token?.kind === 'property' && scope === everywhere) {
			const following = this.#tokens[this.#next]?.kind;
			if (following === 'text' || following === '(') return this.#primary(token);
		}
		if (token?.kind !== 'text') throw this.#wrong();
		return this.#restrict(scope, token.text);
	}

	#restrict(scope: Scope, text: string): Search {
		const { name, operator } = scope;
		switch (name) {
			case 'received':
			case 'sent': {
				const days = parseDays(text, this.#now) ?? this.#refuse(name, text);
				const shift = name === 'sent' ? 2000 : 0;
				return ({ mailbox, rank }) => isWithin(mailbox.receivedAt(rank) - shift, operator, days);
			}
			case 'size': {
				const bytes = parseNumbers(text) ?? this.#refuse(name, text);
				return ({ header }) => isWithin(header.size, operator, bytes);
			}
			case 'hasattachment':
			case 'hasattachments': {
				const wanted = parseTruth(text) ?? this.#refuse(name, text);
				return ({ header }) => (header.attachments.some(isListed) === wanted) === (operator !== '<>');
			}
			case 'importance': {
				const wanted = text.toLowerCase() === 'medium' ? 'normal' : text.toLowerCase();
				return ({ header }) => (header.importance === wanted) === (operator !== '<>');
			}
			case 'kind':
				return () => (text.toLowerCase() === 'email') === (operator !== '<>');
			default: {
				const found = lookFor(text);
				const fields = fieldsOf(name);
				return (message) => fields(message).some(found) === (operator !== '<>');
			}
		}
	}

	#refuse(name: string, text: string): never {
		throw invalidSearch(`Syntax error: '${text}' is not a valid value of '${name}' in '${this.#query}'.`);
	}

	#take(kind: SearchToken['kind']): boolean {
		if (this.#tokens[this.#next]?.kind !== kind) return false;
		this.#next++;
		return true;
	}

	#wrong(): Error {
		return invalidSearch(`Syntax error in the search query '${this.#query}'.`);
	}
}

/** The texts that a property restriction looks into, one after the other: the costly body is last. */
function fieldsOf(name: string): (message: Message) => { some(test: (text: string) => boolean): boolean } {
	const people = (list: readonly Recipient[]): string =>
		list.map((one) => `${one.name ?? ''} ${one.address ?? ''}`).join(' ; ');
	switch (name) {
		case 'from':
			return ({ header }) => [people(header.from ? [header.from] : [])];
		case 'to':
			return ({ header }) => [people(header.to)];
		case 'cc':
			return ({ header }) => [people(header.cc)];
		case 'bcc':
			return () => [];
		case 'recipients':
			return ({ header }) => [people([...header.to, ...header.cc])];
		case 'participants':
			return ({ header }) => [people([...(header.from ? [header.from] : []), ...header.to, ...header.cc])];
		case 'subject':
			return ({ header }) => [header.subject];
		case 'attachment':
			return ({ header }) => header.attachments.map((one) => one.name);
		case 'body':
			return ({ mailbox, rank }) => [mailbox.text(rank)];
		default:
			return ({ header, mailbox, rank }) => ({
				some: (test) =>
					test(people(header.from ? [header.from] : [])) || test(header.subject) || test(mailbox.text(rank)),
			});
	}
}

/** Looks for whole words, in order and side by side; `word*` at the end looks for a beginning. Case and accents do not matter. */
function lookFor(text: string): (field: string) => boolean {
	const prefix = text.endsWith('*');
	const words = asWords(text);
	if (words.trim() === '') return () => false;
	// Scripts without spaces have no word borders to look at.
	if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(words)) {
		return (field) => asWords(field).includes(words.trim());
	}
	const needle = prefix ? words.trimEnd() : words;
	const firstWord = needle.trim().split(' ')[0] ?? '';
	return (field) => {
		// Most texts do not have the letters at all; the rest is looked at closely.
		const plain = field.toLowerCase();
		if (!plain.includes(firstWord) && !accented.test(plain)) return false;
		return asWords(field).includes(needle);
	};
}

function asWords(text: string): string {
	const lower = text.toLowerCase();
	const plain = accented.test(lower) ? lower.normalize('NFD').replace(/\p{M}+/gu, '') : lower;
	return ` ${plain.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()} `;
}
