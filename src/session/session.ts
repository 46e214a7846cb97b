/** One command's signed-in work: settings, account, token and Graph, joined. Silent first, always by `token()`. */
import { type Account, appFlowOf, findAccount } from '../cache/account.js';
import { loadAccounts } from '../cache/accounts.js';
import type { Store } from '../cache/store.js';
import type { Settings } from '../config/settings.js';
import { GraphctlError } from '../errors.js';
import type { FlowName } from '../flows/choose-flow.js';
import type { LoginLine } from '../flows/login-line.js';
import type { MsalClient } from '../flows/msal-client.js';
import type { SignInDisplay } from '../flows/sign-in-events.js';
import type { SilentOutcome } from '../flows/silent.js';
import type { TokenResult } from '../flows/token-result.js';
import type { GraphClient, WaitInfo } from '../graph/client.js';
import type { GrantAdvice } from '../graph/grant-advice.js';
import type { Runtime } from '../runtime.js';
import { openGraph } from './graph.js';
import { holdTokens } from './held-token.js';
import { openIdentity } from './identity.js';
import { loginLine } from './login-line.js';
import { signIn } from './sign-in.js';
import { type Target, targetOfAccount } from './target.js';
import { tenantKindOfAccount } from './tenant-kind.js';
import { refuseAllOfGraph, refuseScopes, scopesForPlace, type TenantPlace } from './tenant-limits.js';

/** How a person can be asked to sign in once more; undefined where nobody can be asked. */
export interface Interaction {
	/** Says why, and returns the screen that shows the sign-in. Ctrl-C ends the program, or what `own` says. */
	start(reason: string, own?: Pick<Runtime, 'signal' | 'cancel'>): Promise<SignInScreen>;
	/** The flow that can work here. */
	flow(preferred: string): Promise<FlowName>;
}

/** The screen of a sign-in; its `signal` gives that sign-in up, where the program goes on without it. */
export type SignInScreen = SignInDisplay & { close(outcome?: string): Promise<void>; readonly signal?: AbortSignal };

/** What an app has none of. */
export type OwnThing = 'profile' | 'mailbox';

export interface SessionOptions {
	readonly settings: Settings;
	/** Delegated permissions that the command needs; none means what this kind of account usually asks for. */
	readonly scopes: readonly string[];
	readonly openStore: () => Promise<Store>;
	readonly interaction: Interaction | undefined;
	/** True when the command will ask Graph: its connection is opened while the token is being found. */
	readonly usesGraph: boolean;
	/** What the command reads that only a person has; of a full URL that depends on which Graph is the account's. */
	readonly reads?: OwnThing | ((graphOrigin: string) => OwnThing | undefined) | undefined;
	/** Tells the person something on standard error. */
	readonly note: (text: string) => void;
	/** Tells the person that Graph is waited for. */
	readonly onWait: (info: WaitInfo) => void;
}

export interface TokenRequest {
	readonly scopes?: readonly string[];
	/** Claims challenge as JSON text. */
	readonly claims?: string | undefined;
	readonly forceRefresh?: boolean | undefined;
}

export interface Session {
	readonly settings: Settings;
	readonly account: Account;
	readonly target: Target;
	readonly graph: GraphClient;
	/** Resolves when the first token for Graph is there and its request goes out: the time to load what draws the answer. */
	readonly asking: Promise<void>;
	/** Does nothing where the account's tenant gives these scopes. @throws GraphctlError `config.external-tenant`, `config.b2c-tenant` */
	allow(scopes: readonly string[]): void;
	/** A token, from the cache where possible; asks the person only where that is allowed. */
	token(request?: TokenRequest): Promise<TokenResult>;
	/** The line that brings what this session lacks. */
	readonly loginLine: LoginLine;
	/** For an app: how an administrator gives it permissions. */
	readonly grantAdvice?: GrantAdvice | undefined;
	/** True when the token is that of `GRAPHCTL_ACCESS_TOKEN`, meant for Graph. */
	readonly givenToken: boolean;
}

/**
 * Finds the account, or the app of the environment, and prepares its work; nothing is loaded or asked before the first `token()`.
 * @throws GraphctlError `sign-in.required`, `usage.app-account`
 */
export async function openSession(runtime: Runtime, options: SessionOptions): Promise<Session> {
	const { account, accounts } = await chooseFrom(runtime, options.settings, options.note);
	if (account === undefined) return (await import('./environment-app.js')).openEnvironmentSession(runtime, options);
	if (appFlowOf(account.flow) === undefined) return openPersonSession(runtime, options, account);
	return (await import('./app-session.js')).openAppSession(runtime, options, account, accounts);
}

