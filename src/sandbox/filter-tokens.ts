/** Splits a `$filter` into tokens (OData 4.01 part 2, 5.1.1). */
import { invalidFilter } from './graph-errors.js';

export type FilterToken =
	| { readonly kind: 'word'; readonly text: string; readonly at: number }
	| { readonly kind: 'string'; readonly value: string; readonly at: number }
	/** Milliseconds since the epoch. */
	| { readonly kind: 'date'; readonly value: number; readonly at: number }
	| { readonly kind: 'number'; readonly value: number; readonly at: number }
	| { readonly kind: '(' | ')' | ','; readonly at: number };

const whitespace = /[ \t]+/y;
const text = /'((?:[^']|'')*)'/y;
const date = /\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:\d\d))?(?![\w:.-])/iy;
const number = /-?\d+(?:\.\d+)?(?![\w:.-])/y;
const word = /[A-Za-z_][\w./]*/y;
const punctuation = /[(),]/y;

/** @throws GraphError `ErrorInvalidUrlQueryFilter` that names the position */
export function readFilterTokens(filter: string): readonly FilterToken[] {
	const tokens: FilterToken[] = [];
	let at = 0;
	const take = (pattern: RegExp): RegExpExecArray | undefined => {
		pattern.lastIndex = at;
		return pattern.exec(filter) ?? undefined;
	};
	while (at < filter.length) {
		let found = take(whitespace);
		if (found === undefined) {
			if ((found = take(text)) !== undefined) {
				tokens.push({ kind: 'string', value: (found[1] ?? '').replaceAll("''", "'"), at });
			} else if ((found = take(date)) !== undefined) {
				tokens.push({ kind: 'date', value: parseDate(found[0], filter, at), at });
			} else if ((found = take(number)) !== undefined) {
				tokens.push({ kind: 'number', value: Number(found[0]), at });
			} else if ((found = take(word)) !== undefined) {
				tokens.push({ kind: 'word', text: found[0], at });
			} else if ((found = take(punctuation)) !== undefined) {
				tokens.push({ kind: found[0] === '(' ? '(' : found[0] === ')' ? ')' : ',', at });
			} else {
				throw syntaxError(filter, at);
			}
		}
		at += found[0].length;
	}
	return tokens;
}

/** The error for something that cannot stand at this place. */
export function syntaxError(filter: string, at: number): Error {
	return invalidFilter(`Syntax error at position ${at} in '${filter}'.`);
}

function parseDate(literal: string, filter: string, at: number): number {
	const value = Date.parse(literal.length === 10 ? `${literal}T00:00:00Z` : literal.toUpperCase());
	if (Number.isNaN(value)) throw syntaxError(filter, at);
	return value;
}
