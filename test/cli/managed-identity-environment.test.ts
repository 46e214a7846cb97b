/** The machine's own identity without a login: where there is no keychain, in a container or in CI. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { GraphctlError } from '../../src/errors.js';
import { createCliUser } from '../helpers/cli-user.js';
import { filesBelow } from '../helpers/desk.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';

let sandbox: TestSandbox;
// MSAL keeps the first place it finds: one sandbox serves all.
beforeAll(async () => {
	sandbox = await startTestSandbox({ autoApprove: true }, { keep: true });
	vi.stubEnv('IDENTITY_ENDPOINT', sandbox.managedIdentity.endpoint);
	vi.stubEnv('IDENTITY_HEADER', sandbox.managedIdentity.header);
});
afterAll(async () => {
	vi.unstubAllEnvs();
	await sandbox.stop();
});

/** A keychain that fails whoever touches it. */
const keychain = async (): Promise<never> => {
	throw new GraphctlError({ code: 'storage.keychain-unavailable', message: 'The keychain was touched.' });
};

describe('a managed identity in the environment', () => {
	it('works without a login and leaves nothing behind', async () => {
		const user = await createCliUser(sandbox, { env: { GRAPHCTL_MANAGED_IDENTITY: 'system' }, keychain });
		const before = [...filesBelow(user.home).keys()];
		expect((await user.read<unknown[]>('users', 'list')).length).toBeGreaterThan(3);
		expect(await user.read('status')).toMatchObject({
			signedIn: true,
			account: { flow: 'managed-identity', clientId: null, tenantId: null },
			storage: { kind: 'environment', location: 'GRAPHCTL_MANAGED_IDENTITY' },
		});
		expect((await user.run('status')).stdout).toContain("this machine's system-assigned identity, without a login");
		expect((await user.run('token', '--on-behalf-of', '-', '--scope', 'x')).code).toBe(2);
		expect([...filesBelow(user.home).keys()]).toEqual(before);
	});

	it("heeds the selector of Azure's own libraries, before a secret that is there too, and no other value of it", async () => {
		const { clientId } = sandbox.apps.managedIdentity;
		const env = { AZURE_CLIENT_ID: clientId, AZURE_CLIENT_SECRET: 'not-used', AZURE_TENANT_ID: 'contoso.com' };
		const user = await createCliUser(sandbox, {
			env: { ...env, AZURE_TOKEN_CREDENTIALS: 'managedidentitycredential' },
			keychain,
		});
		expect((await user.run('users', 'list')).code).toBe(0);
		expect(await user.read('status')).toMatchObject({ account: { flow: 'managed-identity', clientId } });
		const other = await createCliUser(sandbox, { env: { ...env, AZURE_TOKEN_CREDENTIALS: 'prod' }, keychain });
		expect(await other.read('status')).toMatchObject({ account: { flow: 'client-secret' } });
	});

	it('is never the app that GRAPHCTL_CLIENT_ID names for people', async () => {
		const people = { GRAPHCTL_CLIENT_ID: sandbox.clientId, GRAPHCTL_STORAGE: 'plaintext-file' };
		const user = await createCliUser(sandbox, { env: people });
		expect(await user.run('login', '--flow', 'managed-identity')).toMatchObject({ code: 0 });
		const named = { ...people, AZURE_CLIENT_ID: sandbox.apps.managedIdentity.clientId };
		const other = await createCliUser(sandbox, { env: named });
		expect((await other.run('login', '--flow', 'managed-identity')).code).toBe(0);
		expect(await other.read('accounts', 'list')).toMatchObject([{ clientId: named.AZURE_CLIENT_ID }]);
		const own = await createCliUser(sandbox, { env: { ...named, GRAPHCTL_MANAGED_IDENTITY: 'system' } });
		expect((await own.run('login')).code).toBe(0);
		const [first] = await own.read<{ clientId: string }[]>('accounts', 'list');
		expect(first?.clientId).not.toBe(named.AZURE_CLIENT_ID);
	});

	it('that is misspelt is refused before anybody is asked', async () => {
		const user = await createCliUser(sandbox, { env: { GRAPHCTL_MANAGED_IDENTITY: 'sytem' }, keychain });
		const { code, stderr } = await user.run('users', 'list');
		expect(code).toBe(10);
		expect(stderr).toContain('GRAPHCTL_MANAGED_IDENTITY: "sytem" is not the client id');
	});
});
