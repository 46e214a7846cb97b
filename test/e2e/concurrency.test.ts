/** Several programs at once, programs that are killed, and readers that go away. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { builtProgram, type Ended, startProgram } from '../helpers/built-program.js';
import { createDesk, type Desk } from '../helpers/desk.js';
import { signIn } from '../helpers/sign-in.js';

/** MSAL takes a token for expired five minutes before its end. */
const expiredAtOnce = 60;

const people = ['AdeleV@contoso.com', 'AlexW@contoso.com', 'DiegoS@contoso.com', 'GradyA@contoso.com'];

describe('many programs at once', () => {
	it.each([
		['which the client knows', { accessTokenLifetime: expiredAtOnce }],
		['of which Graph tells', {}],
	])('all succeed, twelve of them, with an expired access token %s, and lose nothing', async (_how, options) => {
		const desk = await createSignedInDesk(options);
		await desk.sandbox.do.expireAccessTokens();
		const before = await requestsTo(desk, '/oauth2/v2.0/token');
		const all = await Promise.all(Array.from({ length: 12 }, () => desk.run(['me', '-o', 'json'])));
		expect(all.map(({ code, stderr }) => ({ code, stderr }))).toEqual(all.map(() => ({ code: 0, stderr: '' })));
		for (const { stdout } of all) expect(JSON.parse(stdout)).toMatchObject({ displayName: 'Adele Vance' });
		expect(await requestsTo(desk, '/oauth2/v2.0/token')).toBeGreaterThan(before);
		await expectWhole(desk);
	});

	it('keep the new tokens of every account', async () => {
		const desk = await createDesk({ autoApprove: true });
		for (const person of people) await signIn(desk, desk.sandbox, ['--login-hint', person]);
		await desk.sandbox.do.expireAccessTokens();
		const read = (person: string): Promise<Ended> => desk.run(['me', '-a', person, '--query', 'userPrincipalName']);
		const all = await Promise.all([...people, ...people].map(read));
		expect(all.map(({ stdout }) => stdout.trim())).toEqual([...people, ...people]);
		// Whoever's token was lost would need a new one now.
		const before = await requestsTo(desk, '/oauth2/v2.0/token');
		for (const person of people) expect(await read(person)).toMatchObject({ code: 0, stdout: `${person}\n` });
		expect(await requestsTo(desk, '/oauth2/v2.0/token')).toBe(before);
	});

	it('start together without compiled code, and leave what each of them can use', async () => {
		const desk = await createSignedInDesk({});
		const folder = join(desk.home, '.cache', 'graphctl', 'compiled');
		rmSync(folder, { recursive: true });
		const lines = [
			['me'],
			['mail'],
			['status'],
			['accounts', 'list'],
			['mail', 'folders'],
			['token'],
			['help', 'errors'],
			['config', 'list'],
		];
		const all = await Promise.all(lines.map((line) => desk.run(line)));
		expect(all.map(({ code }) => code)).toEqual(lines.map(() => 0));
		expect(readdirSync(folder).filter((name) => !/\.js\.[0-9a-f]{8}\.bin$/.test(name))).toEqual([]);
		const again = await Promise.all(lines.map((line) => desk.run(line)));
		expect(again.map(({ code }) => code)).toEqual(lines.map(() => 0));
	});

	it('leave the account list whole when some sign in and some sign out', async () => {
		const desk = await createDesk({ autoApprove: true });
		await signIn(desk, desk.sandbox, ['--login-hint', 'LeeG@contoso.com']);
		const [left] = await Promise.all([
			desk.run(['logout', '-a', 'LeeG@contoso.com']),
			...people.map((person) => signIn(desk, desk.sandbox, ['--login-hint', person])),
		]);
		expect(left.code).toBe(0);
		const list = await desk.run(['accounts', 'list', '-o', 'json', '--query', '[].username']);
		const names: string[] = JSON.parse(list.stdout);
		expect(names.sort()).toEqual(people);
	});
});

describe('a program that is killed', () => {
	it.each([['keychain'], ['encrypted-file'], ['plaintext-file']])(
		'loses nothing and holds nobody up (%s)',
		async (storage) => {
			const desk = await createSignedInDesk(
				{ accessTokenLifetime: expiredAtOnce },
				{ GRAPHCTL_STORAGE: storage, GRAPHCTL_PASSPHRASE: 'a passphrase' },
			);
			const started = Date.now();
			await desk.run(['me']);
			const usual = Date.now() - started;
			let killed = 0;
			for (let attempt = 0; attempt < 12; attempt += 1) {
				const victim = desk.start(['me', '-o', 'json']);
				// The later half of a run is where tokens are written.
				await sleep(usual * (0.35 + 0.06 * attempt));
				victim.kill('SIGKILL');
				if ((await victim.ended()).signal === 'SIGKILL') killed += 1;
			}
			expect(killed).toBeGreaterThan(4);
			const again = Date.now();
			expect(await desk.run(['me', '--query', 'displayName'])).toMatchObject({
				code: 0,
				stdout: 'Adele Vance\n',
				stderr: '',
			});
			expect(Date.now() - again).toBeLessThan(5000);
			await expectWhole(desk);
		},
	);
});

