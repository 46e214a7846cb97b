import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TokenRefusal } from '../../src/sandbox/types.js';
import { firstOf, startGraph, type TestGraph } from './start-graph.js';

let graph: TestGraph;
beforeAll(async () => {
	graph = await startGraph({ messages: 60 });
});
afterAll(() => graph.close());
beforeEach(() => {
	graph.demandedAcrs = undefined;
	graph.signIn('AdeleV', 'User.Read', 'Mail.Read');
});

describe('tokens', () => {
	it('answers 401 with a challenge when there is no token', async () => {
		const reply = await graph.send('/v1.0/me', { headers: { authorization: '' } });
		expect(reply.status).toBe(401);
		expect(reply.headers['www-authenticate']).toBe(
			'Bearer realm="", authorization_uri="https://localhost:8443/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"',
		);
		expect(JSON.parse(reply.text).error).toMatchObject({
			code: 'InvalidAuthenticationToken',
			message: 'Access token is empty.',
		});
	});

	it.each<[TokenRefusal, string]>([
		['expired', 'Lifetime validation failed, the token is expired.'],
		['malformed', 'CompactToken validation failed with reason code: 80049228.'],
		['wrong-audience', 'Access token validation failure. Invalid audience.'],
	])('says why a token is refused: %s', async (refusal, message) => {
		graph.tokenCheck = { refusal };
		expect(await graph.refusal('/v1.0/me/messages')).toEqual({
			status: 401,
			code: 'InvalidAuthenticationToken',
			message,
		});
	});

	it('refuses an app-only token at /me', async () => {
		graph.tokenCheck = {
			claims: {
				oid: 'app',
				tid: graph.company.tenantId,
				appId: 'app',
				scopes: [],
				roles: ['Mail.Read'],
				audience: 'graph',
				expiresAt: 0,
				cp1: false,
				acrs: [],
			},
		};
		expect(await graph.refusal('/v1.0/me')).toEqual({
			status: 400,
			code: 'BadRequest',
			message: '/me request is only valid with delegated authentication flow.',
		});
	});

	it('does not know a person who left the company', async () => {
		graph.signIn('nobody', 'User.Read');
		expect(await graph.refusal('/v1.0/me')).toMatchObject({ status: 404, code: 'Request_ResourceNotFound' });
	});
});

describe('claims challenge', () => {
	it('challenges a client that declared CP1 with the demanded acrs', async () => {
		graph.demandedAcrs = 'c1';
		if (!('claims' in graph.tokenCheck)) throw new Error('signed out');
		const { claims } = graph.tokenCheck;
		graph.tokenCheck = { claims: { ...claims, cp1: true } };
		const reply = await graph.send('/v1.0/me');
		expect(reply.status).toBe(401);
		const challenge = String(reply.headers['www-authenticate']);
		expect(challenge).toContain('error="insufficient_claims"');
		const encoded = /claims="([^"]+)"/.exec(challenge)?.[1] ?? '';
		expect(JSON.parse(Buffer.from(encoded, 'base64').toString())).toEqual({
			access_token: { acrs: { essential: true, value: 'c1' } },
		});
		graph.tokenCheck = { claims: { ...claims, cp1: true, acrs: ['c1'] } };
		expect((await graph.send('/v1.0/me')).status).toBe(200);
	});

	it('challenges the bearer of a revoked token to get a newer one', async () => {
		graph.tokenCheck = { refusal: 'revoked' };
		const reply = await graph.send('/v1.0/me');
		expect(reply.status).toBe(401);
		expect(JSON.parse(reply.text).error.message).toContain('TokenIssuedBeforeRevocationTimestamp');
		const header = String(reply.headers['www-authenticate']);
		expect(header).toContain('error="insufficient_claims"');
		const claims = JSON.parse(Buffer.from(/claims="([^"]+)"/.exec(header)?.[1] ?? '', 'base64').toString());
		expect(claims).toEqual({
			access_token: { nbf: { essential: true, value: expect.stringMatching(/^\d{10}$/) } },
		});
	});

	it('answers 403 to a client that cannot be challenged', async () => {
		graph.demandedAcrs = 'c1';
		expect(await graph.refusal('/v1.0/me')).toMatchObject({ status: 403, code: 'insufficient_claims' });
	});
});

describe('permissions', () => {
	it('refuses the profile without a directory permission', async () => {
		graph.signIn('AdeleV', 'Mail.Read', 'openid');
		expect(await graph.refusal('/v1.0/me')).toEqual({
			status: 403,
			code: 'Authorization_RequestDenied',
			message: 'Insufficient privileges to complete the operation.',
		});
	});

	it.each([
		'/v1.0/me/messages',
		'/v1.0/me/mailFolders',
		'/v1.0/me/mailFolders/inbox',
		'/v1.0/me/mailFolders/inbox/messages',
	])('refuses %s without a mail permission', async (path) => {
		graph.signIn('AdeleV', 'User.Read');
		expect(await graph.refusal(path)).toEqual({
			status: 403,
			code: 'ErrorAccessDenied',
			message: 'Access is denied. Check credentials and try again.',
		});
	});

	it('hides bodies from Mail.ReadBasic, in every form', async () => {
		const first = firstOf((await graph.read('/v1.0/me/messages?$top=1')).value);
		graph.signIn('AdeleV', 'Mail.ReadBasic');
		const basic = firstOf((await graph.read('/v1.0/me/messages?$top=1')).value);
		expect(first).toHaveProperty('body');
		const hidden = Object.keys(first).filter((name) => !(name in basic));
		expect(hidden.sort()).toEqual(['body', 'bodyPreview']);
		const selected = await graph.read(`/v1.0/me/messages/${first.id}?$select=subject,body,uniqueBody`);
		expect(Object.keys(selected).sort()).toEqual(['@odata.context', '@odata.etag', 'id', 'subject']);
		for (const query of ['$search="noodle"', "$filter=contains(body/content,'a')", "$filter=bodyPreview eq 'a'"]) {
			expect(await graph.refusal(`/v1.0/me/messages?${encodeURI(query)}`)).toMatchObject({
				status: 403,
				code: 'ErrorAccessDenied',
			});
		}
	});

	it('accepts Mail.ReadWrite for reading', async () => {
		graph.signIn('AdeleV', 'Mail.ReadWrite');
		expect((await graph.send('/v1.0/me/messages')).status).toBe(200);
	});

	it('lets people name themselves among the users, but opens nobody else’s mailbox to them', async () => {
		const own = await graph.read('/v1.0/users/AdeleV@contoso.com/messages?$top=1');
		expect(own.value).toEqual((await graph.read('/v1.0/me/messages?$top=1')).value);
		for (const path of ['messages', 'mailFolders', 'mailFolders/inbox', 'mailFolders/inbox/messages']) {
			expect(await graph.refusal(`/v1.0/users/AlexW@contoso.com/${path}`)).toMatchObject({
				status: 403,
				code: 'ErrorAccessDenied',
			});
		}
	});

	it('says that a person without a mailbox has none', async () => {
		graph.signIn('DeliaD', 'User.Read', 'Mail.Read');
		expect((await graph.read('/v1.0/me')).mail).toBeNull();
		expect(await graph.refusal('/v1.0/me/messages')).toEqual({
			status: 404,
			code: 'MailboxNotEnabledForRESTAPI',
			message: 'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
		});
	});
});
