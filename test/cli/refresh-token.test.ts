/** `graphctl login --flow refresh-token` against a sandbox, in this process. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { type CliUser, createCliUser } from '../helpers/cli-user.js';
import { startMicrosoft } from '../helpers/microsoft.js';
import { createMicrosoftUser } from '../helpers/microsoft-user.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';

const env = { GRAPHCTL_STORAGE: 'plaintext-file' };
const line = ['login', '--flow', 'refresh-token'];

let sandbox: TestSandbox;
beforeEach(async () => {
	sandbox = await startTestSandbox({ autoApprove: true });
});

/** A refresh token that another program got. */
async function foundToken(): Promise<string> {
	const other = await createCliUser(sandbox, { env });
	await other.login('PattiF');
	const text = await readFile(join(other.home, 'storage', 'tokens.json'), 'utf8');
	return (
		/"credential_type":"RefreshToken"[^}]*?"secret":"([^"]+)"|"secret":"([^"]+)"[^}]*?"RefreshToken"/.exec(text)?.[1] ??
		''
	);
}

const userWith = (input: string): Promise<CliUser> => createCliUser(sandbox, { env, stdin: Readable.from([input]) });

describe('login --flow refresh-token', () => {
	it('signs in without a browser, and everything later is silent', async () => {
		const token = await foundToken();
		const user = await userWith(`${token}\n`);
		const { code, stderr } = await user.run(...line);
		expect(code).toBe(0);
		expect(stderr).toContain('Signed in as PattiF@contoso.com');
		expect(stderr).not.toContain(token);
		const asked = (): string => JSON.stringify([...sandbox.requests()].filter(([path]) => path.includes('/token')));
		const before = asked();
		expect((await user.read<{ mail: string }>('me')).mail).toBe('PattiF@contoso.com');
		expect(asked()).toBe(before);
		expect((await user.run('token', '--force-refresh')).code).toBe(0);
		expect(await user.read('accounts', 'list')).toMatchObject([{ username: 'PattiF@contoso.com' }]);
	});

	it.each([
		[700084, 2, 'single-page app'],
		[700082, 4, 'This refresh token has expired'],
		[50173, 4, 'was revoked'],
		[70000, 4, 'another app or cloud'],
	])('explains AADSTS%i, and keeps nothing', async (aadsts, exitCode, words) => {
		const user = await userWith(await foundToken());
		await sandbox.do.failToken({ error: 'invalid_grant', aadsts });
		const { code, stderr } = await user.run(...line);
		expect(code).toBe(exitCode);
		expect(stderr).toContain(words);
		expect(stderr).toMatch(/graphctl login(?! --flow)/);
		expect(await user.read('accounts', 'list')).toEqual([]);
	});

	it('explains a token that the identity platform never gave', async () => {
		const { code, stderr } = await (await userWith('made-up')).run(...line);
		expect(code).toBe(4);
		expect(stderr).toContain('does not accept this refresh token');
	});

	it.each(['', ' \n', '{"refresh_token": "x"}', 'two words', 'x'.repeat(70_000)])(
		'refuses what is no token, before anybody is asked (%#)',
		async (input) => {
			const user = await userWith(input);
			const before = sandbox.requests().size;
			expect((await user.run(...line)).code).toBe(2);
			expect(sandbox.requests().size).toBe(before);
		},
	);

	it('keeps nothing of somebody else than --login-hint names', async () => {
		const user = await userWith(await foundToken());
		expect((await user.run(...line, '--login-hint', 'AdeleV@contoso.com')).code).toBe(4);
		expect(await user.read('accounts', 'list')).toEqual([]);
	});

	it('does not wait at a terminal where nothing may be asked', async () => {
		const stdin = Object.assign(new PassThrough(), { isTTY: true });
		const user = await createCliUser(sandbox, { env, stdin });
		const { code, stderr } = await user.run(...line, '--no-input');
		expect(code).toBe(2);
		expect(stderr).toContain('graphctl login --flow refresh-token < FILE');
	});

	it.each([['--no-open'], ['--prompt', 'login'], ['--redirect-port', '8400']])(
		'refuses options of the browser: %s',
		async (...argv) => {
			expect((await (await userWith('x')).run(...line, ...argv)).code).toBe(2);
		},
	);

	it('steps up by another flow later, and says so', async () => {
		const microsoft = await startMicrosoft();
		let said = '';
		const sink = new Writable({
			write(chunk, _encoding, done) {
				said += String(chunk);
				done();
			},
		});
		const stderr = Object.assign(sink, { isTTY: false });
		const stdin = Object.assign(Readable.from(['found']), { isTTY: false });
		const user = createMicrosoftUser(microsoft, { stdin, stderr, env: { TERM: 'dumb' } });
		expect((await user.run(...line)).code, said).toBe(0);
		for (const stream of [stdin, stderr]) stream.isTTY = true;
		microsoft.answer = ({ form }) =>
			form.get('grant_type') === 'refresh_token'
				? { status: 400, body: { error: 'interaction_required', error_codes: [50076] } }
				: undefined;
		expect((await user.run('token', '--force-refresh')).code, said).toBe(0);
		expect(user.visited).toHaveLength(1);
		expect(said).toMatch(/The refresh token that was imported cannot do that: signing in with a browser,\sbecause/);
	});
});
