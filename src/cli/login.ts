/** The work of `graphctl login`: choose the flow, make sure of the storage, sign in, say what came of it. */
import type { AppFlow } from '../cache/account.js';
import { loadSettings } from '../config/settings.js';
import { GraphctlError } from '../errors.js';
import type { FlowName } from '../flows/choose-flow.js';
import type { LoginLine } from '../flows/login-line.js';
import type { TokenResult } from '../flows/token-result.js';
import type { Runtime } from '../runtime.js';
import { writeLoginLine } from '../session/login-line.js';
import { type SignedIn, type SignInRequest, signIn } from '../session/sign-in.js';
import { type Target, targetOfSettings } from '../session/target.js';
import { type TenantKind, tenantKindOf } from '../session/tenant-kind.js';
import { refuseFlow, refuseScopes, scopesForPlace, type TenantPlace } from '../session/tenant-limits.js';
import { chooseAppFlow } from './app-options.js';
import { choose } from './ask.js';
import { currentAccount, tellChange } from './current-account.js';
import { parseDuration } from './duration.js';
import { warnOfGivenToken } from './given-status.js';
import { browserOnly, loginWords, namedFlow } from './login-words.js';
import { type GlobalArgs, settingFlags } from './options.js';
import { writeResult } from './output.js';
import { outputChoice } from './output-choice.js';
import { note, warn } from './report.js';
import { loginScopes, permissionsOf } from './scopes.js';
import { openSignInDisplay } from './sign-in-display.js';
import { openLoginStore } from './storage-offer.js';
import { canAsk } from './terminal.js';

export interface LoginArgs extends GlobalArgs {
	readonly flow: 'auto' | FlowName | AppFlow | 'refresh-token';
	readonly browser?: boolean | undefined;
	readonly deviceCode?: boolean | undefined;
	readonly scope?: readonly string[] | undefined;
	readonly tenant?: string | undefined;
	readonly clientId?: string | undefined;
	readonly cloud?: string | undefined;
	readonly authority?: string | undefined;
	readonly loginHint?: string | undefined;
	readonly domainHint?: string | undefined;
	readonly prompt?: string | undefined;
	readonly claims?: string | undefined;
	readonly as?: string | undefined;
	readonly clientSecretStdin?: boolean | undefined;
	readonly certificate?: string | undefined;
	readonly certificatePasswordStdin?: boolean | undefined;
	readonly federatedTokenFile?: string | undefined;
	readonly open: boolean;
	readonly redirectPort?: string | undefined;
	readonly timeout: string;
	readonly storage?: string | undefined;
}

/** Runs the command. @throws GraphctlError */
export async function login(runtime: Runtime, args: LoginArgs): Promise<void> {
	const settings = await loadSettings(runtime, settingFlags(args));
	warnOfGivenToken(runtime);
	const output = outputChoice(runtime, args, settings);
	const app = chooseAppFlow(runtime.env, args);
	if (app !== undefined) {
		if (app.variable !== undefined)
			note(runtime, `Signing in as an app (${app.flow}), because ${app.variable} is set; --browser signs a person in.`);
		const { loginApp } = await import('./app-login.js');
		return loginApp(runtime, args, settings, app.flow, output);
	}
	const target = targetOfSettings(settings);
	const place = await placeOf(target);
	const scopes = scopesForPlace(place, loginScopes(args.scope, place.kind !== 'b2c'));
	const refusal = refuseScopes(place, scopes) ?? refuseFlow(place, args);
	if (refusal) throw refusal;
	const loginLine: LoginLine = (needs) =>
		// What the person asked for, not what became of it.
		writeLoginLine(loginWords(args), { ...needs, scopes: args.scope });
	const { store, pin } = await openLoginStore(runtime, args, settings);
	const request: Omit<SignInRequest, 'flow' | 'display'> = {
		target,
		store,
		loginLine,
		beforeListing: pin,
		refuse: (token) => otherThanHinted(token, args.loginHint, loginLine),
		scopes,
		open: args.open,
		claims: args.claims,
		// Without a hint the person chooses: a browser that is signed in would else decide alone.
		prompt: args.prompt ?? (args.loginHint === undefined ? 'select_account' : undefined),
		loginHint: args.loginHint,
		domainHint: args.domainHint,
		redirectPort: args.redirectPort === undefined ? undefined : Number(args.redirectPort),
		timeoutMs: parseDuration(args.timeout),
		alias: args.as,
		onCorrupt: (message) => warn(runtime, message),
	};
	const before = await currentAccount(runtime);
	const { account, token } =
		args.flow === 'refresh-token'
			? await importToken(runtime, args, request)
			: await signInWithOffer(runtime, args, request, await flowOf(runtime, args, place.kind));
	if (token.missingScopes.length > 0)
		warn(runtime, `These permissions were not granted: ${token.missingScopes.join(', ')}.`);
	const data = {
		account: account.username,
		name: account.name ?? null,
		alias: account.alias ?? null,
		homeAccountId: account.homeAccountId,
		tenantId: account.tenantId,
		cloud: account.cloud,
		flow: account.flow,
		scopes: permissionsOf(token.scopes),
		storage: store.kind,
	};
	if (output.format === 'text' && output.query === undefined) {
		note(runtime, `Signed in as ${account.username} (tenant ${account.tenantId}).`);
		tellChange(runtime, before, account);
		note(runtime, `Tokens rest in: ${store.location}.`);
		if (store.kind === 'plaintext-file') warn(runtime, 'the tokens are not encrypted; you chose this storage by name.');
		return;
	}
	await writeResult(runtime, output, data, () => '');
}

