/** Where an `api` request goes and which API's token goes with it: never one API's token to another. */
import { GraphctlError } from '../errors.js';
import { clouds } from '../graph/clouds.js';
import { graphUrl } from '../graph/graph-path.js';
import { smallestScopes } from '../graph/scopes.js';

/** A request's place and the permissions of its token. */
export interface ApiTarget {
	/** The only origin that gets the token. */
	readonly origin: string;
	readonly url: string;
	/** Scopes of the one API that the origin belongs to. */
	readonly scopes: readonly string[];
	/** False for an API other than the account's own Graph. */
	readonly isGraph: boolean;
}

export interface ApiPlace {
	/** Path of Graph, or a full URL. */
	readonly path: string;
	readonly beta?: boolean | undefined;
	readonly method: string;
	/** Scopes of the command line. */
	readonly scopes: readonly string[];
}

/** Graph's application id, under which its scopes go as well. */
const graphAppId = '00000003-0000-0000-c000-000000000000';

/** Says why a path cannot be asked for, before anything else happens; undefined when nothing is wrong with it so far. */
export function checkPath(path: string, beta: boolean): string | undefined {
	const spot = path.split(/[?#]/, 1)[0] ?? '';
	if (/[\u0000-\u001f\u007f\\]/.test(path)) return 'The path holds a backslash or a control character.';
	if (path.includes('#')) return 'The path holds "#", where a URL would end; write %23 for it.';
	if (spot.split('/').some((part) => /^(\.|%2e){1,2}$/i.test(part)))
		return 'The path holds "." or "..", which lead elsewhere than they say.';
	if (!isFullUrl(path) && /^[a-z][a-z0-9+.-]*:/i.test(path))
		return 'Only a path of Graph or a full https:// URL is asked.';
	if (!isFullUrl(path))
		return beta && /^\/?v1\.0(\/|\?|$)/i.test(path) ? '--beta and /v1.0 cannot be combined.' : undefined;
	const url = URL.canParse(path) ? new URL(path) : undefined;
	if (url?.protocol !== 'https:') return 'A full URL must start with https://.';
	if (url.username !== '' || url.password !== '') return 'A URL with a name or password in it is not asked.';
	return beta ? '--beta goes with a path, not with a full URL.' : undefined;
}

/** True for `https://...` and its like, false for a path of Graph. */
export function isFullUrl(path: string): boolean {
	return /^[a-z][a-z0-9+.-]*:\/\//i.test(path);
}

/** What of a person's own a path of Graph, or a full URL there, leads to; undefined for everything else. */
export function ownThingOf(asked: string, graphOrigin: string): 'profile' | 'mailbox' | undefined {
	const full = isFullUrl(asked) ? new URL(asked) : undefined;
	const path = full?.origin === graphOrigin ? full.pathname : full ? '' : asked;
	const rest = /^\/?(?:(?:v1\.0|beta)\/)?me(?:\/([^?]*))?(?:\?.*)?$/i.exec(path);
	if (rest === null) return undefined;
	return /^(messages|mailfolders|sendmail|mailboxsettings|outlook)\b/i.test(rest[1] ?? '') ? 'mailbox' : 'profile';
}

/**
 * Settles place and scopes. Without `--scope`: the smallest permission, where it is one of mail or people, else `User.Read`, for whose token
 * Entra writes all that the account has allowed this app at Graph. A URL of another API needs a scope that names that API.
 *
 * @param graphOrigin origin of the account's Graph
 * @throws GraphctlError `usage.path`, `usage.scope`
 */
export function apiTarget(place: ApiPlace, graphOrigin: string): ApiTarget {
	const { path, method, scopes, beta } = place;
	const full = isFullUrl(path) ? new URL(path) : undefined;
	if (full && full.origin !== graphOrigin) return otherApi(full, scopes, graphOrigin);
	const versioned = beta && !/^\/?beta\//i.test(path) ? `/beta/${path.replace(/^\//, '')}` : path;
	const url = graphUrl(graphOrigin, versioned);
	const foreign = scopes.find((scope) => ![undefined, graphAppId, graphOrigin].includes(resourceOf(scope)));
	if (foreign !== undefined) throw refuse(`The scope ${foreign} is not one of ${url.host}, where this request goes.`);
	return {
		origin: graphOrigin,
		url: url.href,
		scopes: scopes.length > 0 ? scopes : usualScopes(method, url.pathname),
		isGraph: true,
	};
}

/**
 * What is asked for before the first request, as the commands of graphctl do for the same paths. Other permissions are named when Graph
 * refuses: an account may hold a larger one (`Calendars.ReadWrite`), and asking for the smaller would ask for consent once more.
 */
const askedAhead = [
	'Mail.Read',
	'Mail.ReadWrite',
	'Mail.Send',
	'MailboxSettings.Read',
	'MailboxSettings.ReadWrite',
	'User.Read.All',
	'User.ReadBasic.All',
];

function usualScopes(method: string, path: string): readonly string[] {
	const smallest = smallestScopes(method === 'HEAD' ? 'GET' : method, path);
	return smallest.length > 0 && smallest.every((scope) => askedAhead.includes(scope)) ? smallest : ['User.Read'];
}

function otherApi(url: URL, scopes: readonly string[], graphOrigin: string): ApiTarget {
	const example = `--scope api://CLIENT-ID/NAME`;
	if (isAnyGraph(url.origin))
		throw refuse(
			`${url.host} is the Graph of another cloud than the account's, which is ${new URL(graphOrigin).host}.`,
			'Choose an account of that cloud with --account.',
		);
	if (scopes.length === 0)
		throw refuse(
			`${url.host} is not this account's Graph, and a token of Graph does not leave for it; nothing was sent.`,
			`If it is an API of its own, name its permission: ${example}`,
		);
	const resources = new Set<string>();
	for (const scope of scopes) {
		const resource = resourceOf(scope);
		if (resource === undefined || isGraphScope(scope, graphOrigin))
			throw refuse(
				`The scope ${scope} belongs to Graph, whose token does not leave for ${url.host}; nothing was sent.`,
				`Name a permission of that API: ${example}`,
			);
		resources.add(resource);
	}
	if (resources.size > 1) throw refuse('The scopes belong to several APIs; a token is for one.');
	return { origin: url.origin, url: url.href, scopes, isGraph: false };
}

/** The API that a scope names, in lower case; undefined for a bare name, which is Graph's or OpenID Connect's. */
function resourceOf(scope: string): string | undefined {
	const slash = scope.lastIndexOf('/');
	return slash <= 0 ? undefined : scope.slice(0, slash).replace(/\/+$/, '').toLowerCase();
}

function isGraphScope(scope: string, graphOrigin: string): boolean {
	const resource = resourceOf(scope);
	return resource === undefined || isGraphAudience(resource, graphOrigin);
}

/** True when a scope's resource or a token's audience is Graph, of whatever cloud. */
export function isGraphAudience(audience: string, graphOrigin: string): boolean {
	const bare = audience
		.toLowerCase()
		.replace(/^(api|spn):(\/\/)?/, '')
		.replace(/\/+$/, '');
	if (bare === graphAppId) return true;
	if (!URL.canParse(bare)) return false;
	const { origin } = new URL(bare);
	return origin === graphOrigin || isAnyGraph(origin);
}

function isAnyGraph(origin: string): boolean {
	return clouds.some((cloud) => cloud.graph === origin);
}

function refuse(message: string, hint?: string): GraphctlError {
	return new GraphctlError({ code: 'usage.scope', message, hint });
}
