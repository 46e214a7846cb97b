/** A session on a token that the environment gives: no account, no MSAL, nothing read from the token store or written to it. */
import type { Account } from '../cache/account.js';
import type { Settings } from '../config/settings.js';
import { GraphctlError } from '../errors.js';
import type { LoginLine } from '../flows/login-line.js';
import type { TokenResult } from '../flows/token-result.js';
import { type Cloud, clouds } from '../graph/clouds.js';
import type { GrantAdvice } from '../graph/grant-advice.js';
import type { Runtime } from '../runtime.js';
import { openGraph } from './graph.js';
import { writeLoginLine } from './login-line.js';
import type { Session, SessionOptions, TokenRequest } from './session.js';
import { cloudOfSettings, ownCloudAt } from './target.js';

/** The variable whose value is the token. */
const tokenVariable = 'GRAPHCTL_ACCESS_TOKEN';

export interface GivenTokenOptions extends Pick<SessionOptions, 'settings' | 'usesGraph' | 'reads' | 'onWait'> {
	readonly token: string;
	/** What the token says of itself, unverified; undefined for an opaque one. */
	readonly claims: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The token of `GRAPHCTL_ACCESS_TOKEN`; undefined when it is not set, or when `--account` names an account on the command line.
 * @throws GraphctlError `config.access-token` for a value that no header can carry
 */
export function givenToken(env: Runtime['env'], settings: Pick<Settings, 'setting'>): string | undefined {
	const token = env[tokenVariable]?.trim();
	if (!token || settings.setting('account').source === 'flag') return undefined;
	if (/^[\x21-\x7e]+$/.test(token)) return token;
	throw new GraphctlError({
		code: 'config.access-token',
		message: `The value of ${tokenVariable} is no token: it holds blanks or other characters that a token cannot have.`,
		hint: 'Give the token alone, without the word Bearer and without quotes.',
	});
}

/** The account as far as the token names one; what it does not say is an empty text. */
export function accountOfToken(settings: Settings, claims: GivenTokenOptions['claims']): Account {
	const text = (...names: readonly string[]): string =>
		names
			.map((name) => claims?.[name])
			.find((value) => typeof value === 'string' && value !== '')
			?.toString() ?? '';
	const cloud = cloudOfToken(settings, claims);
	const localAccountId = text('oid', 'sub');
	const tenantId = text('tid');
	return {
		homeAccountId: localAccountId && tenantId && `${localAccountId}.${tenantId}`,
		localAccountId,
		clientId: text('appid', 'azp'),
		cloud: cloud.name,
		username: text('upn', 'preferred_username', 'unique_name', 'email', 'app_displayname'),
		name: text('name') || undefined,
		tenantId,
		authority: cloud.authority,
		flow: tokenVariable,
		addedAt: '',
	};
}

/**
 * Where the token goes. One that was issued by the login host of a cloud of the config file, or names its Graph, goes there, and one that
 * names the Graph of a Microsoft cloud, or was issued by the login host of one, goes there: no other takes it. What it does not say, and
 * a cloud of the config file that was chosen, is for the settings to say.
 */
function cloudOfToken(settings: Settings, claims: GivenTokenOptions['claims']): Cloud {
	const chosen = cloudOfSettings(settings);
	if (!clouds.some(({ name }) => name === chosen.name)) return chosen;
	const originOf = (value: unknown): string =>
		typeof value === 'string' && URL.canParse(value) ? new URL(value).origin : '';
	const issuer = originOf(claims?.['iss']);
	const audience = originOf(claims?.['aud']);
	const own = ownCloudAt(settings, issuer) ?? ownCloudAt(settings, audience, 'graph');
	if (own) return own;
	const named = clouds.find(({ graph }) => graph === audience);
	if (named) return named;
	const issuers = clouds.filter(({ authority }) => authority === issuer);
	// The two of the US Government share a login host.
	return issuers.find(({ name }) => name === chosen.name) ?? issuers[0] ?? chosen;
}

/** When the token expires, in milliseconds since the epoch; undefined when it does not say. */
export function expiryOfToken(claims: GivenTokenOptions['claims']): number | undefined {
	const seconds = claims?.['exp'];
	// Beyond this no Date exists.
	return typeof seconds === 'number' && Math.abs(seconds) <= 8.64e12 ? seconds * 1000 : undefined;
}

/** Permissions that the token names, delegated or the app's own. */
export function permissionsOfToken(claims: GivenTokenOptions['claims']): readonly string[] {
	const { scp, roles } = { scp: claims?.['scp'], roles: claims?.['roles'] };
	const scopes = typeof scp === 'string' ? scp.split(' ') : [];
	const names: readonly unknown[] = Array.isArray(roles) ? roles : [];
	return [...scopes, ...names.filter((role) => typeof role === 'string')].filter((name) => name !== '');
}

/** True for a token of an app's own: nobody signed in, and nobody can consent. */
function isAppToken(claims: GivenTokenOptions['claims']): boolean {
	return claims?.['idtyp'] === 'app' || (claims?.['scp'] === undefined && Array.isArray(claims?.['roles']));
}

/** Prepares the work of one command; nothing is asked before the first request. @throws GraphctlError `config.*`, `usage.app-account` */
export async function openGivenSession(runtime: Runtime, options: GivenTokenOptions): Promise<Session> {
	const { settings, claims, token: accessToken, onWait } = options;
	const said = accountOfToken(settings, claims);
	// Titles and refusals name somebody.
	const account = { ...said, username: said.username || tokenVariable };
	const cloud = cloudOfToken(settings, claims);
	const target = { cloud, clientId: account.clientId, authority: cloud.authority, tenant: undefined };
	const { environment = new URL(cloud.authority).host, ...person } = said;
	const words = cloud.name === settings.get('cloud') ? {} : { cloud: cloud.name };
	const loginLine: LoginLine = (needs) => `${unsetLine(runtime.platform)} ${writeLoginLine(words, needs)}`;
	runtime.log.info(`The token is the value of ${tokenVariable}; cloud ${cloud.name}, Graph at ${cloud.graph}.`);

	async function token(request: TokenRequest = {}): Promise<TokenResult> {
		if (request.claims !== undefined || request.forceRefresh) throw refused(request, options, cloud, runtime);
		return {
			accessToken,
			expiresOn: expiryOfToken(claims) ?? 0,
			scopes: permissionsOfToken(claims),
			missingScopes: [],
			account: { ...person, environment },
			idTokenClaims: {},
			fromCache: true,
		};
	}

	let advise: GrantAdvice | undefined;
	if (isAppToken(claims)) {
		const [{ grantAdvice }, { hasNone, ownThingAt }] = await Promise.all([
			import('./grant-advice.js'),
			import('./own-things.js'),
		]);
		const thing = ownThingAt(options.reads, cloud.graph);
		if (thing !== undefined) throw hasNone(account, thing, [], loginLine());
		advise = (role) => grantAdvice(account, cloud.graph, role, undefined);
	}
	const usesGraph = options.usesGraph;
	const { graph, asking } = openGraph(runtime, { cloud, usesGraph, token, loginLine, onWait, grantAdvice: advise });
	return {
		settings,
		account,
		target,
		graph,
		asking,
		allow: () => {},
		token,
		loginLine,
		grantAdvice: advise,
		givenToken: true,
	};
}

/** Graph turned the token down, and there is nothing to renew it with. */
function refused(
	{ claims: challenge }: TokenRequest,
	{ claims, settings }: GivenTokenOptions,
	cloud: Cloud,
	{ clock, platform }: Runtime,
): GraphctlError {
	const expired = (expiryOfToken(claims) ?? Number.POSITIVE_INFINITY) <= clock.now();
	const why = expired ? ': it has expired' : challenge === undefined ? '' : ': it asks for a stronger or newer sign-in';
	// A token need not tell where it belongs: that of an external tenant names neither the login host of a cloud nor its Graph.
	const [other] = Object.keys(settings.clouds).filter((name) => name !== cloud.name);
	const elsewhere = expired || other === undefined ? '' : `\nIf it is for the cloud ${other}: GRAPHCTL_CLOUD=${other}`;
	return new GraphctlError({
		code: 'sign-in.token-refused',
		message: `The token in ${tokenVariable} was refused by ${new URL(cloud.graph).host}${why}. It cannot be renewed here.`,
		hint: `Put a new token there, or use an account that is signed in: ${unsetLine(platform)} graphctl status${elsewhere}`,
		details: { status: 401, ...(challenge === undefined ? {} : { claims: challenge }) },
	});
}

/** Takes the variable away and goes on, in the shell that is usual here. */
function unsetLine(platform: NodeJS.Platform): string {
	return platform === 'win32' ? `Remove-Item Env:${tokenVariable};` : `unset ${tokenVariable};`;
}
