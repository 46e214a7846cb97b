/** The pages of whatever list, of Graph or another API: what can be followed is followed, and what is no list says so. */
import { GraphctlError } from '../errors.js';
import type { GraphClient, RequestOptions } from './client.js';
import { isObject, type JsonObject } from './graph-answer.js';
import { followingPage } from './paging.js';

export interface AnyListOptions extends RequestOptions {
	/** Told where the changes since this list can be asked for, when its last page says so. */
	readonly onDeltaLink?: ((link: string) => void) | undefined;
}

/**
 * The items, page by page: the `value` of an object (OData, Azure Resource Manager), or a bare array. The next page is where
 * `@odata.nextLink`, `nextLink` or a `Link` header leads (RFC 8288).
 * @throws GraphctlError `usage.no-list` for an answer that is none, `graph.invalid-answer`, `graph.link-loop`, `graph.foreign-link`
 */
export async function* anyPages(
	client: Pick<GraphClient, 'getPage'>,
	path: string,
	{ onDeltaLink, query, ...rest }: AnyListOptions = {},
): AsyncGenerator<readonly unknown[], void> {
	const place = path.split('?', 1)[0] ?? path;
	const seen = new Set<string>();
	let page = await client.getPage(path, { ...rest, query }).catch((error: unknown) => {
		throw error instanceof GraphctlError && error.details.status === 410 ? startOver(error) : error;
	});
	for (;;) {
		const object: JsonObject = isObject(page.body)
			? page.body
			: { value: page.body, nextLink: nextOfHeader(page.headers['link']) };
		const { value } = object;
		if (!Array.isArray(value)) throw noList(place);
		yield value;
		const delta = object['@odata.deltaLink'];
		if (typeof delta === 'string') onDeltaLink?.(delta);
		const link = followingPage(object['@odata.nextLink'] ?? object['nextLink'], place, seen);
		if (link === undefined) return;
		page = await client.getPage(link, rest);
	}
}

function nextOfHeader(header: string | readonly string[] | undefined): string | undefined {
	return /<([^<>]*)>(?:\s*;[^,<]*)?;\s*rel="?next"?/i.exec([header ?? []].flat().join(', '))?.[1];
}

/** After weeks, or a change of its own, Graph forgets the state behind a delta link, whatever it answers with beside the status. */
function startOver({ details }: GraphctlError): GraphctlError {
	return new GraphctlError({
		code: 'not-found.gone',
		message: 'What the link stands for is not known any more: it is too old.',
		hint: 'Begin anew with the path that ends in /delta; what was fetched before may come once more.',
		details,
	});
}

function noList(place: string): GraphctlError {
	return new GraphctlError({
		code: 'usage.no-list',
		message: `What ${place} answers with is no list: there are no pages to follow.`,
		hint: 'Leave --paginate out.',
	});
}