/** A hint fills in a name; the person may still choose another one, and a device code carries no hint at all. */
function otherThanHinted(
	token: TokenResult,
	hint: string | undefined,
	loginLine: LoginLine,
): GraphctlError | undefined {
	const { username } = token.account;
	// A guest signs in with an address that is not the username here.
	const claims = ['preferred_username', 'upn', 'email', 'emails', 'unique_name'].flatMap(
		(name) => token.idTokenClaims[name],
	);
	const same = (name: unknown): boolean => typeof name === 'string' && name.toLowerCase() === hint?.toLowerCase();
	if (hint === undefined || [username, ...claims].some(same)) return undefined;
	return new GraphctlError({
		code: 'sign-in.other-account',
		message: `You signed in as ${username}, but --login-hint names ${hint}. Nothing of this sign-in was kept.`,
		hint: `Try again and choose ${hint}, or take the other one: ${loginLine({ loginHint: username })}`,
	});
}

async function flowOf(runtime: Runtime, args: LoginArgs, kind: TenantKind | undefined): Promise<FlowName> {
	const named = namedFlow(args);
	if (named !== undefined) return named;
	const { chooseFlow } = await import('../flows/choose-flow.js');
	const { flow, reason } = chooseFlow(runtime);
	if (kind === 'b2c' && flow === 'device-code') {
		note(runtime, 'Signing in with a browser, because Azure AD B2C offers no device codes.');
		return 'browser';
	}
	note(runtime, `Signing in with a ${reason}.`);
	const useless = flow === 'device-code' ? browserOnly(args) : undefined;
	if (useless !== undefined) warn(runtime, `${useless} has no effect on a device code.`);
	return flow;
}

/** Where the sign-in goes, as far as the address tells. @throws GraphctlError `config.authority`, `config.tenant` */
async function placeOf(target: Target): Promise<TenantPlace> {
	const { resolveAuthority } = await import('../flows/authority.js');
	const authority = resolveAuthority(target).url;
	return { kind: tenantKindOf(authority), authority, clientId: target.clientId, graph: target.cloud.graph };
}

async function importToken(
	runtime: Runtime,
	args: LoginArgs,
	request: Omit<SignInRequest, 'flow' | 'display'>,
): Promise<SignedIn> {
	const { readRefreshToken } = await import('./refresh-token-input.js');
	const refreshToken = await readRefreshToken(runtime, args);
	// Nobody is asked anything, so there is no screen.
	const display: SignInRequest['display'] = {
		show: (event) => void (event.kind === 'network-retry' && note(runtime, `${event.reason} Trying again.`)),
		pasted: () => undefined,
	};
	return signIn(runtime, { ...request, flow: 'refresh-token', refreshToken, display });
}

/** Signs in; where Conditional Access blocks one flow and a person is there, offers the other. */
async function signInWithOffer(
	runtime: Runtime,
	args: LoginArgs,
	request: Omit<SignInRequest, 'flow' | 'display'>,
	flow: FlowName,
): Promise<SignedIn> {
	const display = await openSignInDisplay(runtime, args);
	try {
		const done = await signIn(runtime, { ...request, flow, display });
		await display.close();
		return done;
	} catch (error) {
		await display.close();
		const blocked =
			error instanceof GraphctlError &&
			(error.code === 'permission.conditional-access' || error.code === 'permission.device');
		if (!blocked || !canAsk(runtime, args) || runtime.signal.aborted) throw error;
		note(runtime, error.message);
		const other: FlowName = flow === 'browser' ? 'device-code' : 'browser';
		const goOn = await choose(
			runtime,
			`Your organization blocked the sign-in by ${flow}. The other way may be allowed:`,
			[
				{ label: `try ${other}`, value: true },
				{ label: 'stop here', value: false },
			],
		);
		if (!goOn) throw error;
		return signInWithOffer(runtime, args, request, other);
	}
}
