/** Follows the pages of a collection. */
import { GraphctlError } from '../errors.js';
import type { GraphClient, RequestOptions } from './client.js';
import { isObject, type JsonObject } from './graph-answer.js';

/**
 * The pages of a collection, as they arrive. A page may be empty and still not be the last: the link decides. Headers such as
 * `Prefer` and `ConsistencyLevel` are not part of the link and go with every page.
 * @throws GraphctlError `graph.invalid-answer`, `graph.link-loop`, `graph.foreign-link`
 */
export async function* pages<T extends object>(
	client: Pick<GraphClient, 'get'>,
	path: string,
	options: RequestOptions = {},
): AsyncGenerator<T[], void> {
	const { query, ...rest } = options;
	const seen = new Set<string>();
	let page = await client.get<JsonObject>(path, { ...rest, query });
	for (;;) {
		yield itemsOf<T>(page, path);
		const link = page['@odata.nextLink'];
		if (link === undefined || link === null) return;
		if (typeof link !== 'string') throw broken(`Graph's list at ${path} continues with something that is not a link.`);
		if (seen.has(link)) {
			throw new GraphctlError({
				code: 'graph.link-loop',
				message: `Graph's list at ${path} leads back to a page that was read already.`,
				hint: 'Try again, or ask for fewer items with --top.',
			});
		}
		seen.add(link);
		page = await client.get<JsonObject>(absolute(link), rest);
	}
}

/** Graph's links are absolute; a relative one must not be taken for a path of version 1.0. */
function absolute(link: string): string {
	if (/^https?:\/\//i.test(link)) return link;
	throw broken('Graph gave a relative link to the next page.');
}

function itemsOf<T extends object>(page: JsonObject, path: string): T[] {
	const { value } = page;
	if (!Array.isArray(value)) throw broken(`Graph's list at ${path} holds no items.`);
	const items: unknown[] = value;
	if (!items.every(isObject)) throw broken(`Graph's list at ${path} holds something that is not an item.`);
	return items as T[];
}

function broken(message: string): GraphctlError {
	return new GraphctlError({ code: 'graph.invalid-answer', message });
}
