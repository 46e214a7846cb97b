import { describe, expect, it } from 'vitest';
import { GraphctlError } from '../../src/errors.js';
import type { MsalClient } from '../../src/flows/msal-client.js';
import { acquireSilent, type SilentOptions } from '../../src/flows/silent.js';
import type { SignedInAccount } from '../../src/flows/token-result.js';
import type { HttpResponse } from '../../src/runtime.js';
import {
	createFakeHttp,
	createTestClient,
	errorAnswer,
	type FakeHttp,
	failureOf,
	formOf,
	loginLine,
	objectId,
	tenantId,
	tokenAnswer,
} from './flow-world.js';
import { createJumpingClock } from './test-clocks.js';

const account: SignedInAccount = {
	homeAccountId: `${objectId}.${tenantId}`,
	localAccountId: objectId,
	username: 'adele@contoso.example',
	tenantId,
	environment: 'login.windows.net',
};

/** A client that is signed in, and whose next token answers are given. */
async function signedIn(
	next: () => HttpResponse = () => tokenAnswer(undefined),
): Promise<{ client: MsalClient; http: FakeHttp }> {
	let first = true;
	const http = createFakeHttp(() => {
		if (!first) return next();
		first = false;
		return tokenAnswer(undefined);
	});
	const client = await createTestClient(http, createJumpingClock());
	await client.app.acquireTokenByRefreshToken({ refreshToken: 'r', scopes: ['User.Read'], forceCache: true });
	http.requests.length = 0;
	return { client, http };
}

function ask(client: MsalClient, options: Partial<SilentOptions> = {}): ReturnType<typeof acquireSilent> {
	return acquireSilent(client, account, { scopes: ['User.Read'], ...options });
}

