/** Ends the session in the browser: OpenID Connect RP-Initiated Logout 1.0, with Entra's `logout_hint`. */
import { cancelled, GraphctlError } from '../errors.js';
import type { Clock } from '../runtime.js';
import type { Authority } from './authority.js';
import { endSessionEndpointOf } from './authority-metadata.js';
import { readSignedOut } from './callback.js';
import { openLoopback } from './loopback.js';

export interface EndSessionOptions {
	/** From `endSessionEndpoint`. */
	readonly endpoint: string;
	/** The `login_hint` claim of the ID token; without it the page asks who signs out. */
	readonly loginHint: string | undefined;
	/** For the page that the browser shows at the end. */
	readonly username: string;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	randomBytes(count: number): Uint8Array;
	/** Undefined when the person opens the address. */
	readonly openBrowser: ((url: string) => Promise<void>) | undefined;
	/** Longest wait in milliseconds. */
	readonly timeoutMs: number;
	/** Called with the address before a browser is asked to open it. */
	readonly onAddress: (url: string) => void;
	/** Called with the reason when no browser opened; the wait goes on. */
	readonly onNotOpened: (reason: string) => void;
}

/**
 * The address of the authority's end-session page.
 * @param metadata OpenID configuration of an authority that MSAL does not know
 * @throws GraphctlError `config.authority` when the authority has no such page
 */
export function endSessionEndpoint(authority: Authority, metadata: string | undefined): string {
	if (metadata === undefined) return `${authority.url}/oauth2/v2.0/logout`;
	const endpoint = endSessionEndpointOf(metadata);
	if (endpoint !== undefined) return endpoint;
	throw new GraphctlError({
		code: 'config.authority',
		message: `${authority.host} names no page that ends the browser's session.`,
		hint: 'Close all windows of the browser to end it.',
	});
}

/** The address to open: with who signs out, if known, and, if there is a listener, where to come back to. */
export function endSessionUrl(
	endpoint: string,
	loginHint: string | undefined,
	back?: { readonly redirectUri: string; readonly state: string },
): string {
	const url = new URL(endpoint);
	if (loginHint !== undefined) url.searchParams.set('logout_hint', loginHint);
	if (back) {
		url.searchParams.set('post_logout_redirect_uri', back.redirectUri);
		url.searchParams.set('state', back.state);
	}
	return url.href;
}

/**
 * Opens the end-session page and waits until the browser comes back from it.
 * @throws GraphctlError `timeout.browser`, `cancelled.by-user`, `config.redirect-port`
 */
export async function endBrowserSession(options: EndSessionOptions): Promise<void> {
	const { endpoint, loginHint, openBrowser, signal } = options;
	if (signal.aborted) throw cancelled();
	const state = Buffer.from(options.randomBytes(32)).toString('base64url');
	let over = false;
	const loopback = await openLoopback({
		clock: options.clock,
		randomBytes: options.randomBytes,
		read: (query) => readSignedOut(query, state),
		withoutPort: `End the browser's session there: ${endSessionUrl(endpoint, loginHint)}`,
	});
	try {
		const url = endSessionUrl(endpoint, loginHint, { redirectUri: loopback.redirectUri, state });
		const back = waitFor(loopback.callback, options);
		options.onAddress(url);
		openBrowser?.(url).catch((error: unknown) => {
			if (!over) options.onNotOpened(error instanceof Error ? error.message : 'the browser did not start');
		});
		await back;
		await loopback.finish({ kind: 'signed-out', username: options.username });
	} finally {
		over = true;
		await loopback.close();
	}
}

/** The listener, the clock and Ctrl-C race; whoever wins ends the others. */
function waitFor(callback: Promise<unknown>, { clock, signal, timeoutMs }: EndSessionOptions): Promise<void> {
	const over = new AbortController();
	return new Promise<void>((resolve, reject) => {
		const stop = (): void => reject(cancelled());
		if (signal.aborted) stop();
		signal.addEventListener('abort', stop, { once: true });
		over.signal.addEventListener('abort', () => signal.removeEventListener('abort', stop), { once: true });
		callback.then(() => resolve(), reject);
		clock.sleep(timeoutMs, over.signal).then(
			() => reject(timedOut(timeoutMs)),
			() => undefined,
		);
	}).finally(() => over.abort());
}

function timedOut(timeoutMs: number): GraphctlError {
	const minutes = Math.round(timeoutMs / 60_000);
	const time = minutes >= 1 ? `${minutes} min` : `${Math.round(timeoutMs / 1000)} s`;
	return new GraphctlError({
		code: 'timeout.browser',
		message: `The browser did not come back from the sign-out page within ${time}: its session may still be open.`,
		hint: 'Look at the page in the browser. An app registration without the redirect URI http://localhost also keeps it from coming back.',
	});
}
