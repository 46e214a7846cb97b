/** The flows against the sandbox's identity platform: another implementation of the protocol, over TLS and real sockets. */
import { describe, expect, it } from 'vitest';
import { resolveAuthority } from '../../src/flows/authority.js';
import { fetchAuthorityMetadata } from '../../src/flows/authority-metadata.js';
import { startTestSandbox } from '../helpers/sandbox.js';
import { failureOf } from './flow-world.js';
import { isListening } from './raw-request.js';
import { clientOf, http, signIn, startDevice } from './sandbox-client.js';

describe('against the sandbox: browser', () => {
	it('signs in, says so in the browser with account and tenant, and closes its port', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		const client = await clientOf(sandbox);
		const { page, redirectUri, token } = await signIn(sandbox, client);
		expect(token.accessToken.split('.')).toHaveLength(3);
		expect(token.account.tenantId).toBe(sandbox.company.tenantId);
		expect(sandbox.company.people.map((person) => person.userPrincipalName)).toContain(token.account.username);
		expect(token.missingScopes).toEqual([]);
		expect(page).toContain('Signed in');
		expect(page).toContain(token.account.username);
		expect(page).toContain(sandbox.company.tenantId);
		expect(await isListening(Number(new URL(redirectUri).port))).toBe(false);
	});

	it('asks the identity platform for nothing but the token when the metadata is known', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		const client = await clientOf(sandbox);
		const before = [...sandbox.requests().keys()];
		await signIn(sandbox, client);
		const fresh = [...sandbox.requests().keys()].filter((line) => !before.includes(line));
		expect(fresh.filter((line) => /openid-configuration|discovery/.test(line))).toEqual([]);
	});

	it('reports a token endpoint that refuses, in the browser too', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		const client = await clientOf(sandbox);
		await sandbox.do.failToken({ error: 'invalid_client', aadsts: 7000218 });
		expect(await failureOf(signIn(sandbox, client))).toMatchObject({
			code: 'config.public-client',
			details: { aadsts: 7000218 },
		});
	});

	it('gets over a token endpoint that is down for a moment', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		const client = await clientOf(sandbox);
		await sandbox.do.failToken({ status: 503, times: 1 });
		await expect(signIn(sandbox, client)).resolves.toHaveProperty('token');
	});

	it('knows an unknown tenant by its AADSTS number', async () => {
		const sandbox = await startTestSandbox();
		const error = await failureOf(clientOf(sandbox, sandbox.clientId, 'nobody.example'));
		expect(error).toMatchObject({ code: 'config.tenant', exitCode: 10, details: { aadsts: 90002 } });
	});

	it('names the host when the certificate is not trusted', async () => {
		const sandbox = await startTestSandbox();
		const authority = resolveAuthority({ authority: sandbox.loginOrigin });
		const error = await failureOf(fetchAuthorityMetadata(http, authority));
		expect(error).toMatchObject({ code: 'network.untrusted-certificate', exitCode: 6 });
		expect(error).toHaveProperty('message', expect.stringContaining('localhost'));
	});
});

describe('against the sandbox: device code', () => {
	it('signs in when the code is approved', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true, deviceCodeInterval: 1 });
		const { display, token } = startDevice(await clientOf(sandbox));
		const shown = await display.next('device-code');
		expect(shown.userCode).toMatch(/^\w{8,9}$/);
		expect(shown.verificationUri).toMatch(/^https:\/\//);
		expect(shown.message).toContain(shown.userCode);
		expect((await token).account.tenantId).toBe(sandbox.company.tenantId);
	});

	it('ends when the code is declined', async () => {
		const sandbox = await startTestSandbox({ deviceCodeInterval: 1 });
		const { display, token } = startDevice(await clientOf(sandbox));
		const { userCode } = await display.next('device-code');
		await sandbox.do.declineDevice(userCode);
		expect(await failureOf(token)).toMatchObject({ code: 'permission.declined', exitCode: 5 });
	});

	it('ends when the code is expired', async () => {
		const sandbox = await startTestSandbox({ deviceCodeInterval: 1 });
		const { display, token } = startDevice(await clientOf(sandbox));
		const { userCode } = await display.next('device-code');
		await sandbox.do.expireDevice(userCode);
		expect(await failureOf(token)).toMatchObject({ code: 'timeout.device-code', exitCode: 124 });
	});

	it('slows down when it is told to, and still signs in', { timeout: 20_000 }, async () => {
		const sandbox = await startTestSandbox({ autoApprove: true, deviceCodeInterval: 1 });
		const client = await clientOf(sandbox);
		await sandbox.do.slowDown(1);
		const begun = Date.now();
		await expect(startDevice(client).token).resolves.toHaveProperty('accessToken');
		expect(Date.now() - begun).toBeGreaterThan(5500);
		expect(Date.now() - begun).toBeLessThan(9000);
	});

	it('keeps polling while the token endpoint is down', { timeout: 20_000 }, async () => {
		const sandbox = await startTestSandbox({ autoApprove: true, deviceCodeInterval: 1 });
		const client = await clientOf(sandbox);
		await sandbox.do.failToken({ status: 503, times: 1 });
		const { display, token } = startDevice(client);
		await expect(token).resolves.toHaveProperty('accessToken');
		expect(display.events.map(({ kind }) => kind)).toContain('network-retry');
	});

	it('keeps the details when the endpoint refuses an unknown app', async () => {
		const sandbox = await startTestSandbox();
		const { display, token } = startDevice(await clientOf(sandbox, '00000000-1111-4222-8333-444444444444'));
		const error = await failureOf(token);
		expect(error).toMatchObject({ code: 'config.client-id', exitCode: 10, details: { aadsts: 700016 } });
		expect(error).toHaveProperty('details.correlationId', expect.any(String));
		expect(display.events).toEqual([]);
	});

	it('ends within 200 ms on Ctrl-C', async () => {
		const sandbox = await startTestSandbox();
		const abort = new AbortController();
		const { display, token } = startDevice(await clientOf(sandbox), abort.signal);
		await display.next('device-code');
		const begun = Date.now();
		abort.abort();
		expect(await failureOf(token)).toMatchObject({ code: 'cancelled.by-user' });
		expect(Date.now() - begun).toBeLessThan(200);
	});
});