describe('asking silently', () => {
	it('takes the cached token without a request', async () => {
		const { client, http } = await signedIn();
		const outcome = await ask(client);
		expect(outcome).toMatchObject({
			kind: 'token',
			token: {
				accessToken: 'the-access-token',
				fromCache: true,
				missingScopes: [],
				account: { homeAccountId: account.homeAccountId },
			},
		});
		expect(http.requests).toHaveLength(0);
	});

	it('makes one request of ten identical calls', async () => {
		const { client, http } = await signedIn();
		await Promise.all(Array.from({ length: 10 }, () => ask(client, { forceRefresh: true })));
		expect(http.requests).toHaveLength(1);
	});

	it('tells each of ten identical calls why their one request failed', async () => {
		const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
		const { client, http } = await signedIn(() => errorAnswer('interaction_required', 50076, { claims }));
		const outcomes = await Promise.all(Array.from({ length: 10 }, () => ask(client, { forceRefresh: true })));
		expect(http.requests).toHaveLength(1);
		for (const outcome of outcomes)
			expect(outcome).toMatchObject({ kind: 'interaction-needed', reason: 'mfa', claims });
	});

	it('refreshes when it is told to', async () => {
		const { client, http } = await signedIn(() => tokenAnswer(undefined, { access_token: 'a-new-token' }));
		expect(await ask(client, { forceRefresh: true })).toMatchObject({
			token: { accessToken: 'a-new-token', fromCache: false },
		});
		expect(formOf(http.requests[0]).get('grant_type')).toBe('refresh_token');
	});

	it('passes over the cache for a claims challenge, and sends it', async () => {
		const { client, http } = await signedIn();
		const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';
		expect(await ask(client, { claims })).toMatchObject({ kind: 'token' });
		expect(formOf(http.requests[0]).get('claims')).toContain('nbf');
	});

	it('needs a sign-in for an account that the cache does not hold', async () => {
		const client = await createTestClient(
			createFakeHttp(() => tokenAnswer(undefined)),
			createJumpingClock(),
		);
		expect(await ask(client)).toMatchObject({
			kind: 'interaction-needed',
			reason: 'sign-in',
			error: { code: 'sign-in.needed', exitCode: 4 },
		});
	});

	it.each([
		['an expired refresh token', 'invalid_grant', 700082, {}, 'sign-in', 'sign-in.expired', 4],
		['a changed password, which has no suberror', 'invalid_grant', 50173, {}, 'sign-in', 'sign-in.expired', 4],
		['an invalid_grant of an unknown number', 'invalid_grant', 999999, {}, 'sign-in', 'sign-in.expired', 4],
		[
			'a missing consent',
			'invalid_grant',
			65001,
			{ suberror: 'consent_required' },
			'consent',
			'permission.consent-required',
			5,
		],
		[
			'a consent that only an administrator gives',
			'consent_required',
			90094,
			{},
			'consent',
			'permission.admin-consent',
			5,
		],
		['a second factor', 'interaction_required', 50076, { suberror: 'basic_action' }, 'mfa', 'sign-in.mfa', 4],
		['a policy', 'invalid_grant', 53003, { suberror: 'message_only' }, 'policy', 'permission.conditional-access', 5],
		['an unmanaged device', 'invalid_grant', 53000, {}, 'policy', 'permission.device', 5],
	])('needs a person for %s', async (_title, error, aadsts, more, reason, code, exitCode) => {
		const { client } = await signedIn(() => errorAnswer(error, aadsts, more));
		const outcome = await ask(client, { forceRefresh: true });
		expect(outcome).toMatchObject({
			kind: 'interaction-needed',
			reason,
			error: { code, exitCode, details: { aadsts } },
		});
	});

	it('hands the claims on that the interactive request must carry', async () => {
		const claims = '{"access_token":{"capolids":{"essential":true,"values":["x"]}}}';
		const { client } = await signedIn(() => errorAnswer('interaction_required', 50076, { claims }));
		expect(await ask(client, { forceRefresh: true })).toMatchObject({ kind: 'interaction-needed', claims });
	});

	it('names the scope in the sign-in line that asks for a missing consent', async () => {
		const { client } = await signedIn(() => errorAnswer('invalid_grant', 65001, { suberror: 'consent_required' }));
		const outcome = await ask(client, { scopes: ['Mail.Read'] });
		expect(outcome).toMatchObject({
			kind: 'interaction-needed',
			error: { hint: expect.stringContaining('graphctl login --scope Mail.Read') },
		});
	});

	it('throws what no sign-in would mend', async () => {
		const { client } = await signedIn(() => errorAnswer('invalid_client', 700016));
		expect(await failureOf(ask(client, { forceRefresh: true }))).toMatchObject({
			code: 'config.client-id',
			exitCode: 10,
		});
		const cause = new GraphctlError({ code: 'network.dns', message: 'no such host' });
		const { client: offline } = await signedIn(() => {
			throw cause;
		});
		expect(await failureOf(ask(offline, { forceRefresh: true }))).toBe(cause);
	});

	it('ends at once on Ctrl-C', async () => {
		const { client } = await signedIn();
		const error = await failureOf(ask(client, { forceRefresh: true, signal: AbortSignal.abort() }));
		expect(error).toMatchObject({ code: 'cancelled.by-user', exitCode: 130 });
	});

	it('lets an error of the cache through as it is', async () => {
		const { createMsalClient } = await import('../../src/flows/msal-client.js');
		const { client } = await signedIn();
		const broken = new GraphctlError({ code: 'storage.unreadable', message: 'The cache cannot be read.' });
		const withPlugin = await createMsalClient({
			clientId: 'c',
			authority: client.authority,
			network: {
				begin: () => undefined,
				end: () => undefined,
				failureOf: () => undefined,
				sendGetRequestAsync: never,
				sendPostRequestAsync: never,
			},
			cachePlugin: { beforeCacheAccess: () => Promise.reject(broken), afterCacheAccess: async () => undefined },
			log: { info: () => undefined, debug: () => undefined },
			version: '0',
			loginLine,
		});
		expect(await failureOf(ask(withPlugin))).toBe(broken);
	});
});

function never(): Promise<never> {
	throw new Error('No request was expected.');
}
