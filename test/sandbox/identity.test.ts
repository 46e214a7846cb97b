import { AuthError } from '@azure/msal-node';
import { describe, expect, test } from 'vitest';
import { createMsalClient, redirectUri, signInWithMsal } from '../helpers/msal.js';
import { createPageWalker, type Stop } from '../helpers/page-walker.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';

const person = 'Adele Vance';
const upn = 'AdeleV@contoso.com';

/** Picks Adele and accepts, as a person would. */
function accept(sandbox: TestSandbox): (url: string) => Promise<Stop> {
	const walker = createPageWalker(sandbox.caFile);
	return async (url) => {
		let stop = await walker.open(url);
		if (stop.html.includes('Pick an account')) stop = await walker.press(stop, person);
		return stop.html.includes('Permissions requested') ? walker.press(stop, 'Accept') : stop;
	};
}

async function errorOf(promise: Promise<unknown>): Promise<AuthError & { readonly subError?: string }> {
	const error = await promise.then(
		() => undefined,
		(caught: unknown) => caught,
	);
	if (error instanceof AuthError) return error;
	throw new Error(`Expected a refusal, got ${String(error)}`);
}

/** Status of a Graph request, and its challenge header. */
async function askGraph(sandbox: TestSandbox, path: string, token: string): Promise<number> {
	const { request } = await import('node:https');
	const { readFileSync } = await import('node:fs');
	return new Promise((resolve, reject) => {
		request(
			`${sandbox.graphOrigin}${path}`,
			{ agent: false, ca: readFileSync(sandbox.caFile), headers: { authorization: `Bearer ${token}` } },
			(answer) => {
				answer.resume();
				resolve(answer.statusCode ?? 0);
			},
		)
			.on('error', reject)
			.end();
	});
}

