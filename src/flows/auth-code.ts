/** Authorization code with PKCE in the system's browser (RFC 6749 4.1, RFC 7636, RFC 8252). */
import { cancelled, GraphctlError } from '../errors.js';
import type { Clock } from '../runtime.js';
import { findAadstsMeaning } from './aadsts.js';
import { type Callback, parseRedirect, readCallback } from './callback.js';
import type { CallbackPage } from './callback-page.js';
import { checkIssuer } from './issuer.js';
import type { LoginLine } from './login-line.js';
import { type Loopback, openLoopback } from './loopback.js';
import type { MsalClient } from './msal-client.js';
import { fromOauthError } from './msal-errors.js';
import type { SignInDisplay } from './sign-in-events.js';
import { type TokenResult, toTokenResult } from './token-result.js';

export interface BrowserOptions {
	readonly scopes: readonly string[];
	readonly display: SignInDisplay;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	randomBytes(count: number): Uint8Array;
	/** Opens the system's browser; undefined for `--no-open`. */
	readonly openBrowser: ((url: string) => Promise<void>) | undefined;
	/** Milliseconds to wait for the browser; default 15 minutes. */
	readonly timeoutMs?: number | undefined;
	readonly redirectPort?: number | undefined;
	readonly prompt?: string | undefined;
	readonly loginHint?: string | undefined;
	readonly domainHint?: string | undefined;
	/** Claims challenge as JSON text. */
	readonly claims?: string | undefined;
	/** Throws when somebody else than was meant has signed in; the browser's page then says so. */
	readonly check?: ((token: TokenResult) => void) | undefined;
}

const defaultTimeoutMs = 900_000;
/** A browser that takes longer to start does not keep the address from the screen. */
const openPatienceMs = 1500;

/**
 * Signs in with a browser on this machine, or on another one whose last address is pasted.
 * @throws GraphctlError `timeout.browser`, `cancelled.by-user`, `config.redirect-port`, and whatever the identity platform refuses with
 */
export async function acquireByBrowser(client: MsalClient, options: BrowserOptions): Promise<TokenResult> {
	const random = (count: number): string => Buffer.from(options.randomBytes(count)).toString('base64url');
	const attempt = { state: random(32), nonce: random(32) };
	if (options.signal.aborted) throw cancelled();
	const loopback = await openLoopback({
		...options,
		read: (query) => readCallback(query, attempt.state),
		port: options.redirectPort,
		withoutPort: `Sign in without one: ${client.loginLine({ flow: 'device-code' })}`,
	});
	const onRetry = (reason: string): void => options.display.show({ kind: 'network-retry', reason });
	try {
		const token = await client.run(
			{ flow: 'browser', scopes: options.scopes, signal: options.signal, onRetry },
			(correlationId) => signIn(client, loopback, { ...options, ...attempt, correlationId }),
		);
		options.check?.(token);
		const { name, tenantId, username } = token.account;
		await loopback.finish({ kind: 'success', username, name, tenant: tenantId });
		return token;
	} catch (error) {
		await loopback.finish(failurePage(error), options.signal.aborted ? 0 : undefined);
		throw error;
	}
}

interface Attempt extends BrowserOptions {
	readonly state: string;
	readonly nonce: string;
	readonly correlationId: string;
}

async function signIn(client: MsalClient, loopback: Loopback, attempt: Attempt): Promise<TokenResult> {
	const { claims, correlationId, display, domainHint, loginHint, nonce, prompt, scopes, state } = attempt;
	const { redirectUri } = loopback;
	const pkce = await client.createPkce();
	const shared = {
		scopes: client.wireScopes(scopes),
		redirectUri,
		correlationId,
		nonce,
		...(claims === undefined ? {} : { claims }),
	};
	const url = await client.app.getAuthCodeUrl({
		...shared,
		state,
		responseMode: 'query',
		codeChallenge: pkce.challenge,
		codeChallengeMethod: 'S256',
		...(prompt === undefined ? {} : { prompt }),
		...(loginHint === undefined ? {} : { loginHint }),
		...(domainHint === undefined ? {} : { domainHint }),
	});
	const callback = await waitForCallback(url, loopback, { ...attempt, loginLine: client.loginLine });
	checkIssuer(callback.issuer, client);
	if (callback.kind === 'error') throw fromOauthError(callback.error, client.contextOf('browser', scopes));
	display.show({ kind: 'waiting-for-token' });
	const result = await client.app.acquireTokenByCode({ ...shared, code: callback.code, codeVerifier: pkce.verifier });
	return toTokenResult(result, scopes, client.loginLine);
}

