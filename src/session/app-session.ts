/** A session of an app that signed in as itself: its own permissions, all at once, and never a question to anybody. */
import { type Account, appFlowOf, findAccount, isSameAccount } from '../cache/account.js';
import { readSecretOf } from '../cache/app-store.js';
import { lockPathOf } from '../cache/open-store.js';
import { claimsOf } from '../cache/token-facts.js';
import { GraphctlError } from '../errors.js';
import type { LoginLine } from '../flows/login-line.js';
import type { TokenResult } from '../flows/token-result.js';
import type { GrantAdvice } from '../graph/grant-advice.js';
import type { Runtime } from '../runtime.js';
import { sourceOfAccount } from './app-source.js';
import { type AppTokens, createAppTokens } from './app-tokens.js';
import { permissionsOfToken } from './given-token.js';
import { grantAdvice } from './grant-advice.js';
import { openGraph } from './graph.js';
import { holdTokens } from './held-token.js';
import { loginLine, quote } from './login-line.js';
import { hasNone, ownThingAt } from './own-things.js';
import type { Session, SessionOptions, TokenRequest } from './session.js';
import { type Target, targetOfAccount } from './target.js';

/** The session of a signed-in app; its secret comes from the token store, with the first token. @throws GraphctlError `usage.app-account` */
export function openAppSession(
	runtime: Runtime,
	options: SessionOptions,
	account: Account,
	accounts: readonly Account[],
): Session {
	const { note, settings } = options;
	const target = targetOfAccount(settings, account);
	const line: LoginLine = (needs) => loginLine(settings, account, needs);
	const flow = appFlowOf(account.flow) ?? 'client-secret';
	const open = async (): Promise<AppTokens> => {
		const store = await options.openStore();
		const preload = store.load();
		preload.catch(() => {});
		const cache = { runtime, store, lockPath: lockPathOf(runtime, 'tokens'), onCorrupt: note, signal: runtime.signal };
		const source = async () => sourceOfAccount(account, flow, await readSecretOf(cache, account, preload));
		return createAppTokens(runtime, { target, flow, source, store, preload, onCorrupt: note, loginLine: line, note });
	};
	return joinAppSession(runtime, options, {
		account,
		target,
		loginLine: line,
		open,
		people: peopleOf(accounts, account),
	});
}

export interface AppParts {
	readonly account: Account;
	readonly target: Target;
	readonly loginLine: LoginLine;
	/** Called once, with the first token. */
	readonly open: () => Promise<AppTokens>;
	/** Names by which `--account` finds the people that are signed in too. */
	readonly people?: readonly string[];
}

/** Joins the app's tokens with Graph. @throws GraphctlError `usage.app-account` for what only a person has */
export function joinAppSession(
	runtime: Runtime,
	{ note, onWait, reads, scopes: usual, settings, usesGraph }: SessionOptions,
	{ account, target, loginLine: line, open, people = [] }: AppParts,
): Session {
	const { cloud } = target;
	const thing = ownThingAt(reads, cloud.graph);
	if (thing !== undefined) throw hasNone(account, thing, people);
	runtime.log.info(`App ${account.username}, cloud ${cloud.name}, Graph at ${cloud.graph}.`);
	let opened: Promise<AppTokens> | undefined;
	let told = false;
	let objectId: string | undefined;

	const token = holdTokens(runtime.clock, acquire);
	async function acquire(request: TokenRequest): Promise<TokenResult> {
		const scope = appScope(request.scopes ?? usual, cloud.graph);
		const named = (request.scopes ?? usual).find((name) => name.includes('/') && !name.endsWith('/.default'));
		if (named !== undefined && !told) note(`An app gets all its permissions at once: ${scope} instead of ${named}.`);
		told = true;
		opened ??= open();
		const needs = { claims: request.claims, forceRefresh: request.forceRefresh };
		const { accessToken, expiresOn, fromCache } = await (await opened)(scope, needs);
		const claims = claimsOf(accessToken);
		const oid = claims['oid'];
		if (typeof oid === 'string' && guid.test(oid)) objectId = oid;
		runtime.log.info(`Token for ${account.username}: ${fromCache ? 'from the cache' : 'new'}.`);
		return {
			...{ accessToken, expiresOn, fromCache },
			scopes: permissionsOfToken(claims),
			missingScopes: [],
			account: { ...account, environment: new URL(target.authority).host },
			idTokenClaims: {},
		};
	}

	const advise: GrantAdvice = (role) => grantAdvice(account, cloud.graph, role, objectId);
	const { graph, asking } = openGraph(runtime, {
		cloud,
		usesGraph,
		token,
		loginLine: line,
		onWait,
		grantAdvice: advise,
	});
	// What an app may do is up to an administrator alone, in every kind of tenant.
	const allow = (): void => {};
	return {
		settings,
		account,
		target,
		graph,
		asking,
		allow,
		token,
		loginLine: line,
		grantAdvice: advise,
		givenToken: false,
	};
}

/**
 * What an app asks for: all that it was given at one API. The permission that a person would name leads to its API.
 * @throws GraphctlError `usage.scope` for the permissions of several APIs
 */
export function appScope(scopes: readonly string[], graphOrigin: string): string {
	const resources = new Set(
		scopes
			.filter((scope) => !/^(openid|profile|email|offline_access)$/.test(scope))
			.map((scope) => (scope.includes('/') ? scope.slice(0, scope.lastIndexOf('/')) : graphOrigin)),
	);
	const [resource = graphOrigin, ...others] = resources;
	if (others.length === 0) return `${resource}/.default`;
	throw new GraphctlError({
		code: 'usage.scope',
		message: `A token is for one API, and these permissions belong to several: ${[...resources].join(', ')}.`,
		hint: 'Ask for them one after the other.',
	});
}

/** What may stand in a line that is to be copied. */
const guid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** People by names that mean them alone, those of the app's own cloud first. */
function peopleOf(accounts: readonly Account[], { cloud }: Account): string[] {
	const people = accounts.filter(({ flow }) => appFlowOf(flow) === undefined);
	const near = people.toSorted((a, b) => Number(b.cloud === cloud) - Number(a.cloud === cloud));
	return near.map((person) => {
		const names = [person.alias, person.username, `${person.username}/${person.cloud}`, person.homeAccountId];
		return quote(names.find((name) => name !== undefined && means(accounts, name, person)) ?? person.username);
	});
}

function means(accounts: readonly Account[], name: string, person: Account): boolean {
	try {
		return isSameAccount(findAccount({ accounts }, name), person);
	} catch {
		return false;
	}
}
