/** The main job in a real browser with a real keychain: login, me, mail, logout. */
import { execFileSync } from 'node:child_process';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerConsent, launchChromium, openPage, pickAccount } from '../helpers/chromium.js';
import { createDesk, type Desk, filesBelow } from '../helpers/desk.js';
import { signIn } from '../helpers/sign-in.js';

let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

/** Anything that looks like a token: the beginning of a JWT's header. */
const jwt = /eyJ[A-Za-z0-9_-]{10,}/;

describe('a login in the browser', () => {
	it('shows profile and mail, keeps tokens in the keychain alone, and logs out', async () => {
		const desk = await createDesk();
		const login = desk.start(['login']);
		const page = await openPage(browser);
		await page.goto(await desk.waitForBrowser());
		await page.getByRole('heading', { name: 'Pick an account' }).waitFor();
		await pickAccount(page, 'Adele Vance');
		await page.getByRole('heading', { name: 'Permissions requested' }).waitFor();
		await answerConsent(page, 'Accept');
		await page.getByRole('heading', { name: 'Signed in' }).waitFor();
		const told = await page.getByRole('main').textContent();
		expect(told).toContain('Adele Vance (AdeleV@contoso.com)');
		expect(told).toContain(desk.sandbox.company.tenantId);
		expect(page.url()).toMatch(/^http:\/\/localhost:\d+\/done\/[\w-]+$/);
		expect(await login.ended()).toMatchObject({ code: 0, stdout: '' });
		expect(login.stderr()).toContain('Signed in as AdeleV@contoso.com');
		expect(await desk.opened()).toHaveLength(1);

		const me = await desk.run(['me', '-o', 'json']);
		expect(me).toMatchObject({ code: 0, stderr: '' });
		expect(JSON.parse(me.stdout)).toMatchObject({ displayName: 'Adele Vance', mail: 'AdeleV@contoso.com' });
		const profile = await desk.run(['me']);
		expect(profile.stdout).toContain('Adele Vance');
		expect(profile.stdout).toContain('Retail Manager');

		await allowMail(desk, browser);
		const mail = await desk.run(['mail', '--top', '10', '-o', 'json']);
		expect(mail).toMatchObject({ code: 0, stderr: '' });
		const messages: unknown = JSON.parse(mail.stdout);
		expect(messages).toHaveLength(10);
		const list = await desk.run(['mail', '--top', '10']);
		expect(list.code).toBe(0);
		expect(list.stdout).toMatch(/^\s*1\b/m);
		expect(list.stdout).toMatch(/^\s*10\b/m);

		const stored = (await desk.tokens()) ?? '';
		const secrets = storedSecrets(stored);
		expect(stored).toMatch(jwt);
		expect(secrets.length).toBeGreaterThanOrEqual(3);
		const files = filesBelow(desk.home);
		expect(files.size).toBeGreaterThan(2);
		const leaks = [...files].flatMap(([path, bytes]) => {
			const text = bytes.toString('latin1');
			return jwt.test(text) || secrets.some((secret) => text.includes(secret)) ? [path] : [];
		});
		expect(leaks).toEqual([]);

		const logout = await desk.run(['logout']);
		expect(logout).toMatchObject({ code: 0 });
		expect(logout.stderr).toContain('Signed out AdeleV@contoso.com.');
		expect(await desk.tokens()).toBeUndefined();
		expect(allItems(desk)).not.toContain('graphctl');
		const after = await desk.run(['me']);
		expect(after).toMatchObject({ code: 4, stdout: '' });
		expect(after.stderr).toContain('graphctl login');
	});

	it('ends with exit code 5 when the person declines, and the page says so', async () => {
		const desk = await createDesk();
		const login = desk.start(['login']);
		const page = await openPage(browser);
		await page.goto(await desk.waitForBrowser());
		await pickAccount(page, 'Adele Vance');
		await answerConsent(page, 'Decline');
		await page.getByRole('heading', { name: 'Not signed in' }).waitFor();
		expect(await page.getByRole('main').textContent()).toMatch(/declined/i);
		expect(new URL(page.url()).search).toBe('');
		const ended = await login.ended();
		expect(ended.code).toBe(5);
		expect(ended.stderr).toMatch(/declined/i);
		expect(await desk.tokens()).toBeUndefined();
		expect((await desk.run(['status'])).code).toBe(4);
	});

	it('does not say success in the browser when the code cannot be redeemed', async () => {
		const desk = await createDesk();
		const login = desk.start(['login']);
		const page = await openPage(browser);
		await page.goto(await desk.waitForBrowser());
		await pickAccount(page, 'Adele Vance');
		await desk.sandbox.do.failToken({ error: 'invalid_grant', aadsts: 53003, times: 9 });
		await answerConsent(page, 'Accept');
		await page.getByRole('heading', { name: 'Not signed in' }).waitFor();
		expect(await login.ended()).toMatchObject({ code: 5 });
	});

	it('keeps two waiting logins apart', async () => {
		const desk = await createDesk();
		const first = desk.start(['login', '--as', 'first']);
		const firstUrl = await desk.waitForBrowser(1);
		const second = desk.start(['login', '--as', 'second']);
		const secondUrl = await desk.waitForBrowser(2);
		for (const [url, name] of [
			[secondUrl, 'Alex Wilber'],
			[firstUrl, 'Adele Vance'],
		] as const) {
			const page = await openPage(browser);
			await page.goto(url);
			await pickAccount(page, name);
			await answerConsent(page, 'Accept');
			await page.getByRole('heading', { name: 'Signed in' }).waitFor();
			expect(await page.getByRole('main').textContent()).toContain(name);
		}
		expect(await first.ended()).toMatchObject({ code: 0 });
		expect(await second.ended()).toMatchObject({ code: 0 });
		const names = await Promise.all(
			['first', 'second'].map((alias) => desk.run(['me', '-a', alias, '--query', 'displayName'])),
		);
		expect(names.map(({ stdout }) => stdout.trim())).toEqual(['Adele Vance', 'Alex Wilber']);
	});
});

