/** The end of the browser's session, against the sandbox and against hostile requests. */
import { describe, expect, it } from 'vitest';
import { resolveAuthority } from '../../src/flows/authority.js';
import { fetchAuthorityMetadata } from '../../src/flows/authority-metadata.js';
import { type EndSessionOptions, endBrowserSession, endSessionEndpoint } from '../../src/flows/end-session.js';
import { createPageWalker, type Stop } from '../helpers/page-walker.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';
import { failureOf, randomBytes } from './flow-world.js';
import { isListening, rawRequest } from './raw-request.js';
import { clientOf, http, signIn } from './sandbox-client.js';
import { createJumpingClock, realClock } from './test-clocks.js';

const microsoft = 'https://login.microsoftonline.com';

/** A sign-out whose browser is the test itself. */
async function start(more: Partial<EndSessionOptions> = {}) {
	const abort = new AbortController();
	const reasons: string[] = [];
	let told: (url: string) => void = () => undefined;
	const address = new Promise<string>((resolve) => {
		told = resolve;
	});
	const ended = endBrowserSession({
		endpoint: `${microsoft}/common/oauth2/v2.0/logout`,
		loginHint: undefined,
		username: 'adele@contoso.example',
		clock: realClock,
		signal: abort.signal,
		randomBytes,
		openBrowser: undefined,
		timeoutMs: 10_000,
		onAddress: told,
		onNotOpened: (reason) => reasons.push(reason),
		...more,
	});
	ended.catch(() => undefined);
	const url = new URL(await Promise.race([address, ended.then(() => '')]));
	const redirectUri = url.searchParams.get('post_logout_redirect_uri') ?? '';
	return { abort, ended, reasons, url, redirectUri, state: url.searchParams.get('state') ?? '' };
}

/** Follows the redirect to the listener, and from there to the page. */
async function comeBack(redirectUri: string, query: string): Promise<string> {
	const { headers, body } = await rawRequest(redirectUri, `/?${query}`);
	const next = headers['location'];
	return next === undefined ? body : (await rawRequest(redirectUri, next)).body;
}

const portOf = (redirectUri: string): number => Number(new URL(redirectUri).port);

describe('the end-session page', () => {
	it("is Microsoft's own for the tenant of the account", () => {
		const authority = resolveAuthority({ authority: microsoft, tenant: 'contoso.com' });
		expect(endSessionEndpoint(authority, undefined)).toBe(`${microsoft}/contoso.com/oauth2/v2.0/logout`);
	});

	it.each([undefined, 'http://login.example/logout', 'javascript:alert(1)', 7])(
		'is none where the authority names %j',
		(endpoint) => {
			const authority = resolveAuthority({ authority: 'https://login.example/contoso.com' });
			const metadata = JSON.stringify({ end_session_endpoint: endpoint });
			expect(() => endSessionEndpoint(authority, metadata)).toThrow(/names no page/);
		},
	);
});

describe('ending the session in the browser', () => {
	it('says so in the browser when it comes back, and closes its port', async () => {
		const { ended, redirectUri, state, url } = await start({ loginHint: 'O.abc' });
		expect(url.searchParams.get('logout_hint')).toBe('O.abc');
		expect(redirectUri).toMatch(/^http:\/\/localhost:\d+$/);
		expect(await comeBack(redirectUri, `state=${state}`)).toMatch(/Signed out[\s\S]*adele@contoso\.example/);
		await ended;
		expect(await isListening(portOf(redirectUri))).toBe(false);
	});

	it.each([
		['no state', () => ''],
		['a wrong state', () => 'state=wrong'],
		['the state twice', (state: string) => `state=${state}&state=${state}`],
	])('is not believed of a request with %s', async (_title, query) => {
		const { ended, redirectUri, state } = await start();
		expect((await rawRequest(redirectUri, `/?${query(state)}`)).status).toBe(400);
		await comeBack(redirectUri, `state=${state}`);
		await ended;
	});

	it('goes on when no browser opens, and says why', async () => {
		const { ended, reasons, redirectUri, state } = await start({
			openBrowser: () => Promise.reject(new Error('no browser here')),
		});
		await comeBack(redirectUri, `state=${state}`);
		await ended;
		expect(reasons).toEqual(['no browser here']);
	});

	it('stops waiting after its time, and does not claim that the session has ended', async () => {
		const error = await failureOf(
			start({ clock: createJumpingClock(), timeoutMs: 120_000 }).then(({ ended }) => ended),
		);
		expect(error).toMatchObject({ code: 'timeout.browser', exitCode: 124 });
		expect(error).toHaveProperty('message', expect.stringMatching(/within 2 min.*may still be open/));
	});

	it('ends at once on Ctrl-C, and closes its port', async () => {
		const { abort, ended, redirectUri } = await start();
		abort.abort();
		expect(await failureOf(ended)).toMatchObject({ code: 'cancelled.by-user' });
		expect(await isListening(portOf(redirectUri))).toBe(false);
	});
});

describe('against the sandbox: ending the session', () => {
	it('with the login hint asks nobody; the next sign-in asks who it is', async () => {
		const { after, before, stop, page } = await signOutWith(true);
		expect(before.url.protocol).toBe('http:');
		expect(stop.url.protocol).toBe('http:');
		expect(page).toContain('Signed out');
		expect(after.html).toContain('Pick an account');
	});

	it('without one asks who signs out', async () => {
		const { stop } = await signOutWith(false);
		expect(stop.url.protocol).toBe('https:');
		expect(stop.html).toContain('Adele Vance');
	});
});

/** Signs in, signs in again without being asked, signs out, and tries once more: all in one browser. */
async function signOutWith(hinted: boolean): Promise<{ before: Stop; stop: Stop; page: string; after: Stop }> {
	const sandbox = await startTestSandbox();
	const walker = createPageWalker(sandbox.caFile);
	let authorize = '';
	const { token } = await signIn(sandbox, await clientOf(sandbox), {
		openBrowser: async (url) => {
			authorize = url;
			const consent = await walker.press(await walker.open(url), 'Adele Vance');
			const { url: target } = await walker.press(consent, 'Accept');
			void rawRequest(target.origin, target.pathname + target.search);
		},
	});
	const before = await walker.open(authorize);
	const loginHint = hinted ? String(token.idTokenClaims['login_hint']) : undefined;
	const { abort, ended, redirectUri, url } = await start({ endpoint: await endpointOf(sandbox), loginHint });
	const stop = await walker.open(url.href);
	const page = stop.url.protocol === 'http:' ? await comeBack(redirectUri, stop.url.search.slice(1)) : '';
	if (page === '') abort.abort();
	await ended.catch(() => undefined);
	return { before, stop, page, after: await walker.open(authorize) };
}

async function endpointOf({ caFile, loginOrigin }: TestSandbox): Promise<string> {
	const authority = resolveAuthority({ authority: loginOrigin });
	return endSessionEndpoint(authority, await fetchAuthorityMetadata(http, authority, { caFile }));
}
