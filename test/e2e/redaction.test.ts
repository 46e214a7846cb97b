/** No secret of a whole run, as read along on the wire, is shown by `--debug`, written to `--log-file` or part of an error. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
	cloudOf,
	createWorld,
	type Ended,
	graphctl,
	startGraphctl,
	type World,
	writeClouds,
} from '../helpers/built-program.js';
import { createPageWalker } from '../helpers/page-walker.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';
import { startWiretap, type Wiretap } from '../helpers/wiretap.js';

interface Tapped {
	readonly sandbox: TestSandbox;
	readonly world: World;
	readonly tap: Wiretap;
	/** Runs a command with the most talkative log; its standard error is kept. */
	run(...args: readonly string[]): Promise<Ended>;
	/** Signs in with the browser and returns the authorization code and the state. */
	login(...args: readonly string[]): Promise<{ readonly code: string; readonly state: string }>;
	/** Everything that was said on standard error, without the sign-in addresses that a person has to see. */
	said(): string;
	logged(): string;
}

async function start(): Promise<Tapped> {
	const sandbox = await startTestSandbox({ autoApprove: true, deviceCodeInterval: 1 });
	const world = await createWorld({ GRAPHCTL_CLOUD: 'sandbox', GRAPHCTL_DEBUG: '1' });
	const caFile = join(world.root, 'tap-ca.pem');
	const tap = await startWiretap(sandbox, caFile);
	await writeClouds(world, { sandbox: { ...cloudOf(sandbox), caFile } });
	const env = { ...world.env, HTTPS_PROXY: tap.proxy };
	const logFile = join(world.root, 'debug.log');
	const words = ['--debug', '--log-file', logFile];
	let said = '';
	return {
		sandbox,
		world,
		tap,
		async run(...args) {
			const ended = await graphctl([...args, ...words], { env });
			said += ended.stderr;
			return ended;
		},
		async login(...args) {
			const login = startGraphctl(['login', '--browser', '--no-open', ...args, ...words], { env });
			await login.waitFor(/https:\S+authorize\S+\n/);
			const address = /https:\S+authorize\S+/.exec(login.stderr())?.[0] ?? '';
			const { url } = await createPageWalker(sandbox.caFile).open(address);
			// A stranger's callback comes first, and is logged, too.
			await fetch(`${url.origin}/?code=code-of-a-stranger-0123456789&state=state-of-a-stranger`);
			await fetch(url);
			expect((await login.ended()).code).toBe(0);
			said += login.stderr().replaceAll(address, '');
			return { code: url.searchParams.get('code') ?? '', state: url.searchParams.get('state') ?? '' };
		},
		said: () => said,
		logged: () => readFileSync(logFile, 'utf8'),
	};
}

/** Names of what must stay secret, on the wire. */
const secretNames = ['access_token', 'refresh_token', 'id_token', 'code', 'code_verifier', 'device_code', 'state'];

describe('the log of a whole run', () => {
	it('holds no token, code, verifier, state, passphrase or address of anybody', async () => {
		const { sandbox, world, tap, run, login, said, logged } = await start();
		const codes = [await login('--login-hint', 'AdeleV@contoso.com')];
		expect((await run('me')).code).toBe(0);
		expect((await run('mail')).code).toBe(5);
		expect((await run('login', '--device-code', '--scope', 'Mail.Read')).code).toBe(0);
		expect((await run('mail', '--from', 'PattiF@contoso.com', '--search', 'budget')).code).toBe(0);
		await sandbox.do.expireAccessTokens();
		expect((await run('me', '-o', 'json')).code).toBe(0);
		expect((await run('token', '--force-refresh')).code).toBe(0);
		await sandbox.do.failGraph({ status: 403 });
		expect((await run('mail')).code).toBe(5);
		await sandbox.do.failGraph({ status: 200, body: 'no JSON' });
		expect((await run('me')).code).toBe(1);
		await sandbox.do.failToken({ error: 'invalid_grant', aadsts: 50173, times: 9 });
		expect((await run('token', '--force-refresh')).code).toBe(4);
		expect((await run('logout')).code).toBe(0);

		const secrets = new Map(secretNames.map((name) => [name, new Set(tap.values(name))]));
		for (const { code, state } of codes) {
			secrets.get('code')?.add(code);
			secrets.get('state')?.add(state);
		}
		// The tap has seen them all, or the test would prove nothing.
		for (const [name, values] of secrets) expect([name, values.size > 0]).toEqual([name, true]);
		expect(secrets.get('access_token')?.size).toBeGreaterThan(2);
		secrets.set(
			'others',
			new Set([world.env['GRAPHCTL_PASSPHRASE'] ?? '', 'code-of-a-stranger-0123456789', 'state-of-a-stranger']),
		);

		const log = logged();
		for (const [name, values] of secrets) {
			for (const value of values) {
				for (const piece of piecesOf(value)) {
					expect([name, said().includes(piece), log.includes(piece)]).toEqual([name, false, false]);
				}
			}
		}
		for (const code of tap.values('user_code')) expect(log).not.toContain(code);
		expect(log).not.toMatch(/contoso\.com/i);
		expect(log).not.toMatch(/Bearer [\w-]+\./);

		// What is of use is there.
		expect(log).toMatch(/POST https:\/\/localhost:\d+\/common\/oauth2\/v2\.0\/token -> 200/);
		expect(log).toMatch(/GET https:\/\/localhost:\d+\/v1\.0\/me\S* -> 200 .*request-id [0-9a-f-]{36}/);
		expect(said()).toMatch(/GET https:\/\/localhost:\d+\/v1\.0\/me\S* -> 403/);
		expect(statSync(join(world.root, 'debug.log')).mode & 0o777).toBe(0o600);
	});

	it('shows a token nowhere but on the standard output of `graphctl token`', async () => {
		const { tap, run, login, said, logged } = await start();
		await login('--login-hint', 'AdeleV@contoso.com');
		const { code, stdout } = await run('token');
		expect(code).toBe(0);
		expect(tap.values('access_token').has(stdout.trim())).toBe(true);
		for (const piece of piecesOf(stdout.trim()))
			expect([said().includes(piece), logged().includes(piece)]).toEqual([false, false]);
	});
});

describe('a log file', () => {
	it('that cannot be written ends with 2 before anything is done', async () => {
		const world = await createWorld();
		const { code, stderr } = await graphctl(['me', '--log-file', join(world.root, 'no', 'such', 'folder.log')], world);
		expect(code).toBe(2);
		expect(stderr).toContain('Cannot write the log file');
	});
});

/** The whole, and the parts of a JWT that say something by themselves. */
function piecesOf(secret: string): string[] {
	return [secret, secret.slice(0, 24), ...secret.split('.').filter((part) => part.length >= 20)];
}
