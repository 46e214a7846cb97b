/**
 * What an identity platform owes a client and a client its person, each shown once through graphctl's own command lines. The checks are
 * numbered through `auth-checks-*.test.ts`; here are those of people in a browser.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { plaintext } from '../helpers/api-user.js';
import { createCliUser } from '../helpers/cli-user.js';
import { createPageWalker } from '../helpers/page-walker.js';
import { countTokenRequests, startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';
import { todoScope } from '../helpers/sandbox-people.js';
import { createTerminalUser, travel } from '../helpers/terminal-user.js';

let sandbox: TestSandbox;
beforeEach(async () => {
	sandbox = await startTestSandbox({ autoApprove: true });
});

const adele = 'AdeleV@contoso.com';
const discoveries = (): number =>
	[...sandbox.requests()].reduce((sum, [path, count]) => sum + (/well-known|instance/.test(path) ? count : 0), 0);

describe('a person signs in', () => {
	it('01 with a browser: code, PKCE by S256, a state and a nonce of their own for each sign-in', async () => {
		const user = await createTerminalUser(sandbox);
		await user.login('AdeleV');
		await user.login('AdeleV');
		const asked = user.visited.map(({ searchParams }) => searchParams);
		expect(asked).toHaveLength(2);
		for (const query of asked) {
			expect(Object.fromEntries(query)).toMatchObject({ response_type: 'code', code_challenge_method: 'S256' });
			expect(query.get('redirect_uri')).toMatch(/^http:\/\/localhost:\d+$/);
		}
		for (const name of ['code_challenge', 'state', 'nonce']) {
			const values = asked.map((query) => query.get(name) ?? '');
			expect(new Set(values).size, name).toBe(2);
			expect(Math.min(...values.map((value) => value.length)), name).toBeGreaterThan(30);
		}
		expect((await user.read<{ mail: string }>('me')).mail).toBe(adele);
	});

	it('02 and is asked which account, unless the login names one (prompt=select_account)', async () => {
		const own = await startTestSandbox();
		const pages: string[] = [];
		const walker = createPageWalker(own.caFile);
		const user = await createCliUser(own, {
			env: { DISPLAY: ':0' },
			openBrowser: async (url) => {
				let stop = await walker.open(url);
				pages.push(stop.html);
				while (stop.url.protocol === 'https:')
					stop = await walker.press(stop, stop.html.includes('Accept') ? 'Accept' : 'Adele Vance');
				await (await fetch(stop.url)).text();
			},
		});
		for (const more of [[], ['--login-hint', adele], []]) expect((await user.run('login', ...more)).code).toBe(0);
		// The browser's session would do each time after the first.
		expect(pages.map((page) => page.includes('Pick an account'))).toEqual([true, false, true]);
	});

	it('03 at any name of the tenant, and at no other', async () => {
		const user = await createCliUser(sandbox);
		for (const tenant of ['common', 'organizations', 'contoso.com', sandbox.company.tenantId]) {
			await user.login('AdeleV', '--tenant', tenant);
			expect((await user.run('me', '-q', 'mail')).stdout).toBe(`${adele}\n`);
		}
		const { code, stderr } = await user.run('login', '--device-code', '--tenant', 'nobody.example');
		expect(code).toBe(10);
		expect(stderr).toContain('nobody.example');
	});

	it('04 and is known by client_info and the claims of the ID token', async () => {
		const user = await createCliUser(sandbox);
		await user.login('PattiF');
		const claims = await user.read<Record<string, string>>('status', '--claims');
		const { tenantId } = sandbox.company;
		expect(claims).toMatchObject({
			...{ tid: tenantId, ver: '2.0', name: 'Patti Fernandez', preferred_username: 'PattiF@contoso.com' },
			login_hint: expect.stringMatching(/^O\./),
		});
		const [account] = await user.read<{ homeAccountId: string }[]>('accounts', 'list');
		expect(account?.homeAccountId).toBe(`${claims['oid']}.${tenantId}`);
	});

	it('05 and later commands ask the identity platform nothing', async () => {
		const user = await createCliUser(sandbox);
		await user.login('AdeleV');
		const before = [countTokenRequests(sandbox), discoveries()];
		for (const line of [['me'], ['token'], ['me']]) expect((await user.run(...line)).code).toBe(0);
		expect([countTokenRequests(sandbox), discoveries()]).toEqual(before);
	});
});

describe('a refresh token', () => {
	it('06 brings the next access token when the last is near its end, once', async () => {
		const user = await createCliUser(sandbox);
		await user.login('AdeleV');
		const first = (await user.run('token')).stdout;
		const before = countTokenRequests(sandbox);
		travel(3600 - 240);
		const second = (await user.run('token')).stdout;
		expect(second).not.toBe(first);
		expect((await user.run('token')).stdout).toBe(second);
		expect(countTokenRequests(sandbox)).toBe(before + 1);
		expect((await user.run('me')).code).toBe(0);
	});

	it('07 serves another scope and another API that the person has consented to', async () => {
		const todo = todoScope(sandbox, 'ToDoList.Read');
		const elsewhere = await createCliUser(sandbox);
		for (const scope of ['Mail.Read', todo]) await elsewhere.login('AdeleV', '--scope', scope);
		const user = await createCliUser(sandbox);
		await user.login('AdeleV');
		expect(await user.run('mail', '--top', '1')).toMatchObject({ code: 0, stderr: '' });
		const list = await user.run('api', `${sandbox.todoOrigin}/todolist`, '--scope', todo);
		expect(list).toMatchObject({ code: 0, stderr: '' });
	});
});

describe('a permission that nobody has given yet', () => {
	it('08 is asked for on a terminal, and the same command goes on', async () => {
		const user = await createTerminalUser(sandbox);
		await user.login('AdeleV');
		const { code, stdout } = await user.run('mail', '--top', '2', '-o', 'json');
		expect(code, user.said()).toBe(0);
		expect(JSON.parse(stdout)).toHaveLength(2);
		expect(user.visited[1]?.searchParams.get('scope')).toContain('Mail.Read');
		expect(user.said()).toContain('has not yet allowed graphctl to use Mail.Read');
	});

	it('09 ends with exit code 5 without one, and the line it prints brings it', async () => {
		const user = await createCliUser(sandbox);
		await user.login('AdeleV');
		const { code, stderr } = await user.run('mail');
		expect(code).toBe(5);
		const [, words = ''] = /graphctl (login .*)/.exec(stderr) ?? [];
		expect(words).toContain('--scope Mail.Read');
		expect((await user.run(...words.split(' '))).code).toBe(0);
		expect((await user.run('mail')).code).toBe(0);
		expect(await user.read('accounts', 'list')).toHaveLength(1);
	});

	it('10 can be denied: exit code 5, and nothing is kept', async () => {
		const own = await startTestSandbox();
		const walker = createPageWalker(own.caFile);
		const user = await createCliUser(own, {
			env: { DISPLAY: ':0', ...plaintext },
			openBrowser: async (url) => {
				const consent = await walker.press(await walker.open(url), 'Adele Vance');
				await (await fetch((await walker.press(consent, 'Cancel')).url)).text();
			},
		});
		const { code, stderr } = await user.run('login', '--browser');
		expect(code).toBe(5);
		expect(stderr).toMatch(/declined/);
		expect(await user.read('accounts', 'list')).toEqual([]);
	});
});