describe('a reader that goes away', () => {
	it.each([
		['text', 'mail --all'],
		['JSON', 'mail --all -o json'],
		['JSON lines', 'mail --all -o jsonl'],
	])('after the first line is no error: %s', async (_what, command) => {
		const desk = await createSignedInDesk({ messages: 1500 });
		const ended = await inShell(desk, `graphctl ${command} | head -1; echo "ended with $PIPESTATUS"`);
		expect(ended.stderr).toBe('');
		const [first = '', last] = ended.stdout.trim().split('\n');
		expect(first).not.toBe('');
		expect(last).toBe('ended with 0');
	});

	it('before the first line is no error', async () => {
		const desk = await createSignedInDesk();
		for (const command of [
			'me',
			'me -o json',
			'mail -o jsonl',
			'token',
			'status',
			'mail --help',
			'--help',
			'--version',
		]) {
			const gone = `{ sleep 0.1; graphctl ${command}; echo "${command} ended with $?" >&2; } | true`;
			expect((await inShell(desk, gone)).stderr).toBe(`${command} ended with 0\n`);
		}
	});

	it('stops the pages that nobody reads', async () => {
		const desk = await createSignedInDesk({ messages: 20_000 });
		const ended = await inShell(desk, 'graphctl mail --all -o jsonl | head -1; echo "ended with $PIPESTATUS"');
		expect(ended.stdout).toContain('ended with 0');
		expect(await requestsTo(desk, '/messages')).toBeLessThan(6);
	});

	it('is an error where the disk is full', async () => {
		const desk = await createSignedInDesk();
		const ended = await inShell(desk, 'graphctl mail >/dev/full; echo "ended with $?"');
		expect(ended.stdout).toBe('ended with 1\n');
		expect(ended.stderr).toMatch(/Cannot write the output: .*no space/i);
		expect(ended.stderr).not.toMatch(/\bat .*\.js:\d+/);
	});

	it('may take errors and notes with it', async () => {
		const desk = await createSignedInDesk();
		const ended = await inShell(desk, 'graphctl me --debug 2> >(exec true) >/dev/null; echo "ended with $?"');
		expect(ended.stdout).toBe('ended with 0\n');
	});
});

async function createSignedInDesk(
	options: { accessTokenLifetime?: number; messages?: number } = {},
	more: Readonly<Record<string, string>> = {},
): Promise<Desk> {
	const desk = await createDesk({ autoApprove: true, ...options }, more);
	await signIn(desk, desk.sandbox, ['--scope', 'User.Read', '--scope', 'Mail.Read']);
	return desk;
}

/** One account that can renew its tokens, and no lock or half-written file left. */
async function expectWhole(desk: Desk): Promise<void> {
	const status = await desk.run(['status', '-o', 'json']);
	expect(status).toMatchObject({ code: 0, stderr: '' });
	expect(JSON.parse(status.stdout)).toMatchObject({ signedIn: true, refreshable: true, accounts: 1 });
	const state = join(desk.home, '.local', 'state', 'graphctl');
	const left = readdirSync(state, { recursive: true, encoding: 'utf8' });
	expect(left.filter((name) => /corrupt|\.lock|after-/.test(name))).toEqual([]);
	if (desk.env['GRAPHCTL_STORAGE'] !== undefined) return;
	const cache: { Account: object; RefreshToken: object } = JSON.parse((await desk.tokens()) ?? '{}');
	expect(Object.keys(cache.Account)).toHaveLength(1);
	expect(Object.keys(cache.RefreshToken)).toHaveLength(1);
}

async function requestsTo(desk: Desk, path: string): Promise<number> {
	const { requests } = await desk.sandbox.do.state();
	return Object.entries(requests).reduce((sum, [request, count]) => (request.endsWith(path) ? sum + count : sum), 0);
}

/** Runs a line of bash in which `graphctl` is the built program. */
function inShell(desk: Desk, line: string): Promise<Ended> {
	const define = `graphctl() { '${process.execPath}' '${builtProgram}' "$@"; }`;
	return startProgram('/bin/bash', ['-c', `${define}\n${line}`], { env: desk.env }).ended();
}
