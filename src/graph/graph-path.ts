/** Turns what callers ask for into a URL of this account's Graph, and refuses every other place. */
import { GraphctlError } from '../errors.js';

/** Values of query options by name, with their `$`; undefined ones are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * The URL of a path such as `/me` (version 1.0), `/beta/me`, or of an absolute link that Graph gave.
 * @throws GraphctlError `graph.foreign-link` for another host, `usage.path` for what is not a Graph path
 */
export function graphUrl(origin: string, path: string, query: Query = {}): URL {
	const url = /^[a-z][a-z0-9+.-]*:/i.test(path) ? ownLink(origin, path) : relative(origin, path);
	const options = Object.entries(query)
		.filter(([, value]) => value !== undefined)
		// Not URLSearchParams: it writes blanks as +, which OData reads as plus signs.
		.map(([name, value]) => `${encodeURIComponent(name).replace('%24', '$')}=${encodeURIComponent(String(value))}`);
	if (options.length > 0) url.search = [url.search.slice(1), ...options].filter((part) => part !== '').join('&');
	url.hash = '';
	return url;
}

function ownLink(origin: string, link: string): URL {
	const url = URL.canParse(link) ? new URL(link) : undefined;
	if (url?.origin === origin && url.protocol === 'https:') return url;
	throw new GraphctlError({
		code: 'graph.foreign-link',
		message: `A link leads to ${url ? url.host || url.protocol : 'nowhere'}, which is not ${new URL(origin).host}; nothing was sent there.`,
		hint: 'Your token belongs to Graph alone. If Graph itself sent this link, a proxy may have changed its answer.',
	});
}

function relative(origin: string, path: string): URL {
	const rooted = path.startsWith('/') ? path : `/${path}`;
	const versioned = /^\/(v1\.0|beta)(\/|\?|$)/i.test(rooted) ? rooted : `/v1.0${rooted}`;
	const url = URL.canParse(versioned, origin) ? new URL(versioned, origin) : undefined;
	// Dots, backslashes and doubled slashes may lead out of Graph's own tree.
	if (url && url.origin === origin && /^\/(v1\.0|beta)\/[^/]/i.test(url.pathname) && !rooted.includes('\\')) return url;
	throw new GraphctlError({
		code: 'usage.path',
		message: `"${path}" is not a path of Graph.`,
		hint: 'A path looks like /me, /v1.0/me/messages or /beta/users.',
	});
}
