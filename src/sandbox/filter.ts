/** `$filter` on messages: comparisons, and/or/not, parentheses, startswith/contains/endswith (OData 4.01 part 2, 5.1.1). */
import { type FilterToken, readFilterTokens, syntaxError } from './filter-tokens.js';
import { invalidFilter, notImplemented } from './graph-errors.js';
import { findMessagePath, type MessagePath, type ScalarType } from './message-paths.js';
import { findMessageProperty, type Message } from './message-properties.js';

/** A filter that was understood. */
export interface Filter {
	/** Paths in the order in which they first appear; decides which `$orderby` is allowed. */
	readonly paths: readonly MessagePath[];
	matches(message: Message): boolean;
}

type Value = string | number | boolean | null;
type Type = ScalarType | 'number' | 'null';

interface Operand {
	readonly type: Type;
	evaluate(message: Message): Value;
}

const comparisons = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'] as const;
type Comparison = (typeof comparisons)[number];
const deepest = 100;
const invalidNodes = 'The query filter contains one or more invalid nodes.';
const edmNames: Readonly<Record<Type, string>> = {
	string: 'Edm.String',
	boolean: 'Edm.Boolean',
	date: 'Edm.DateTimeOffset',
	number: 'Edm.Int32',
	null: '<null>',
};

/** @throws GraphError `ErrorInvalidUrlQueryFilter` for anything that Graph would not take */
export function parseFilter(filter: string): Filter {
	return new FilterParser(filter).parse();
}

class FilterParser {
	readonly #filter: string;
	readonly #tokens: readonly FilterToken[];
	readonly #paths: MessagePath[] = [];
	#next = 0;
	#depth = 0;

	constructor(filter: string) {
		this.#filter = filter;
		this.#tokens = readFilterTokens(filter);
	}

	parse(): Filter {
		const root = this.#or();
		if (this.#next < this.#tokens.length) throw this.#unexpected();
		if (root.type !== 'boolean') throw invalidFilter('The $filter expression must evaluate to a single boolean value.');
		return { paths: this.#paths, matches: (message) => root.evaluate(message) === true };
	}

	#or(): Operand {
		let left = this.#and();
		while (this.#takeWord('or')) left = both(left, this.#and(), (first, second) => first() || second());
		return left;
	}

	#and(): Operand {
		let left = this.#not();
		while (this.#takeWord('and')) left = both(left, this.#not(), (first, second) => first() && second());
		return left;
	}

	#not(): Operand {
		this.#enter();
		let operand: Operand;
		if (this.#takeWord('not')) {
			const inner = truthOf(this.#not());
			operand = { type: 'boolean', evaluate: (message) => !inner(message) };
		} else {
			operand = this.#comparison();
		}
		this.#depth--;
		return operand;
	}

	#comparison(): Operand {
		const left = this.#primary();
		const operator = comparisons.find((name) => this.#takeWord(name));
		return operator === undefined ? left : compare(operator, left, this.#primary());
	}

	#primary(): Operand {
		const token = this.#tokens[this.#next];
		if (token === undefined) throw this.#unexpected();
		this.#next++;
		switch (token.kind) {
			case 'string':
			case 'date':
			case 'number':
				return { type: token.kind, evaluate: () => token.value };
			case '(': {
				this.#enter();
				const inner = this.#or();
				this.#take(')');
				this.#depth--;
				return inner;
			}
			case 'word':
				return this.#tokens[this.#next]?.kind === '(' ? this.#call(token.text) : this.#word(token.text);
			default:
				this.#next--;
				throw this.#unexpected();
		}
	}

	#word(text: string): Operand {
		const lower = text.toLowerCase();
		if (lower === 'null') return { type: 'null', evaluate: () => null };
		if (lower === 'true' || lower === 'false') return { type: 'boolean', evaluate: () => lower === 'true' };
		const path = findMessagePath(text);
		if (path === undefined) {
			const first = text.split('/')[0] ?? text;
			throw invalidFilter(
				findMessageProperty(first) === undefined
					? `Could not find a property named '${first}' on type 'microsoft.graph.message'.`
					: invalidNodes,
			);
		}
		if (!this.#paths.some((known) => known.name === path.name)) this.#paths.push(path);
		return { type: path.type, evaluate: (message) => readPath(path, message) };
	}

	#call(name: string): Operand {
		const called = name.toLowerCase();
		if (/^categories\/(any|all)$/.test(called)) throw notImplemented('any and all in $filter');
		const test = functions[called];
		if (test === undefined) throw invalidFilter(invalidNodes);
		this.#take('(');
		const haystack = this.#primary();
		this.#take(',');
		const needle = this.#primary();
		this.#take(')');
		if (haystack.type !== 'string' || needle.type !== 'string') throw invalidFilter(invalidNodes);
		return {
			type: 'boolean',
			evaluate: (message) => test(folded(haystack.evaluate(message)), folded(needle.evaluate(message))),
		};
	}

	#takeWord(text: string): boolean {
		const token = this.#tokens[this.#next];
		if (token?.kind !== 'word' || token.text.toLowerCase() !== text) return false;
		this.#next++;
		return true;
	}

	#take(kind: '(' | ')' | ','): void {
		if (this.#tokens[this.#next]?.kind !== kind) throw this.#unexpected();
		this.#next++;
	}

	#enter(): void {
		if (++this.#depth > deepest) throw invalidFilter('The recursion limit of the $filter expression was exceeded.');
	}

	#unexpected(): Error {
		return syntaxError(this.#filter, this.#tokens[this.#next]?.at ?? this.#filter.length);
	}
}

const functions: Readonly<Record<string, (haystack: string, needle: string) => boolean>> = {
	startswith: (haystack, needle) => haystack.startsWith(needle),
	endswith: (haystack, needle) => haystack.endsWith(needle),
	contains: (haystack, needle) => haystack.includes(needle),
};

function both(left: Operand, right: Operand, join: (first: () => boolean, second: () => boolean) => boolean): Operand {
	const first = truthOf(left);
	const second = truthOf(right);
	return {
		type: 'boolean',
		evaluate: (message) =>
			join(
				() => first(message),
				() => second(message),
			),
	};
}

function truthOf(operand: Operand): (message: Message) => boolean {
	if (operand.type !== 'boolean') throw invalidFilter(invalidNodes);
	return (message) => operand.evaluate(message) === true;
}

function compare(operator: Comparison, left: Operand, right: Operand): Operand {
	if (left.type !== right.type && left.type !== 'null' && right.type !== 'null') {
		throw invalidFilter(
			`A binary operator with incompatible types was detected. Found operand types '${edmNames[left.type]}' and '${edmNames[right.type]}'.`,
		);
	}
	return {
		type: 'boolean',
		evaluate: (message) => holds(operator, fold(left.evaluate(message)), fold(right.evaluate(message))),
	};
}

function holds(operator: Comparison, left: Value, right: Value): boolean {
	if (operator === 'eq') return left === right;
	if (operator === 'ne') return left !== right;
	if (left === null || right === null) return false;
	if (operator === 'gt') return left > right;
	if (operator === 'ge') return left >= right;
	return operator === 'lt' ? left < right : left <= right;
}

/** Exchange compares texts without regard to case. */
function fold(value: Value): Value {
	return typeof value === 'string' ? value.toLowerCase() : value;
}

function folded(value: Value): string {
	return typeof value === 'string' ? value.toLowerCase() : '';
}

function readPath(path: MessagePath, message: Message): Value {
	const value = path.read(message) ?? null;
	if (path.type === 'date') return typeof value === 'string' ? Date.parse(value) : null;
	return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}
