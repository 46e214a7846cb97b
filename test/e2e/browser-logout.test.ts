/** `logout --browser` in a real browser: its session ends, and the next sign-in asks who it is. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerConsent, launchChromium, openPage, pickAccount } from '../helpers/chromium.js';
import { createDesk, isListening } from '../helpers/desk.js';
import { signIn } from '../helpers/sign-in.js';

let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

describe('a logout in the browser', () => {
	it('ends the session: the next sign-in shows the picker, where the last one asked nothing', async () => {
		const desk = await createDesk();
		const page = await openPage(browser);
		// Without a name the program itself asks for the picker.
		const again = ['login', '--login-hint', 'AdeleV@contoso.com'];
		const first = desk.start(['login']);
		await page.goto(await desk.waitForBrowser(1));
		await pickAccount(page, 'Adele Vance');
		await answerConsent(page, 'Accept');
		await page.getByRole('heading', { name: 'Signed in' }).waitFor();
		expect((await first.ended()).code).toBe(0);
		const second = desk.start(again);
		await page.goto(await desk.waitForBrowser(2));
		await page.getByRole('heading', { name: 'Signed in' }).waitFor();
		expect((await second.ended()).code).toBe(0);

		const logout = desk.start(['logout', '--browser']);
		const address = await desk.waitForBrowser(3);
		expect(await desk.tokens()).toBeUndefined();
		await page.goto(address);
		await page.getByRole('heading', { name: 'Signed out' }).waitFor();
		expect(await page.getByRole('main').textContent()).toContain('AdeleV@contoso.com');
		expect(page.url()).toMatch(/^http:\/\/localhost:\d+\/done\/[\w-]+$/);
		expect(await logout.ended()).toMatchObject({ code: 0, stdout: '' });
		expect(logout.stderr()).toContain('AdeleV@contoso.com is signed out in the browser.');

		const third = desk.start(again);
		await page.goto(await desk.waitForBrowser(4));
		await page.getByRole('heading', { name: 'Pick an account' }).waitFor();
		third.kill('SIGINT');
		expect((await third.ended()).code).toBe(130);
	});

	it('ends at once on Ctrl-C, with the tokens gone and the port closed', async () => {
		const desk = await createDesk({ autoApprove: true });
		await signIn(desk, desk.sandbox);
		const logout = desk.start(['logout', '--browser']);
		const back = new URL(await desk.waitForBrowser(1)).searchParams.get('post_logout_redirect_uri') ?? '';
		logout.kill('SIGINT');
		const { code, stderr } = await logout.ended();
		expect(code).toBe(130);
		expect(stderr).toContain('Signed out AdeleV@contoso.com.');
		expect(stderr).toContain('in the browser may still be open');
		expect(await desk.tokens()).toBeUndefined();
		expect(await isListening(Number(new URL(back).port))).toBe(false);
	});
});
