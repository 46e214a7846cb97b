/** The numbered checks of `auth-checks-people.test.ts` end here: apps that sign in as themselves, or act for their callers. */
import { copyFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Keychain, Runtime } from '../../src/runtime.js';
import { callerToken, createApiUser, fileWith, plaintext } from '../helpers/api-user.js';
import { type CliUser, createCliUser } from '../helpers/cli-user.js';
import { claimsOf } from '../helpers/entra-client.js';
import { countTokenRequests, startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';
import { makeTempFolder } from '../helpers/temp-folder.js';
import { createInterrupt, travel } from '../helpers/terminal-user.js';
import { createTestRuntime } from '../helpers/test-runtime.js';
import { startWiretap } from '../helpers/wiretap.js';

let sandbox: TestSandbox;
let where: readonly string[];
beforeEach(async () => {
	sandbox = await startTestSandbox({ autoApprove: true });
	where = ['--tenant', sandbox.company.tenantId, '--client-id', sandbox.apps.daemon.clientId];
});

const renew = ['token', '--force-refresh'];

/** The daemon, signed in with its secret. */
async function secretUser(
	own: TestSandbox = sandbox,
	env: Readonly<Record<string, string>> = {},
	more: Partial<Runtime> = {},
): Promise<CliUser> {
	const stdin = Readable.from([own.apps.daemon.clientSecret]);
	const user = await createCliUser(own, { ...more, stdin, env: { ...plaintext, ...env } });
	const { code, stderr } = await user.run('login', '--flow', 'client-secret', '--client-secret-stdin', ...where);
	expect(code, stderr).toBe(0);
	return user;
}

describe('an app signs in as itself', () => {
	it('28 with a secret; its token, whose answer names no scope, is found again', async () => {
		const user = await secretUser();
		const before = countTokenRequests(sandbox);
		const first = (await user.run('token')).stdout;
		expect(claimsOf(first)).toMatchObject({ idtyp: 'app', roles: ['User.Read.All'] });
		expect(await user.run('users', 'list')).toMatchObject({ code: 0, stderr: '' });
		expect((await user.run('token')).stdout).toBe(first);
		expect(countTokenRequests(sandbox)).toBe(before);
	});

	it('29 with a certificate, proved anew for each token, and with a federated token, the same one twice', async () => {
		const folder = await makeTempFolder();
		const tap = await startWiretap(sandbox, join(folder, 'ca.pem'));
		const env = { HTTPS_PROXY: tap.proxy };
		const user = await createCliUser({ ...sandbox, caFile: join(folder, 'ca.pem') }, { env });
		const { certificateFile, federatedTokenFile } = sandbox.apps.daemon;
		expect((await user.run('login', ...where, '--certificate', certificateFile)).code).toBe(0);
		expect((await user.run(...renew)).code).toBe(0);
		expect(tap.values('client_assertion').size).toBe(2);
		const file = join(folder, 'federated.jwt');
		await copyFile(federatedTokenFile, file);
		expect((await user.run('login', ...where, '--federated-token-file', file)).code).toBe(0);
		expect((await user.run(...renew)).code).toBe(0);
		expect(tap.requests.filter((path) => path.endsWith('/token'))).toHaveLength(4);
		expect(tap.values('client_assertion').size).toBe(3);
	});

	it('30 for a caller (on-behalf-of): one exchange for each caller’s token', async () => {
		const user = await createApiUser(sandbox);
		const file = await fileWith(user, await callerToken(sandbox));
		const before = countTokenRequests(sandbox);
		const exchange = () => user.run('token', '--on-behalf-of', file, '--scope', 'User.Read');
		const first = await exchange();
		expect(claimsOf(first.stdout)).toMatchObject({ upn: 'AdeleV@contoso.com', appid: sandbox.apps.api.clientId });
		expect(await exchange()).toMatchObject({ code: 0, stdout: first.stdout });
		expect(countTokenRequests(sandbox)).toBe(before + 1);
	});
});

describe('an app’s token', () => {
	it('31 is renewed ahead of time where its issuer asks for that (refresh_in), by the first command after', async () => {
		await sandbox.do.refreshIn(60);
		const user = await secretUser();
		const before = countTokenRequests(sandbox);
		const first = (await user.run('token')).stdout;
		expect(countTokenRequests(sandbox)).toBe(before);
		travel(90);
		const second = (await user.run('token')).stdout;
		expect(second).not.toBe(first);
		expect((await user.run('token')).stdout).toBe(second);
		expect(countTokenRequests(sandbox)).toBe(before + 1);
	});

	it.each([
		['its secret has expired', { error: 'invalid_client', aadsts: 7000222, status: 401 }],
		['a policy blocks it', { error: 'interaction_required', aadsts: 53003 }],
		['the platform is not there for the moment', { status: 503 }],
	])('31 serves on when that fails because %s, after one attempt and without a word', async (_title, failure) => {
		await sandbox.do.refreshIn(60);
		const user = await secretUser();
		const first = (await user.run('token')).stdout;
		const before = countTokenRequests(sandbox);
		travel(90);
		await sandbox.do.failToken({ ...failure, times: 9 });
		expect(await user.run('token')).toMatchObject({ code: 0, stdout: first, stderr: '' });
		expect(countTokenRequests(sandbox)).toBe(before + 1);
		expect((await user.run('users', 'list')).code).toBe(0);
		// Near its end there is nothing left to serve.
		travel(3600 - 200);
		expect((await user.run('token')).code).not.toBe(0);
	});

	it('31 serves nobody who pressed Ctrl-C meanwhile', async () => {
		await sandbox.do.refreshIn(60);
		const interrupt = createInterrupt();
		const user = await secretUser(sandbox, {}, interrupt.more);
		travel(90);
		interrupt.arm();
		expect(await user.run('token')).toMatchObject({ code: 130, stdout: '' });
	});

	it('31 serves on when the file that proves the app is gone', async () => {
		await sandbox.do.refreshIn(60);
		const user = await createCliUser(sandbox);
		const file = join(user.home, 'daemon.pem');
		await copyFile(sandbox.apps.daemon.certificateFile, file);
		expect((await user.run('login', ...where, '--certificate', file)).code).toBe(0);
		const first = (await user.run('token')).stdout;
		await copyFile(sandbox.caFile, file);
		travel(90);
		expect(await user.run('token')).toMatchObject({ code: 0, stdout: first });
		expect((await user.run(...renew)).code).toBe(10);
	});

	it('31 of a managed identity is renewed after half of its life, and serves on where Azure does not answer', async () => {
		const own = await startTestSandbox({ accessTokenLifetime: 86_400 });
		vi.stubEnv('IDENTITY_ENDPOINT', own.managedIdentity.endpoint);
		vi.stubEnv('IDENTITY_HEADER', own.managedIdentity.header);
		onTestFinished(() => void vi.unstubAllEnvs());
		const user = await createCliUser(own);
		expect((await user.run('login', '--flow', 'managed-identity')).code).toBe(0);
		const first = (await user.run('token')).stdout;
		travel(11 * 3600);
		expect((await user.run('token')).stdout).toBe(first);
		travel(2 * 3600);
		const second = (await user.run('token')).stdout;
		expect(second).not.toBe(first);
		expect((await user.run('token')).stdout).toBe(second);
		travel(13 * 3600);
		await own.stop();
		expect(await user.run('token')).toMatchObject({ code: 0, stdout: second, stderr: '' });
	});

	it('is read from the store once, however many pages a list has', async () => {
		const loads: string[] = [];
		const first = createTestRuntime().runtime;
		const keychain = async (): Promise<Keychain> => {
			const real = await first.keychain();
			const load: Keychain['load'] = (item) => {
				loads.push(item.account);
				return real.load(item);
			};
			return { ...real, load };
		};
		const stdin = Readable.from([sandbox.apps.daemon.clientSecret]);
		const user = await createCliUser(sandbox, { keychain, stdin });
		await user.run('login', '--flow', 'client-secret', '--client-secret-stdin', ...where);
		const loadsOf = async (...line: readonly string[]): Promise<number> => {
			loads.length = 0;
			expect((await user.run(...line)).code).toBe(0);
			return loads.length;
		};
		const one = await loadsOf('api', '/users?$top=1');
		expect(await loadsOf('api', '/users?$top=1', '--paginate')).toBe(one);
		expect(sandbox.requests().get('GET /v1.0/users')).toBeGreaterThan(4);
	});

	it('32 that Graph challenges (CAE) is asked for anew with the claims, and the same command goes on', async () => {
		const folder = await makeTempFolder();
		const caFile = join(folder, 'ca.pem');
		const tap = await startWiretap(sandbox, caFile);
		const user = await secretUser({ ...sandbox, caFile }, { HTTPS_PROXY: tap.proxy });
		const first = (await user.run('token')).stdout;
		expect(claimsOf(first)['xms_cc']).toEqual(['CP1']);
		await sandbox.do.revokeSession();
		expect(await user.run('users', 'list')).toMatchObject({ code: 0, stderr: '' });
		const sent = [...tap.values('claims')].map((text) => JSON.parse(text).access_token);
		expect(sent.at(-1)).toMatchObject({ nbf: { essential: true }, xms_cc: { values: ['CP1'] } });
		// The new one is kept: the next command is not challenged.
		const before = tap.requests.length;
		expect((await user.run('users', 'list')).code).toBe(0);
		expect(tap.requests.slice(before)).toEqual(['GET /v1.0/users']);
		expect((await user.run('token')).stdout).not.toBe(first);
	});
});

it('the list of checks has 32 numbers, each at least once', async () => {
	const files = (await readdir(import.meta.dirname)).filter((name) => /^auth-checks-.*\.test\.ts$/.test(name));
	const texts = await Promise.all(files.map((name) => readFile(join(import.meta.dirname, name), 'utf8')));
	const numbers = new Set(
		texts.flatMap((text) => [...text.matchAll(/['"](\d\d) [a-z]/g)].map(([, number]) => Number(number))),
	);
	expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 32 }, (_, index) => index + 1));
});
