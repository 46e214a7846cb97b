/** Waiting for the browser: in a terminal, how it ends, and what is left afterwards. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerConsent, launchChromium, openPage, pickAccount } from '../helpers/chromium.js';
import { createDesk, type Desk, isListening, processesOf } from '../helpers/desk.js';
import { createPageWalker } from '../helpers/page-walker.js';
import type { TerminalRun } from '../helpers/terminal.js';

let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

/** Says how the program ended and how it left the terminal. */
const tellAfterwards = '"$@"; echo "ended with $?"; stty -a; echo "the shell goes on"';

describe('waiting for the browser', () => {
	it.each([
		['Ctrl-C', '\u0003'],
		['two Ctrl-C in one go', '\u0003\u0003'],
	])('ends at once on %s, with the terminal restored, the port closed and no process left', async (_name, keys) => {
		const desk = await createDesk();
		const run = desk.terminal(['login'], { shell: tellAfterwards, rows: 50 });
		const port = redirectPort(await desk.waitForBrowser());
		await run.waitFor('Ctrl-C to cancel');
		expect(await isListening(port)).toBe(true);
		const pressed = Date.now();
		run.type(keys);
		const screen = await run.waitFor('the shell goes on');
		expect(Date.now() - pressed).toBeLessThan(2500);
		expect(screen).toContain('ended with 130');
		expect(screen).toContain('Cancelled.');
		expect(screen).not.toContain('Waiting for the browser');
		expectCooked(run, screen);
		expect(await isListening(port)).toBe(false);
		await run.exited();
		expect(processesOf(desk.home)).toEqual([]);
		expect(await desk.tokens()).toBeUndefined();
	});

	it('ends with exit code 143 on SIGTERM, with the port closed and nothing stored', async () => {
		const desk = await createDesk();
		const login = desk.start(['login']);
		const port = redirectPort(await desk.waitForBrowser());
		login.kill('SIGTERM');
		expect(await login.ended()).toMatchObject({ code: 143 });
		expect(await isListening(port)).toBe(false);
		expect(await desk.tokens()).toBeUndefined();
	});

	it('ends with exit code 124 when nobody comes back in time', async () => {
		const desk = await createDesk();
		const run = desk.terminal(['login', '--timeout', '2s'], { shell: tellAfterwards, rows: 50 });
		const port = redirectPort(await desk.waitForBrowser());
		await run.waitFor('Ctrl-C to cancel');
		const screen = await run.waitFor('the shell goes on');
		expect(screen).toContain('ended with 124');
		expect(screen).toContain('within 2 s');
		expectCooked(run, screen);
		expect(await isListening(port)).toBe(false);
		await run.exited();
		expect(processesOf(desk.home)).toEqual([]);
	});

	it('takes the address that a browser elsewhere ended on, pasted into the terminal', async () => {
		const desk = await createDesk();
		const run = desk.terminal(['login', '--no-open', '--flow', 'browser'], { shell: tellAfterwards, rows: 50 });
		await run.waitFor('Paste the address');
		const address = await signInElsewhere(desk, urlOnScreen(run));
		run.paste(address);
		const screen = await run.waitFor('the shell goes on');
		expect(screen).toContain('Signed in as AdeleV@contoso.com');
		expect(screen).toContain('ended with 0');
		const code = new URL(address).searchParams.get('code') ?? '';
		expect(code).not.toBe('');
		expect(run.output()).not.toContain(code);
		expectCooked(run, screen);
		expect(await desk.opened()).toEqual([]);
		expect((await desk.run(['me', '--query', 'displayName'])).stdout).toBe('Adele Vance\n');
	});

	it('refuses a pasted address of another sign-in and goes on waiting', async () => {
		const desk = await createDesk();
		const run = desk.terminal(['login', '--no-open', '--flow', 'browser'], { rows: 50 });
		await run.waitFor('Paste the address');
		const address = new URL(await signInElsewhere(desk, urlOnScreen(run)));
		const right = address.href;
		address.searchParams.set('state', 'of-somebody-else');
		run.paste(address.href);
		await run.waitFor('Still waiting');
		run.paste(right);
		expect(await run.exited()).toEqual({ code: 0, signal: 0 });
	});

	it('tells the address again where no browser opens, and a browser elsewhere on this computer may use it', async () => {
		const desk = await createDesk();
		const run = desk.terminal(['login', '--flow', 'browser'], { env: { BROWSER: '/bin/false' }, rows: 50 });
		await run.waitFor('No browser opened here');
		const page = await openPage(browser);
		await page.goto(urlOnScreen(run));
		await pickAccount(page, 'Adele Vance');
		await answerConsent(page, 'Accept');
		await page.getByRole('heading', { name: 'Signed in' }).waitFor();
		expect(await run.exited()).toEqual({ code: 0, signal: 0 });
	});
});

/** The whole sign-in address as a person would copy it: the terminal alone may have broken it. */
function urlOnScreen(run: TerminalRun): string {
	const line = run.screen.lines().find((text) => /^https:\/\/localhost:\d+\/.*authorize\?/.test(text)) ?? '';
	expect(line).toMatch(/^\S+$/);
	return line;
}

/** Signs in where `http://localhost` is another computer: the last redirect is seen, but never arrives. */
async function signInElsewhere(desk: Desk, url: string): Promise<string> {
	const walker = createPageWalker(desk.sandbox.caFile);
	const consent = await walker.press(await walker.open(url), 'Adele Vance');
	const stop = await walker.press(consent, 'Accept');
	expect(stop.url.searchParams.get('code')).not.toBeNull();
	return stop.url.href;
}

function redirectPort(url: string): number {
	return Number(new URL(new URL(url).searchParams.get('redirect_uri') ?? '').port);
}

/** Lines are edited by the terminal again, keys echo, the cursor shows, and pastes arrive plain. */
function expectCooked(run: TerminalRun, screen: string): void {
	expect(screen).toMatch(/(^|\s)icanon\b/m);
	expect(screen).toMatch(/(^|\s)echo\b/m);
	expect(screen).toMatch(/(^|\s)isig\b/m);
	expect(screen).toMatch(/(^|\s)opost\b/m);
	expect(run.screen.cursor().hidden).toBe(false);
	expect(run.screen.terminal.modes.bracketedPasteMode).toBe(false);
	expect(run.screen.terminal.buffer.active.type).toBe('normal');
}
