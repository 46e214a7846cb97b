/** `graphctl token --on-behalf-of` against a sandbox, in this process. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerToken, createApiUser, fileWith } from '../helpers/api-user.js';
import { createCliUser } from '../helpers/cli-user.js';
import { claimsOf } from '../helpers/entra-client.js';
import { countTokenRequests, startTestSandbox, systemClock, type TestSandbox } from '../helpers/sandbox.js';

let sandbox: TestSandbox;
beforeAll(async () => {
	sandbox = await startTestSandbox({ autoApprove: true }, { keep: true });
});
afterAll(() => sandbox.stop());

const graph = ['--scope', 'User.Read'];

describe('token --on-behalf-of', () => {
	it('gives a token of Graph in the name of the caller, in the shape of `token`', async () => {
		const user = await createApiUser(sandbox);
		const caller = await callerToken(sandbox);
		const file = await fileWith(user, `${caller}\n`);
		const { code, stdout, stderr } = await user.run('token', '--on-behalf-of', file, ...graph);
		expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
		expect(claimsOf(stdout)).toMatchObject({ appid: sandbox.apps.api.clientId, oid: claimsOf(caller)['oid'] });
		expect(await user.read('token', '--on-behalf-of', file, ...graph)).toEqual({
			accessToken: stdout.trim(),
			tokenType: 'Bearer',
			expiresOn: expect.stringMatching(/\+00:00$/),
			expiresOnEpoch: expect.any(Number),
			scopes: expect.arrayContaining(['User.Read']),
			account: 'AdeleV@contoso.com',
			tenantId: sandbox.company.tenantId,
		});
		const decoded = await user.read<{ claims: object }>('token', '--on-behalf-of', file, ...graph, '--decode');
		expect(decoded.claims).toMatchObject({ scp: expect.stringContaining('User.Read') });
	});

	it('exchanges the same token once, and never gives one caller what is another’s', async () => {
		const user = await createApiUser(sandbox);
		const adele = await fileWith(user, await callerToken(sandbox), 'adele');
		const again = await fileWith(user, await callerToken(sandbox), 'again');
		const patti = await fileWith(user, await callerToken(sandbox, 'PattiF@contoso.com'), 'patti');
		const before = countTokenRequests(sandbox);
		const token = async (file: string, ...more: string[]): Promise<string> =>
			(await user.run('token', '--on-behalf-of', file, ...graph, ...more)).stdout;
		const first = await token(adele);
		expect(await token(adele)).toBe(first);
		expect(countTokenRequests(sandbox)).toBe(before + 1);
		const others = [await token(again), await token(patti)];
		expect(countTokenRequests(sandbox)).toBe(before + 3);
		expect(new Set([first, ...others]).size).toBe(3);
		expect(claimsOf(others[1] ?? '')['upn'] ?? claimsOf(others[1] ?? '')['oid']).not.toBe(claimsOf(first)['oid']);
		// MSAL writes its own part of the store; what was exchanged stays in it.
		expect((await user.run('token', '--force-refresh')).code).toBe(0);
		const after = countTokenRequests(sandbox);
		expect(await token(adele)).toBe(first);
		expect(countTokenRequests(sandbox)).toBe(after);
		expect(await token(adele, '--force-refresh')).not.toBe(first);
		expect(countTokenRequests(sandbox)).toBe(after + 1);
	});

	it('is asked anew when little is left of what was kept', async () => {
		let ahead = 0;
		const user = await createApiUser(sandbox, { clock: { ...systemClock, now: () => Date.now() + ahead } });
		const file = await fileWith(user, await callerToken(sandbox));
		const first = await user.run('token', '--on-behalf-of', file, ...graph);
		ahead = (Number(claimsOf(first.stdout)['exp']) - 240) * 1000 - Date.now();
		const before = countTokenRequests(sandbox);
		expect((await user.run('token', '--on-behalf-of', file, ...graph)).code).toBe(0);
		expect(countTokenRequests(sandbox)).toBe(before + 1);
	});

	it('keeps neither the caller’s token nor anything after logout, and leaves the people’s tokens alone', async () => {
		const user = await createApiUser(sandbox);
		await user.login('PattiF', '--as', 'patti');
		const caller = await callerToken(sandbox);
		const file = await fileWith(user, caller);
		const { stdout } = await user.run('token', '--on-behalf-of', file, ...graph, '-a', sandbox.apps.api.clientId);
		const stored = (): Promise<string> => readFile(join(user.home, 'storage', 'tokens.json'), 'utf8');
		expect(await stored()).toContain(stdout.trim());
		expect(await stored()).not.toContain(caller.split('.')[2]);
		expect(await user.run('logout', '-a', sandbox.apps.api.clientId)).toMatchObject({
			code: 0,
			stderr: expect.stringContaining('Signed out'),
		});
		expect(await stored()).not.toContain(stdout.trim());
		expect((await user.run('me', '-a', 'patti')).code).toBe(0);
	});

	it('works with the credential of the environment, from a pipe, and leaves nothing behind', async () => {
		const { clientId, clientSecret } = sandbox.apps.api;
		const app = { AZURE_CLIENT_ID: clientId, AZURE_CLIENT_SECRET: clientSecret };
		const user = await createCliUser(sandbox, {
			stdin: Readable.from([await callerToken(sandbox)]),
			env: { ...app, AZURE_TENANT_ID: sandbox.company.tenantId },
		});
		const { code, stdout, stderr } = await user.run('token', '--on-behalf-of', '-', ...graph);
		expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
		expect(claimsOf(stdout)).toMatchObject({ appid: clientId });
		expect(await readdir(user.home)).toEqual(['config.json']);
	});
});
