/** The built program takes over a refresh token of another program: from a pipe, into a real Secret Service. */
import { describe, expect, it } from 'vitest';
import { createDesk, filesBelow } from '../helpers/desk.js';
import { signIn } from '../helpers/entra-client.js';

const line = ['login', '--flow', 'refresh-token'];

describe('a refresh token on standard input', () => {
	it('signs its person in without a browser; it rests in the keychain alone, and everything later is silent', async () => {
		const desk = await createDesk({ autoApprove: true });
		const { refresh_token: found } = await signIn(desk.sandbox, { login_hint: 'PattiF@contoso.com' });
		const login = await desk.run([...line, '--debug'], { stdin: `${found}\n` });
		expect(login.code, login.stderr).toBe(0);
		expect(login.stderr).toContain('Signed in as PattiF@contoso.com');
		expect(login.stderr).not.toContain(found);
		const before = [...desk.sandbox.requests()].filter(([path]) => path.endsWith('/token'));
		const me = await desk.run(['me', '-q', 'mail']);
		expect(me).toMatchObject({ code: 0, stdout: 'PattiF@contoso.com\n', stderr: '' });
		expect([...desk.sandbox.requests()].filter(([path]) => path.endsWith('/token'))).toEqual(before);
		expect((await desk.run(['token', '--force-refresh'])).code).toBe(0);
		expect(await desk.tokens()).toContain('RefreshToken');
		for (const [path, bytes] of filesBelow(desk.root)) expect(bytes.includes(found), path).toBe(false);
		expect(await desk.opened()).toEqual([]);
	});

	it('that nobody gave, that was revoked, or that was not piped in is refused, and nothing is kept', async () => {
		const desk = await createDesk({ autoApprove: true });
		expect(await desk.run(line, { stdin: 'made-up' })).toMatchObject({
			code: 4,
			stderr: expect.stringContaining('does not accept this refresh token'),
		});
		const { refresh_token: found } = await signIn(desk.sandbox);
		await desk.sandbox.do.revokeSession();
		expect(await desk.run(line, { stdin: found })).toMatchObject({
			code: 4,
			stderr: expect.stringContaining('was revoked'),
		});
		expect((await desk.run(line, { stdin: '' })).code).toBe(2);
		expect(await desk.tokens()).toBeUndefined();
		expect((await desk.run(['accounts', 'list', '-o', 'json'])).stdout).toBe('[]\n');
	});
});