describe('an unmodified msal-node', () => {
	test('signs a person in and reads Entra claims from the id token', async () => {
		const sandbox = await startTestSandbox();
		const result = await signInWithMsal(createMsalClient(sandbox), { scopes: ['User.Read'] }, accept(sandbox));
		const adele = sandbox.company.people.find((row) => row.userPrincipalName === upn);
		expect(result.account).toMatchObject({
			username: upn,
			name: person,
			localAccountId: adele?.id,
			tenantId: sandbox.company.tenantId,
			homeAccountId: `${adele?.id}.${sandbox.company.tenantId}`,
		});
		expect(result.account?.loginHint).toMatch(/^O\./);
		expect(result.idTokenClaims).toMatchObject({ ver: '2.0', aud: sandbox.clientId });
		expect(result.scopes).toEqual(expect.arrayContaining(['User.Read', 'openid', 'profile']));
		expect(await askGraph(sandbox, '/v1.0/me', result.accessToken)).toBe(200);
	});

	test('works against the tenant id and the domain as well as common and organizations', async () => {
		const sandbox = await startTestSandbox({ autoApprove: upn });
		for (const tenant of ['organizations', sandbox.company.tenantId, sandbox.company.domain]) {
			const client = createMsalClient(sandbox, { tenant });
			const result = await signInWithMsal(client, { scopes: ['User.Read'] }, accept(sandbox));
			expect(result.account?.username).toBe(upn);
		}
	});

	test('gets a new access token silently and keeps using it', async () => {
		const sandbox = await startTestSandbox();
		const client = createMsalClient(sandbox);
		const first = await signInWithMsal(client, { scopes: ['User.Read'] }, accept(sandbox));
		if (first.account === null) throw new Error('no account');
		const cached = await client.acquireTokenSilent({ account: first.account, scopes: ['User.Read'] });
		expect(cached.fromCache).toBe(true);
		const request = { account: first.account, scopes: ['User.Read'], forceRefresh: true };
		const fresh = await client.acquireTokenSilent(request);
		expect(fresh.fromCache).toBe(false);
		expect(fresh.accessToken).not.toBe(first.accessToken);
		expect(await askGraph(sandbox, '/v1.0/me', fresh.accessToken)).toBe(200);
	});

	test('is told to ask for consent when a silent request needs a new scope, and gets it after consent', async () => {
		const sandbox = await startTestSandbox();
		const client = createMsalClient(sandbox);
		const { account } = await signInWithMsal(client, { scopes: ['User.Read'] }, accept(sandbox));
		if (account === null) throw new Error('no account');
		const error = await errorOf(client.acquireTokenSilent({ account, scopes: ['Mail.Read'] }));
		expect(error).toMatchObject({ errorCode: 'invalid_grant', subError: 'consent_required' });
		expect(error.errorMessage).toContain('AADSTS65001');
		await signInWithMsal(client, { scopes: ['Mail.Read'] }, accept(sandbox));
		const both = await client.acquireTokenSilent({ account, scopes: ['Mail.Read'], forceRefresh: true });
		expect(both.scopes).toEqual(expect.arrayContaining(['User.Read', 'Mail.Read']));
		expect(await askGraph(sandbox, '/v1.0/me/messages?$top=1', both.accessToken)).toBe(200);
	});

	test('may name scopes by the Graph host or .default', async () => {
		const sandbox = await startTestSandbox();
		const client = createMsalClient(sandbox);
		const scopes = [`${sandbox.graphOrigin}/User.Read`, 'https://graph.microsoft.com/mail.readbasic'];
		const named = await signInWithMsal(client, { scopes }, accept(sandbox));
		expect(named.scopes).toEqual(expect.arrayContaining(['User.Read', 'Mail.ReadBasic']));
		const all = await signInWithMsal(client, { scopes: [`${sandbox.graphOrigin}/.default`] }, accept(sandbox));
		expect(all.scopes).toEqual(expect.arrayContaining(['User.Read', 'Mail.Read']));
	});

	test('goes straight through when the browser is still signed in', async () => {
		const sandbox = await startTestSandbox();
		const walker = createPageWalker(sandbox.caFile);
		const client = createMsalClient(sandbox);
		await signInWithMsal(client, { scopes: ['User.Read'] }, async (url) =>
			walker.press(await walker.press(await walker.open(url), person), 'Accept'),
		);
		const again = await signInWithMsal(client, { scopes: ['User.Read'] }, (url) => walker.open(url));
		expect(again.account?.username).toBe(upn);
		const other = await signInWithMsal(client, { scopes: ['User.Read'], prompt: 'select_account' }, async (url) => {
			const picker = await walker.open(url);
			expect(picker.html).toContain('Signed in');
			return walker.press(await walker.press(picker, 'Alex Wilber'), 'Accept');
		});
		expect(other.account?.username).toBe('AlexW@contoso.com');
	});

	test('gets AADSTS700016 for an app nobody registered and AADSTS7000218 for one without public flows', async () => {
		const sandbox = await startTestSandbox();
		const bodies: string[] = [];
		for (const clientId of ['00000000-1111-2222-3333-444444444444', '7c2d9e14-03b8-4d65-8f1a-c4e6a0b7f392']) {
			const client = createMsalClient(sandbox, { clientId });
			const error = await errorOf(client.acquireTokenByRefreshToken({ refreshToken: 'x', scopes: ['User.Read'] }));
			bodies.push(`${error.errorCode} ${error.errorMessage}`);
		}
		expect(bodies[0]).toMatch(/unauthorized_client.*AADSTS700016/s);
		expect(bodies[1]).toMatch(/invalid_client.*AADSTS7000218/s);
	});

	test('gets a CP1 token that a claims challenge can send back for step-up', async () => {
		const sandbox = await startTestSandbox();
		const client = createMsalClient(sandbox, { cp1: true });
		const { account, accessToken } = await signInWithMsal(client, { scopes: ['User.Read'] }, accept(sandbox));
		if (account === null) throw new Error('no account');
		expect(claimsOf(accessToken)['xms_cc']).toEqual(['CP1']);
		await sandbox.do.demandAcrs('c1');
		expect(await askGraph(sandbox, '/v1.0/me', accessToken)).toBe(401);
		const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
		const error = await errorOf(client.acquireTokenSilent({ account, scopes: ['User.Read'], claims }));
		expect(error).toMatchObject({ errorCode: 'interaction_required', subError: 'basic_action' });
		const walker = createPageWalker(sandbox.caFile);
		const stronger = await signInWithMsal(client, { scopes: ['User.Read'], claims }, async (url) => {
			const page = await walker.open(url);
			return walker.press(page, person);
		});
		expect(await askGraph(sandbox, '/v1.0/me', stronger.accessToken)).toBe(200);
		const silent = await client.acquireTokenSilent({ account, scopes: ['User.Read'], claims });
		expect(claimsOf(silent.accessToken)['acrs']).toEqual(['c1']);
	});

	test('is sent away with access_denied when the person declines or cancels', async () => {
		const sandbox = await startTestSandbox();
		const client = createMsalClient(sandbox);
		const walker = createPageWalker(sandbox.caFile);
		const url = await client.getAuthCodeUrl({ scopes: ['User.Read'], redirectUri, state: 's', ...pkce });
		const declined = await walker.press(await walker.press(await walker.open(url), person), 'Decline');
		expect(Object.fromEntries(declined.url.searchParams)).toMatchObject({ error: 'access_denied', state: 's' });
		expect(declined.url.searchParams.get('error_description')).toMatch(/^AADSTS65004: .*Trace ID: .*Timestamp: /);
		const cancelled = await createPageWalker(sandbox.caFile).open(url);
		const back = await createPageWalkerFrom(sandbox, url, 'Cancel');
		expect(cancelled.html).toContain('Pick an account');
		expect(Object.fromEntries(back.url.searchParams)).toMatchObject({
			error: 'access_denied',
			error_subcode: 'cancel',
		});
	});
});

const pkce = {
	codeChallenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
	codeChallengeMethod: 'S256',
	responseMode: 'query',
} as const;

async function createPageWalkerFrom(sandbox: TestSandbox, url: string, button: string): Promise<Stop> {
	const walker = createPageWalker(sandbox.caFile);
	return walker.press(await walker.open(url), button);
}

function claimsOf(token: string): Readonly<Record<string, unknown>> {
	return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
}