describe('an alias that somebody else has', () => {
	it('is refused, and the account is signed in without it', async () => {
		const desk = await createDesk({ autoApprove: true });
		await signIn(desk, desk.sandbox, ['--as', 'work', '--login-hint', 'AdeleV@contoso.com']);
		const second = signIn(desk, desk.sandbox, ['--as', 'work', '--login-hint', 'AlexW@contoso.com']);
		await expect(second).rejects.toThrow(/failed with 2:[\s\S]*alias work already belongs to AdeleV@contoso.com/);
		const list = await desk.run(['accounts', 'list', '--query', '[].[username, alias]', '-o', 'json']);
		expect(JSON.parse(list.stdout)).toEqual([
			['AdeleV@contoso.com', 'work'],
			['AlexW@contoso.com', null],
		]);
		expect(await desk.run(['logout', '--all'])).toMatchObject({ code: 0 });
		expect(await desk.tokens()).toBeUndefined();
	});
});

async function allowMail(desk: Desk, chromium: Browser): Promise<void> {
	const login = desk.start(['login', '--scope', 'Mail.Read', '--login-hint', 'AdeleV@contoso.com']);
	const page = await openPage(chromium);
	await page.goto(await desk.waitForBrowser(2));
	await pickAccount(page, 'Adele Vance');
	await answerConsent(page, 'Accept');
	await page.getByRole('heading', { name: 'Signed in' }).waitFor();
	expect((await login.ended()).code).toBe(0);
}

/** The secrets of MSAL's cache document. */
function storedSecrets(text: string): string[] {
	return [...text.matchAll(/"secret":"([^"]+)"/g)].flatMap(([, secret]) => (secret === undefined ? [] : [secret]));
}

/** What `secret-tool` lists of graphctl's items. */
function allItems(desk: Desk): string {
	const args = ['search', '--all', 'service', 'graphctl'];
	return execFileSync('secret-tool', args, {
		env: { ...process.env, ...desk.secrets.env },
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'pipe'],
	});
}
