/** Silent requests against the sandbox's identity platform. */
import { describe, expect, it } from 'vitest';
import { acquireSilent } from '../../src/flows/silent.js';
import { startTestSandbox } from '../helpers/sandbox.js';
import { clientOf, signIn } from './sandbox-client.js';

describe('against the sandbox: silent', () => {
	it('takes the cache, refreshes after expiry, and rotates the refresh token', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		const client = await clientOf(sandbox);
		const { token } = await signIn(sandbox, client);
		const options = { scopes: ['User.Read'] };
		expect(await acquireSilent(client, token.account, options)).toMatchObject({
			kind: 'token',
			token: { fromCache: true },
		});
		for (let round = 0; round < 3; round += 1) {
			const outcome = await acquireSilent(client, token.account, { ...options, forceRefresh: true });
			expect(outcome).toMatchObject({ kind: 'token', token: { fromCache: false, missingScopes: [] } });
		}
	});

	it('needs consent for a permission that nobody consented to', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		const client = await clientOf(sandbox);
		const { token } = await signIn(sandbox, client);
		const outcome = await acquireSilent(client, token.account, { scopes: ['Mail.Read'] });
		expect(outcome).toMatchObject({
			kind: 'interaction-needed',
			reason: 'consent',
			error: { code: 'permission.consent-required', exitCode: 5, details: { aadsts: 65001 } },
		});
		const more = await signIn(sandbox, client, { scopes: ['Mail.Read'], loginHint: token.account.username });
		expect(more.token.missingScopes).toEqual([]);
		expect(await acquireSilent(client, token.account, { scopes: ['Mail.Read'] })).toMatchObject({ kind: 'token' });
	});

	it('needs a sign-in when the session was revoked', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		const client = await clientOf(sandbox);
		const { token } = await signIn(sandbox, client);
		await sandbox.do.revokeSession();
		expect(await acquireSilent(client, token.account, { scopes: ['User.Read'], forceRefresh: true })).toMatchObject({
			kind: 'interaction-needed',
			reason: 'sign-in',
			error: { code: 'sign-in.expired', exitCode: 4 },
		});
	});

	it('steps up for claims that the refresh token cannot satisfy', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		const client = await clientOf(sandbox);
		const { token } = await signIn(sandbox, client);
		const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
		const outcome = await acquireSilent(client, token.account, { scopes: ['User.Read'], claims });
		expect(outcome).toMatchObject({ kind: 'interaction-needed' });
		const stepped = await signIn(sandbox, client, { claims, loginHint: token.account.username });
		const payload = Buffer.from(stepped.token.accessToken.split('.')[1] ?? '', 'base64url').toString('utf8');
		expect(payload).toContain('"c1"');
	});
});
