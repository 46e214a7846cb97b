import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { probeKeytar } from '../../src/node/keytar-probe.js';
import { bundleScript, type Child, startChild } from '../cache/child-script.js';
import { type SecretService, startLockedSecretService, startSecretService } from '../helpers/secret-service.js';

let script: string;

beforeAll(async () => {
	script = await bundleScript('node/keychain-user.ts');
});

const item = { service: 'graphctl', account: 'tokens', secret: 'a stored secret' };

async function forThisTest(starting: Promise<SecretService>): Promise<SecretService> {
	const service = await starting;
	onTestFinished(() => service.stop());
	return service;
}

const resultsOf = ({ lines }: Child): unknown[] => lines.map((line) => JSON.parse(line));

/** What the steps printed, after the process ended by itself; a machine under load may be slow enough for a notice. */
async function use(env: Readonly<Record<string, string>>, ...steps: string[]): Promise<unknown[]> {
	const child = startChild(script, steps, env);
	expect(await child.ended).toBe(0);
	return resultsOf(child).filter((result) => !JSON.stringify(result).startsWith('{"waiting"'));
}

const locked = { code: 'storage.keychain-locked', message: expect.stringContaining('locked') };

describe('an unlocked keychain', () => {
	it('saves, loads and removes, and knows what is not there', async () => {
		const service = await forThisTest(startSecretService());
		const steps = ['load:tokens', 'save:tokens', 'load:tokens', 'remove:tokens', 'remove:tokens', 'load:tokens'];
		expect(await use(service.env, ...steps)).toEqual([
			{ loaded: null },
			{ saved: true },
			{ loaded: 'a new secret' },
			{ removed: true },
			{ removed: false },
			{ loaded: null },
		]);
	});

	it('holds what it says it holds, for every other program of the user', async () => {
		const service = await forThisTest(startSecretService());
		await use(service.env, 'save:tokens');
		expect(await service.lookup('graphctl', 'tokens')).toBe('a new secret');
	});
});

describe('a locked keychain whose prompt cannot be shown', () => {
	it('is not taken for an empty one', async () => {
		const service = await forThisTest(startLockedSecretService([item]));
		expect(await use(service.env, 'load:tokens')).toEqual([locked]);
	});

	it('is not said to have removed what it still holds', async () => {
		const service = await forThisTest(startLockedSecretService([item]));
		expect(await use(service.env, 'remove:tokens', 'save:tokens')).toEqual([locked, locked]);
		await service.unlock();
		expect(await service.lookup('graphctl', 'tokens')).toBe('a stored secret');
	});

	it('still tells that an item was never there', async () => {
		const service = await forThisTest(startLockedSecretService([item]));
		expect(await use(service.env, 'load:others', 'remove:others')).toEqual([{ loaded: null }, { removed: false }]);
	});

	it('gives its content once it is unlocked', async () => {
		const service = await forThisTest(startLockedSecretService([item]));
		await service.unlock();
		expect(await use(service.env, 'load:tokens')).toEqual([{ loaded: 'a stored secret' }]);
	});
});

describe('a locked keychain that asks the user', () => {
	it('is waited for, with a message, and read when it is unlocked', async () => {
		const service = await forThisTest(startLockedSecretService([item], { waitingPrompt: true }));
		const child = startChild(script, ['load:tokens'], service.env);
		await child.waitForLines(1);
		expect(resultsOf(child)).toEqual([{ waiting: 'Waiting for the keychain to be unlocked.' }]);
		await service.unlock();
		await service.dismissPrompt();
		expect(await child.ended).toBe(0);
		expect(resultsOf(child)[1]).toEqual({ loaded: 'a stored secret' });
	});

	it('is reported as locked when the user closes the prompt', async () => {
		const service = await forThisTest(startLockedSecretService([item], { waitingPrompt: true }));
		const child = startChild(script, ['load:tokens'], service.env);
		await child.waitForLines(1);
		await service.dismissPrompt();
		expect(await child.ended).toBe(0);
		expect(resultsOf(child)[1]).toEqual(locked);
	});

	it('can be given up with Ctrl-C', async () => {
		const service = await forThisTest(startLockedSecretService([item], { waitingPrompt: true }));
		const child = startChild(script, ['load:tokens'], service.env);
		await child.waitForLines(1);
		child.process.send('abort');
		expect(await child.ended).toBe('SIGTERM');
		expect(resultsOf(child)[1]).toMatchObject({ code: 'cancelled.by-user' });
	});
});

describe('an absent keychain', () => {
	it('is reported with the reason when no session bus runs', async () => {
		const env = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' };
		expect(await use(env, 'load:tokens', 'save:tokens')).toEqual(
			[1, 2].map(() => ({
				code: 'storage.keychain-unavailable',
				message: expect.stringMatching(/the Secret Service says: .*(connect|D-Bus)/i),
			})),
		);
	});

	it('is reported with the reason when libsecret is missing', () => {
		const library = execFileSync('sh', ['-c', 'ldconfig -p | sed -n "s/.*libsecret-1.so.0.* => //p" | head -1'], {
			encoding: 'utf8',
		}).trim();
		const hidden = `mount --bind /dev/null "${library}" && exec "$0" "$@"`;
		const output = execFileSync(
			'unshare',
			[process.getuid?.() === 0 ? '-m' : '-rm', 'sh', '-c', hidden, process.execPath, script, 'load:tokens'],
			{
				encoding: 'utf8',
			},
		);
		expect(JSON.parse(output)).toMatchObject({
			code: 'storage.keychain-unavailable',
			message: expect.stringContaining('the library libsecret cannot be loaded'),
		});
	});

	it.each([
		[
			'the package is not installed',
			'the package keytar is not installed',
			() => {
				throw new Error("Cannot find module 'keytar/package.json'");
			},
		],
		['there is no binary for this system', 'keytar has no binary for', () => '/nonexistent/keytar/package.json'],
	])('is reported with the reason when %s', (_when, reason, resolve) => {
		const load = Object.assign(
			(name: string) => {
				throw new Error(`Cannot find module '${name}'`);
			},
			{
				resolve: Object.assign(resolve, { paths: () => null }),
				cache: {},
				extensions: { '.js': () => {}, '.json': () => {}, '.node': () => {} },
				main: undefined,
			},
		);
		expect(() => probeKeytar('linux', load)).toThrow(
			expect.objectContaining({ code: 'storage.keychain-unavailable', message: expect.stringContaining(reason) }),
		);
	});
});

describe('the test service', () => {
	it('leaves no process and no folder behind', async () => {
		const service = await startSecretService();
		const root = dirname(service.env['XDG_RUNTIME_DIR'] ?? '');
		const users = (): string =>
			execFileSync('sh', ['-c', `grep -lsa "${root}" /proc/[0-9]*/environ || true`], { encoding: 'utf8' });
		expect(users()).not.toBe('');
		await service.stop();
		expect(existsSync(root)).toBe(false);
		expect(users()).toBe('');
	});
});