function openPersonSession(runtime: Runtime, options: SessionOptions, account: Account): Session {
	const { settings, note } = options;
	const target = targetOfAccount(settings, account);
	runtime.log.info(`Account ${account.username}, cloud ${target.cloud.name}, Graph at ${target.cloud.graph}.`);
	const place: TenantPlace = {
		kind: tenantKindOfAccount(account),
		...{ authority: account.authority, clientId: account.clientId, graph: target.cloud.graph },
	};
	const allow = (scopes: readonly string[]): void => {
		const refusal = refuseScopes(place, scopes);
		if (refusal) throw refusal;
	};
	const refusal = options.usesGraph ? refuseAllOfGraph(place) : undefined;
	if (refusal) throw refusal;
	allow(options.scopes);
	const line: LoginLine = (needs) => loginLine(settings, account, needs);
	let opened: Promise<MsalClient> | undefined;
	const client = (): Promise<MsalClient> => {
		opened ??= options
			.openStore()
			.then((store) => openIdentity(runtime, { target, store, onCorrupt: note, loginLine: line }));
		return opened;
	};

	async function acquire(request: TokenRequest): Promise<TokenResult> {
		const scopes = scopesForPlace(place, request.scopes ?? options.scopes);
		allow(scopes);
		const { acquireSilent } = await import('../flows/silent.js');
		const current = { ...account, environment: account.environment ?? new URL(account.authority).host };
		const { claims, forceRefresh } = request;
		const outcome = await acquireSilent(await client(), current, {
			scopes,
			claims,
			forceRefresh,
			signal: runtime.signal,
		});
		if (outcome.kind === 'token') {
			runtime.log.info(`Token for ${account.username}: ${outcome.token.fromCache ? 'from the cache' : 'renewed'}.`);
			return outcome.token;
		}
		return stepUp(outcome, scopes);
	}

	let stepping: Promise<TokenResult> | undefined;
	/** Requests that run side by side need one sign-in, not one each. */
	function stepUp(
		needed: Extract<SilentOutcome, { kind: 'interaction-needed' }>,
		scopes: readonly string[],
	): Promise<TokenResult> {
		stepping ??= signInAgain(needed, scopes).finally(() => {
			stepping = undefined;
		});
		return stepping;
	}

	async function signInAgain(
		needed: Extract<SilentOutcome, { kind: 'interaction-needed' }>,
		scopes: readonly string[],
	): Promise<TokenResult> {
		const { interaction } = options;
		const again = line({ scopes, claims: needed.claims });
		if (!interaction) throw withLine(needed.error, again, line({ scopes }));
		const display = await interaction.start(reasonText(needed, account, scopes));
		let outcome: string | undefined;
		try {
			const { token: fresh } = await signIn(display.signal ? { ...runtime, signal: display.signal } : runtime, {
				target,
				store: await options.openStore(),
				// Azure AD B2C has no device codes.
				flow: place.kind === 'b2c' ? 'browser' : await interaction.flow(account.flow),
				scopes,
				claims: needed.claims,
				loginHint: account.username,
				refuse: (token) =>
					token.account.homeAccountId === account.homeAccountId ? undefined : wrongAccount(account, token, line),
				makeCurrent: false,
				display,
				onCorrupt: note,
				loginLine: line,
			});
			outcome = `Signed in as ${fresh.account.username}.`;
			if (fresh.missingScopes.length > 0) throw missingScopes(fresh.missingScopes, again);
			// The next silent request must see what this sign-in wrote.
			opened = undefined;
			return fresh;
		} finally {
			await display.close(outcome);
		}
	}

	const token = holdTokens(runtime.clock, acquire);
	const { graph, asking } = openGraph(runtime, {
		cloud: target.cloud,
		// A connection, too, is opened only where a request can follow.
		usesGraph: options.usesGraph && (place.kind === undefined || options.scopes.length > 0),
		token,
		loginLine: line,
		onWait: options.onWait,
	});
	return { settings, account, target, graph, asking, allow, token, loginLine: line, givenToken: false };
}

/** The account that the settings name, or the current one; undefined when nobody is signed in. @throws GraphctlError `not-found.account` */
export async function chooseAccount(
	runtime: Runtime,
	settings: Settings,
	note: (text: string) => void,
): Promise<Account | undefined> {
	return (await chooseFrom(runtime, settings, note)).account;
}

async function chooseFrom(
	runtime: Runtime,
	settings: Settings,
	note: (text: string) => void,
): Promise<{ readonly account: Account | undefined; readonly accounts: readonly Account[] }> {
	const list = await loadAccounts({ runtime, onCorrupt: note });
	const named = settings.get('account');
	const account = named === undefined || list.accounts.length === 0 ? list.current : findAccount(list, named);
	return { account, accounts: list.accounts };
}

function reasonText(needed: { readonly reason: string }, account: Account, scopes: readonly string[]): string {
	if (needed.reason === 'consent')
		return `${account.username} has not yet allowed graphctl to use ${scopes.join(' and ')}. Please sign in to allow it.`;
	if (needed.reason === 'mfa') return 'Your organization asks for another proof of who you are. Please sign in again.';
	if (needed.reason === 'claims') return 'Microsoft Graph asks for a fresh sign-in before it goes on.';
	return `The sign-in of ${account.username} has expired. Please sign in again.`;
}

/** The line first; the advice that came with the error stays, without its own copies of the line, with or without the claims. */
function withLine(error: GraphctlError, line: string, plain: string): GraphctlError {
	const advice = (error.hint ?? '').split('\n').filter((text) => text !== '' && !text.includes(plain));
	return new GraphctlError({
		code: error.code,
		message: error.message,
		hint: [`Run: ${line}`, ...advice].join('\n'),
		details: error.details,
		cause: error.cause,
	});
}

function wrongAccount(account: Account, fresh: TokenResult, line: LoginLine): GraphctlError {
	return new GraphctlError({
		code: 'sign-in.other-account',
		message: `You signed in as ${fresh.account.username}, but this command works with ${account.username}.`,
		hint: `Try again and choose ${account.username}. To work as the other: ${line({ loginHint: fresh.account.username })}`,
	});
}

function missingScopes(scopes: readonly string[], line: string): GraphctlError {
	return new GraphctlError({
		code: 'permission.not-granted',
		message: `The sign-in worked, but these permissions were not granted: ${scopes.join(', ')}.`,
		hint: `An administrator may have to allow them. Then run: ${line}`,
		details: { scopes },
	});
}
