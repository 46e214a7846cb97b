/** Splits a `$filter` into tokens (OData 4.01 part 2, 5.1.1). */
import { invalidFilter } from './graph-errors.js';

export type FilterToken =
	| { readonly kind: 'word'; readonly text: string; readonly at: number }
	| { readonly kind: 'string'; readonly value: string; readonly at: number }
	/** Milliseconds since the epoch. */
	| { readonly kind: 'date'; readonly value: number; readonly at: number }
	| { readonly kind: 'number'; readonly value: number; readonly at: number }
	| { readonly kind: '(' | ')' | ',' | ':'; readonly at: number };

interface TokenRule {
	readonly pattern: RegExp;
	/** Undefined: the characters mean nothing, or nothing that can stand here. */
	read(found: RegExpExecArray, at: number): FilterToken | 'wrong' | undefined;
}

const rules: readonly TokenRule[] = [
	{ pattern: /[ \t]+/y, read: () => undefined },
	{
		pattern: /'((?:[^']|'')*)'/y,
		read: (found, at) => ({ kind: 'string', value: (found[1] ?? '').replaceAll("''", "'"), at }),
	},
	{
		pattern: /\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:\d\d))?(?![\w:.-])/iy,
		read: (found, at) => {
			const literal = found[0].toUpperCase();
			const value = Date.parse(literal.length === 10 ? `${literal}T00:00:00Z` : literal);
			return Number.isNaN(value) ? 'wrong' : { kind: 'date', value, at };
		},
	},
	{
		pattern: /-?\d+(?:\.\d+)?(?![\w:.-])/y,
		read: (found, at) => ({ kind: 'number', value: Number(found[0]), at }),
	},
	{ pattern: /[A-Za-z_][\w./]*/y, read: (found, at) => ({ kind: 'word', text: found[0], at }) },
	{ pattern: /\(/y, read: (_, at) => ({ kind: '(', at }) },
	{ pattern: /\)/y, read: (_, at) => ({ kind: ')', at }) },
	{ pattern: /,/y, read: (_, at) => ({ kind: ',', at }) },
	// Of lambda expressions, which the parser refuses by name.
	{ pattern: /:/y, read: (_, at) => ({ kind: ':', at }) },
];

/** @throws GraphError `ErrorInvalidUrlQueryFilter` that names the position */
export function readFilterTokens(filter: string): readonly FilterToken[] {
	const tokens: FilterToken[] = [];
	let at = 0;
	while (at < filter.length) {
		let found: RegExpExecArray | null = null;
		for (const rule of rules) {
			rule.pattern.lastIndex = at;
			found = rule.pattern.exec(filter);
			if (found === null) continue;
			const token = rule.read(found, at);
			if (token === 'wrong') throw syntaxError(filter, at);
			if (token !== undefined) tokens.push(token);
			break;
		}
		if (found === null) throw syntaxError(filter, at);
		at += found[0].length;
	}
	return tokens;
}

/** The error for something that cannot stand at this place. */
export function syntaxError(filter: string, at: number): Error {
	return invalidFilter(`Syntax error at position ${at} in '${filter}'.`);
}
