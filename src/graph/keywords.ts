/** Pieces of keyword queries (KQL) for Graph's `$search` (https://learn.microsoft.com/graph/search-query-parameter). */
import { GraphctlError } from '../errors.js';

/** A quote as people and their programs write it. */
const quotes = '"\\u201c\\u201d\\u201e\\u201f\\uff02';
const quote = new RegExp(`[${quotes}]`);
const noWord = new RegExp(`[\\p{Cc}\\\\${quotes}]+`, 'gu');

/** KQL goes in double quotes, in which quotes and backslashes are escaped. */
export function quoteSearch(keywords: string): string {
	return `"${keywords.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** `MM/DD/YYYY`, the only date KQL in Graph is documented with. */
export function kqlDay(instant: number): string {
	const [year, month, date] = new Date(instant).toISOString().slice(0, 10).split('-');
	return `${month}/${date}/${year}`;
}

/**
 * A condition whose value stands in quotes. KQL has no way to write a quote within quotes: it becomes a blank, as the index has it.
 * @throws GraphctlError `usage.value` for no words
 */
export function phrase(name: string, value: string): string {
	const words = value.replaceAll(noWord, ' ').replaceAll(/\s+/g, ' ').trim();
	if (words === '') throw badValue(`--${name} is empty.`);
	return `${name}:"${words}"`;
}

/**
 * A person's own query and conditions that must hold as well; neither changes the other. One of them may be missing.
 * @throws GraphctlError `usage.value` for a query that would reach beyond its own end
 */
export function joinKeywords(own: string, conditions: readonly string[]): string {
	if (own === '') return conditions.join(' AND ');
	if (conditions.length === 0) {
		if ([...own.matchAll(/"/g)].length % 2 === 0) return own;
		throw badValue('A quote of the query is not closed.', 'A phrase stands between two: subject:"annual report".');
	}
	if (!isWhole(own)) {
		throw badValue('The quotes or parentheses of the query are not balanced, so that nothing can be added to it.');
	}
	return [`(${own})`, ...conditions].join(' AND ');
}

/** True when the query can stand in parentheses: every quote and parenthesis it opens it closes, in order. */
function isWhole(query: string): boolean {
	let depth = 0;
	let quoted = false;
	for (const character of query) {
		if (quote.test(character)) quoted = !quoted;
		else if (!quoted && character === '(') depth += 1;
		else if (!quoted && character === ')') depth -= 1;
		if (depth < 0) return false;
	}
	return depth === 0 && !quoted;
}

function badValue(message: string, hint?: string): GraphctlError {
	return new GraphctlError({ code: 'usage.value', message, hint });
}
