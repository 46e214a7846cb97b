/** Callers' tokens that cannot be exchanged, and what is said of each. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerToken, createApiUser, fileWith, plaintext } from '../helpers/api-user.js';
import { createCliUser } from '../helpers/cli-user.js';
import { readJson } from '../helpers/https-client.js';
import { countTokenRequests, startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';
import { askAsApp, withSecret } from '../helpers/sandbox-apps.js';
import { signInForTodo } from '../helpers/sandbox-people.js';

let sandbox: TestSandbox;
beforeAll(async () => {
	sandbox = await startTestSandbox({ autoApprove: true }, { keep: true });
});
afterAll(() => sandbox.stop());

const graph = ['--scope', 'User.Read'];

describe('a caller’s token', () => {
	it.each([
		['is empty', ' \n', 'is empty'],
		['is no JWT', 'EwB4A8l6BAAU', 'signed JSON Web Tokens'],
		['is a whole header', 'Bearer e30.e30.x', 'without the word Bearer'],
		['is too large', 'x'.repeat(70_000), 'too large'],
	])('that %s is refused before anybody is asked', async (_title, content, words) => {
		const user = await createApiUser(sandbox);
		const file = await fileWith(user, content);
		const before = countTokenRequests(sandbox);
		const { code, stderr } = await user.run('token', '--on-behalf-of', file, ...graph);
		expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
		expect(countTokenRequests(sandbox)).toBe(before);
	});

	it('must be in a file that can be read, or come by a pipe', async () => {
		const terminal = Object.assign(new PassThrough(), { isTTY: true });
		const user = await createCliUser(sandbox, { env: plaintext, stdin: terminal });
		await mkdir(join(user.home, 'folder'));
		for (const [source, words] of [
			[join(user.home, 'nothing'), 'Cannot read'],
			[join(user.home, 'folder'), 'Cannot read'],
			['/dev/zero', 'too large'],
			['-', 'is the terminal'],
		] as const) {
			const { code, stderr } = await user.run('token', '--on-behalf-of', source, ...graph);
			expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
		}
		const file = await fileWith(user, await callerToken(sandbox));
		expect((await user.run('token', '--on-behalf-of', file)).stderr).toContain('needs --scope');
	});

	it('is exchanged by an app only', async () => {
		const user = await createCliUser(sandbox, { env: plaintext });
		const file = await fileWith(user, await callerToken(sandbox));
		const nobody = await user.run('token', '--on-behalf-of', file, ...graph);
		expect(nobody).toMatchObject({ code: 2, stderr: expect.stringContaining('nobody is signed in') });
		await user.login('AdeleV');
		const person = await user.run('token', '--on-behalf-of', file, ...graph);
		expect(person).toMatchObject({ code: 2, stderr: expect.stringContaining('AdeleV@contoso.com is a person') });
	});

	it('for another app, or of Graph, is explained', async () => {
		const user = await createApiUser(sandbox);
		const person = await createCliUser(sandbox, { env: plaintext });
		await person.login('AdeleV');
		const file = await fileWith(user, (await person.run('token')).stdout);
		const { code, stderr } = await user.run('token', '--on-behalf-of', file, ...graph);
		expect(code).toBe(2);
		expect(stderr).toContain('meant for');
		expect(stderr).toContain('api://CLIENT-ID/NAME');
	});

	it('of an app is explained: there is nobody to act for', async () => {
		const user = await createApiUser(sandbox);
		const scope = `${sandbox.apps.api.audience}/.default`;
		const answer = await askAsApp(sandbox, { ...withSecret(sandbox), scope });
		const file = await fileWith(user, readJson<{ access_token: string }>(answer).access_token);
		const { code, stderr } = await user.run('token', '--on-behalf-of', file, ...graph);
		expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('nobody to act for') });
	});

	it('with a signature that does not fit is explained', async () => {
		const user = await createApiUser(sandbox);
		const [head, body] = (await callerToken(sandbox)).split('.');
		const file = await fileWith(user, `${head}.${body}.AAAA`);
		const { code, stderr } = await user.run('token', '--on-behalf-of', file, ...graph);
		expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('AADSTS50013') });
	});

	it('that has expired is explained', async () => {
		const own = await startTestSandbox({ autoApprove: true });
		const user = await createApiUser(own);
		const file = await fileWith(user, await callerToken(own));
		await own.do.expireAccessTokens();
		const { code, stderr } = await user.run('token', '--on-behalf-of', file, ...graph);
		expect({ code, stderr }).toMatchObject({ code: 4, stderr: expect.stringContaining("caller's token has expired") });
		expect(stderr).not.toContain('graphctl login');
	});

	it('whose person has not consented leads to where consent is given', async () => {
		const user = await createApiUser(sandbox);
		const file = await fileWith(user, await callerToken(sandbox));
		// What was kept for another permission does not do.
		expect((await user.run('token', '--on-behalf-of', file, ...graph)).code).toBe(0);
		const { code, stderr } = await user.run('token', '--on-behalf-of', file, '--scope', 'Mail.Read');
		expect(code).toBe(5);
		expect(stderr).toContain("this app uses Mail.Read in the caller's name");
		expect(stderr).not.toContain('graphctl login');
		expect(stderr).toContain('AADSTS65001');
		const [url = ''] = /https:\S+\/adminconsent\S+/.exec(stderr) ?? [];
		expect(new URL(url).searchParams.get('client_id')).toBe(sandbox.apps.api.clientId);
		expect(new URL(url).searchParams.get('scope')).toContain('/Mail.Read');
	});

	it('that is too weak passes the claims challenge back, in text and JSON, with exit code 4', async () => {
		const own = await startTestSandbox({ autoApprove: true });
		const user = await createApiUser(own);
		const file = await fileWith(user, await callerToken(own));
		await own.do.demandAcrs('c1');
		const line = ['token', '--on-behalf-of', file, ...graph];
		const text = await user.run(...line);
		expect({ code: text.code, stdout: text.stdout }).toEqual({ code: 4, stdout: '' });
		const { error } = JSON.parse((await user.run(...line, '-o', 'json')).stderr);
		expect(error).toMatchObject({ code: 'sign-in.claims-challenge', exitCode: 4 });
		expect(JSON.parse(error.claims)).toMatchObject({ access_token: { acrs: { value: 'c1' } } });
		expect(text.stderr).toContain(`  ${error.claims}\n`);
		const [, header = ''] = /claims="([^"]+)"/.exec(text.stderr) ?? [];
		expect(Buffer.from(header, 'base64').toString()).toBe(error.claims);
		const stronger = await signInForTodo(own, ['ToDoList.Read'], { claims: error.claims });
		await fileWith(user, stronger.access_token);
		expect((await user.run(...line)).code).toBe(0);
	});
});