/** The listener, the clipboard, the clock and Ctrl-C race; whoever wins ends the others. */
function waitForCallback(
	url: string,
	loopback: Loopback,
	attempt: Attempt & { readonly loginLine: LoginLine },
): Promise<Callback> {
	const { clock, display, signal, state, timeoutMs = defaultTimeoutMs } = attempt;
	const over = new AbortController();
	const expiresAt = clock.now() + timeoutMs;
	return new Promise<Callback>((resolve, reject) => {
		if (signal.aborted) reject(cancelled());
		const stop = (): void => reject(cancelled());
		signal.addEventListener('abort', stop, { once: true });
		over.signal.addEventListener('abort', () => signal.removeEventListener('abort', stop), { once: true });
		loopback.callback.then(resolve, reject);
		clock.sleep(timeoutMs, over.signal).then(
			() =>
				reject(timedOut(timeoutMs, attempt.loginLine({ scopes: attempt.scopes, flow: 'device-code', moreTime: true }))),
			() => undefined,
		);
		announce(url, loopback.redirectUri, expiresAt, over.signal, attempt).catch(reject);
		readPasted(display, state, over.signal).then(
			(callback) => callback && resolve(callback),
			// A closed standard input only means that nothing can be pasted.
			() => undefined,
		);
	}).finally(() => over.abort());
}

/** Puts the address on the screen, whether or not a browser opens, and again when a slow one settles. */
async function announce(
	url: string,
	redirectUri: string,
	expiresAt: number,
	over: AbortSignal,
	attempt: Attempt,
): Promise<void> {
	const { clock, display, openBrowser } = attempt;
	const show = (opened: boolean, reason?: string): void => {
		if (over.aborted) return;
		display.show({ kind: 'browser', url, redirectUri, expiresAt, opened, ...(reason === undefined ? {} : { reason }) });
	};
	if (!openBrowser) {
		show(false);
		return;
	}
	let settled = false;
	const opening = openBrowser(url).then(
		() => undefined,
		(error: unknown) => (error instanceof Error ? error.message : 'the browser did not start'),
	);
	const shown = opening.then((reason) => {
		settled = true;
		show(reason === undefined, reason);
	});
	const patience = clock.sleep(openPatienceMs, over).catch(() => undefined);
	await Promise.race([shown, patience]);
	if (!settled) show(false, 'the browser is taking long to start');
	await shown;
}

async function readPasted(display: SignInDisplay, state: string, over: AbortSignal): Promise<Callback | undefined> {
	for await (const line of display.pasted(over) ?? []) {
		if (over.aborted) return undefined;
		if (line.trim() === '') continue;
		const reading = parseRedirect(line, state);
		if ('accepted' in reading) return reading.accepted;
		display.show({ kind: 'paste-refused', reason: reading.refused });
	}
	return undefined;
}

function failurePage(error: unknown): CallbackPage {
	const known = error instanceof GraphctlError ? error : undefined;
	// Wording that came in through the address is not shown there; the terminal has it.
	const { aadsts, oauthError } = known?.details ?? {};
	const ours =
		known?.cause !== undefined || oauthError === undefined || (aadsts !== undefined && findAadstsMeaning(aadsts));
	return known && ours
		? { kind: 'failure', message: known.message, hint: known.hint }
		: { kind: 'failure', message: 'The sign-in did not succeed. The terminal says why.' };
}

function timedOut(timeoutMs: number, line: string): GraphctlError {
	const minutes = Math.round(timeoutMs / 60_000);
	return new GraphctlError({
		code: 'timeout.browser',
		message: `No answer came from the browser within ${minutes >= 1 ? `${minutes} min` : `${Math.round(timeoutMs / 1000)} s`}.`,
		hint: `Try again, with more time (--timeout) or without a browser here: ${line}`,
	});
}
