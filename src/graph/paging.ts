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
		const link = followingPage(page['@odata.nextLink'], path, seen);
		if (link === undefined) return;
		page = await client.get<JsonObject>(link, rest);
	}
}

/**
 * The address of the next page; undefined after the last one.
 * @param seen addresses of the pages so far
 * @throws GraphctlError `graph.invalid-answer`, `graph.link-loop`
 */
export function followingPage(link: unknown, path: string, seen: Set<string>): string | undefined {
	if (link === undefined || link === null) return undefined;
	if (typeof link !== 'string') throw broken(`The list at ${path} continues with something that is not a link.`);
	// A relative one must not be taken for a path of version 1.0.
	if (!/^https?:\/\//i.test(link)) throw broken(`The list at ${path} continues with a relative link.`);
	if (seen.has(link)) {
		throw new GraphctlError({
			code: 'graph.link-loop',
			message: `The list at ${path} leads back to a page that was read already.`,
			hint: 'Try again, or ask for fewer items with --top.',
		});
	}
	seen.add(link);
	return link;
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
