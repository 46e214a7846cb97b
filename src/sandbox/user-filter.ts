/** `$filter` on users: eq, ne, ge, le, in, startsWith, endsWith, and/or/not (learn.microsoft.com/graph/aad-advanced-queries). */
import { type FilterToken, readFilterTokens, syntaxError } from './filter-tokens.js';
import { badRequest, GraphError, notImplemented, unsupportedQuery } from './graph-errors.js';
import type { Json } from './message-properties.js';
import { findUserProperty } from './user-properties.js';

/** Reads a property of the person at hand. */
export type UserReader = (property: string) => Json;

/** A filter that was understood. */
export interface UserFilter {
	/** What it looks at, in the metadata's spelling. */
	readonly properties: readonly string[];
	/** True when it needs `ConsistencyLevel: eventual` and `$count=true`. */
	readonly advanced: boolean;
	matches(read: UserReader): boolean;
}

type Test = UserFilter['matches'];
type Literal = string | boolean | null;

/** Properties that may be filtered by without an advanced query. */
const indexed: readonly string[] = [
	...['accountEnabled', 'city', 'country', 'department', 'displayName', 'employeeId', 'givenName', 'id', 'jobTitle'],
	...['mail', 'mailNickname', 'state', 'surname', 'usageLocation', 'userPrincipalName', 'userType'],
];
const lists: readonly string[] = ['businessPhones', 'imAddresses', 'otherMails', 'proxyAddresses'];
const deepest = 100;

