/** The pages of whatever list, of Graph or another API: what can be followed is followed, and what is no list says so. */
import { GraphctlError } from '../errors.js';
import type { AnyPage, GraphClient, RequestOptions } from './client.js';
import { isObject, type JsonObject } from './graph-answer.js';
import { nextLink } from './link-header.js';
import { followingPage } from './paging.js';

export interface AnyListOptions extends RequestOptions {
	/** Told where the changes since this list can be asked for, when its last page says so. */
	readonly onDeltaLink?: ((link: string) => void) | undefined;
}

/**
 * The items, page by page: the `value` of an object (OData, Azure Resource Manager), or a bare array. The next page is where
 * `@odata.nextLink` or `nextLink` leads, or where the body names none, a `Link` header (RFC 8288).
 * @throws GraphctlError `usage.no-list` for an answer that is none, `graph.invalid-answer`, `graph.link-loop`, `graph.foreign-link`, `not-found.gone`
 */
export async function* anyPages(
	client: Pick<GraphClient, 'getPage'>,
	path: string,
	{ onDeltaLink, query, ...rest }: AnyListOptions = {},
): AsyncGenerator<readonly unknown[], void> {
	const place = path.split('?', 1)[0] ?? path;
	const ask = (address: string, asked: RequestOptions): Promise<AnyPage> =>
		client.getPage(address, asked).catch((error: unknown) => {
			const gone = error instanceof GraphctlError && error.details.status === 410 && leadsToChanges.test(address);
			throw gone ? startOver(error, address) : error;
		});
	const seen = new Set<string>();
	let page = await ask(path, { ...rest, query });
	for (;;) {
		const object: JsonObject = isObject(page.body) ? page.body : { value: page.body };
		const { value } = object;
		if (!Array.isArray(value)) throw noList(place);
		yield value;
		const delta = object['@odata.deltaLink'];
		if (typeof delta === 'string') onDeltaLink?.(delta);
		const next = object['@odata.nextLink'] ?? object['nextLink'] ?? nextOfHeader(page);
		const link = followingPage(next, place, seen);
		if (link === undefined) return;
		page = await ask(link, rest);
	}
}

/** A relative link leads on from the address that was asked (RFC 8288, 3.1). */
function nextOfHeader({ headers, url }: AnyPage): string | undefined {
	const link = nextLink(headers['link']);
	return link !== undefined && URL.canParse(link, url) ? new URL(link, url).href : link;
}

/** A list of changes, or the middle of one: behind these the server keeps a state. */
const leadsToChanges =
	/[?&](?:\$|%24)(?:delta|skip)token=|^[^?]*\/(?:microsoft\.graph\.)?delta(?:\([^?/]*\))?(?:\?|$)/i;

/** After weeks, or a change of its own, Graph forgets the state behind a delta link, whatever it answers with beside the status. */
function startOver({ details }: GraphctlError, address: string): GraphctlError {
	const start = /delta/i.test(address) ? 'the path that ends in /delta' : 'the first page of the list';
	return new GraphctlError({
		code: 'not-found.gone',
		message: 'What the link stands for is not known any more: it is too old.',
		hint: `Begin anew with ${start}; what was fetched before may come once more.`,
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