/** @throws GraphError 400 for what Graph does not understand, 501 for what only Graph does */
export function parseUserFilter(filter: string): UserFilter {
	if (/\$count/i.test(filter.replace(/'(?:[^']|'')*'/g, ''))) throw notImplemented('$count in $filter');
	try {
		return new UserFilterParser(filter).parse();
	} catch (error) {
		// The grammar is shared with mail, its wording is not.
		if (!(error instanceof GraphError) || error.code !== 'ErrorInvalidUrlQueryFilter') throw error;
		throw badRequest(`Invalid filter clause: ${error.message}`);
	}
}

/** What a filter that needs an advanced query is told when it came as a plain one. */
export function checkPlainFilter(filter: UserFilter): void {
	if (filter.properties.some((name) => !indexed.includes(name))) {
		throw unsupportedQuery('The request uses a filter property that is not indexed');
	}
	if (filter.advanced) throw unsupportedQuery();
}

class UserFilterParser {
	readonly #filter: string;
	readonly #tokens: readonly FilterToken[];
	readonly #properties = new Set<string>();
	#advanced = false;
	#next = 0;
	#depth = 0;

	constructor(filter: string) {
		this.#filter = filter;
		this.#tokens = readFilterTokens(filter);
	}

	parse(): UserFilter {
		const matches = this.#or();
		if (this.#next < this.#tokens.length) throw this.#unexpected();
		const properties = [...this.#properties];
		return { properties, advanced: this.#advanced || properties.some((name) => !indexed.includes(name)), matches };
	}

	#or(): Test {
		let left = this.#and();
		while (this.#takeWord('or')) {
			const [first, second] = [left, this.#and()];
			left = (read) => first(read) || second(read);
		}
		return left;
	}

	#and(): Test {
		let left = this.#not();
		while (this.#takeWord('and')) {
			const [first, second] = [left, this.#not()];
			left = (read) => first(read) && second(read);
		}
		return left;
	}

	#not(): Test {
		if (++this.#depth > deepest) throw badRequest('The recursion limit of the $filter expression was exceeded.');
		let test: Test;
		if (this.#takeWord('not')) {
			this.#advanced = true;
			const inner = this.#not();
			test = (read) => !inner(read);
		} else if (this.#take('(')) {
			test = this.#or();
			this.#demand(')');
		} else {
			test = this.#comparison();
		}
		this.#depth--;
		return test;
	}

	#comparison(): Test {
		const name = this.#word();
		if (this.#take('(')) return this.#call(name.toLowerCase());
		const property = this.#property(name);
		const at = this.#next;
		const operator = this.#word().toLowerCase();
		switch (operator) {
			case 'eq':
				return this.#equals(property, this.#literal());
			case 'ne': {
				this.#advanced = true;
				const equals = this.#equals(property, this.#literal());
				return (read) => !equals(read);
			}
			case 'ge':
			case 'le': {
				const limit = this.#literal();
				if (typeof limit !== 'string') throw unsupportedQuery();
				return (read) => {
					const value = read(property);
					if (typeof value !== 'string') return false;
					const order = collator.compare(value, limit);
					return operator === 'ge' ? order >= 0 : order <= 0;
				};
			}
			case 'in': {
				this.#demand('(');
				const tests = [this.#equals(property, this.#literal())];
				while (this.#take(',')) tests.push(this.#equals(property, this.#literal()));
				this.#demand(')');
				return (read) => tests.some((test) => test(read));
			}
			case 'gt':
			case 'lt':
				throw unsupportedQuery();
			default:
				this.#next = at;
				throw this.#unexpected();
		}
	}

	#call(name: string): Test {
		if (/\/(any|all)$/.test(name)) throw notImplemented('any and all in $filter');
		if (name !== 'startswith' && name !== 'endswith') throw unsupportedQuery();
		if (name === 'endswith') this.#advanced = true;
		const property = this.#property(this.#word());
		this.#demand(',');
		const part = this.#literal();
		this.#demand(')');
		if (typeof part !== 'string') throw unsupportedQuery();
		const needle = part.toLowerCase();
		return (read) => {
			const value = read(property);
			if (typeof value !== 'string') return false;
			return name === 'startswith' ? value.toLowerCase().startsWith(needle) : value.toLowerCase().endsWith(needle);
		};
	}

	#equals(property: string, wanted: Literal): Test {
		const expected = property === 'accountEnabled' ? 'boolean' : 'string';
		if (wanted !== null && typeof wanted !== expected) {
			const names = { boolean: 'Edm.Boolean', string: 'Edm.String' };
			throw badRequest(
				`Invalid filter clause: A binary operator with incompatible types was detected. Found operand types '${names[expected]}' and '${typeof wanted === 'string' ? names.string : names.boolean}' for operator kind 'Equal'.`,
			);
		}
		// The directory compares without regard to case.
		const folded = typeof wanted === 'string' ? wanted.toLowerCase() : wanted;
		return (read) => {
			const value = read(property);
			return (typeof value === 'string' ? value.toLowerCase() : value) === folded;
		};
	}

	#property(name: string): string {
		const property = findUserProperty(name);
		if (property === undefined) {
			throw badRequest(
				`Invalid filter clause: Could not find a property named '${name.split('/')[0]}' on type 'microsoft.graph.user'.`,
			);
		}
		if (lists.includes(property)) throw unsupportedQuery();
		this.#properties.add(property);
		return property;
	}

	#literal(): Literal {
		const token = this.#tokens[this.#next++];
		if (token?.kind === 'string') return token.value;
		const word = token?.kind === 'word' ? token.text.toLowerCase() : '';
		if (word === 'null') return null;
		if (word === 'true' || word === 'false') return word === 'true';
		this.#next--;
		throw this.#unexpected();
	}

	#word(): string {
		const token = this.#tokens[this.#next];
		if (token?.kind !== 'word') throw this.#unexpected();
		this.#next++;
		return token.text;
	}

	#takeWord(text: string): boolean {
		const token = this.#tokens[this.#next];
		if (token?.kind !== 'word' || token.text.toLowerCase() !== text) return false;
		this.#next++;
		return true;
	}

	#take(kind: '(' | ')' | ','): boolean {
		if (this.#tokens[this.#next]?.kind !== kind) return false;
		this.#next++;
		return true;
	}

	#demand(kind: '(' | ')' | ','): void {
		if (!this.#take(kind)) throw this.#unexpected();
	}

	#unexpected(): Error {
		return syntaxError(this.#filter, this.#tokens[this.#next]?.at ?? this.#filter.length);
	}
}

const collator = new Intl.Collator('en', { sensitivity: 'base' });
