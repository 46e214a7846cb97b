/** Device-code sign-in in a terminal, with the code typed into the page by a real browser. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { enterDeviceCode, launchChromium, openPage } from '../helpers/chromium.js';
import { createDesk, type Desk, processesOf } from '../helpers/desk.js';
import { strayControls } from '../helpers/screen.js';
import type { TerminalRun } from '../helpers/terminal.js';

let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

/** Says how the program ended and how it left the terminal. */
const tellAfterwards = '"$@"; echo "ended with $?"; stty -a; echo "the shell goes on"';

describe('a login by device code', () => {
	it.each([80, 120])(
		'shows address and code unbroken at %i columns and goes on when the code was typed',
		async (columns) => {
			const desk = await createDesk({ deviceCodeInterval: 1 });
			const run = desk.terminal(['login', '--device-code'], { columns, shell: tellAfterwards, rows: 50 });
			const { url, code } = await readScreen(run, desk);
			const rows = run.screen.rows();
			expect(rows).toContain(url);
			expect(rows.find((row) => row.includes(code))).toMatch(new RegExp(`^.\\s+${code}\\s+.$`));
			expect(rows.every((row) => row.length <= columns)).toBe(true);
			const page = await openPage(browser);
			await enterDeviceCode(page, { url, code, name: 'Adele Vance' });
			await page.getByRole('heading', { name: 'You are signed in' }).waitFor();
			const screen = await run.waitFor('the shell goes on');
			expect(screen).toContain('Signed in as AdeleV@contoso.com');
			expect(screen).toContain('ended with 0');
			expect(screen).toMatch(/(^|\s)icanon\b/m);
			expect(run.screen.cursor().hidden).toBe(false);
			expect(strayControls(run.output())).toEqual([]);
			expect((await desk.run(['me', '--query', 'displayName'])).stdout).toBe('Adele Vance\n');
			expect(await desk.opened()).toEqual([]);
		},
	);

	it('counts down while it waits', async () => {
		const desk = await createDesk({ deviceCodeInterval: 1 });
		const run = desk.terminal(['login', '--device-code']);
		await readScreen(run, desk);
		const left = (): string => /(\S+) left\./.exec(run.screen.text())?.[1] ?? '';
		const first = left();
		expect(first).not.toBe('');
		await run.waitUntil('another time', () => left() !== '' && left() !== first);
	});

	it('ends with exit code 5 when the person declines', async () => {
		const desk = await createDesk({ deviceCodeInterval: 1 });
		const run = desk.terminal(['login', '--device-code']);
		const { url, code } = await readScreen(run, desk);
		const page = await openPage(browser);
		await enterDeviceCode(page, { url, code, name: 'Adele Vance' }, 'Decline');
		await page.getByRole('heading', { name: 'You declined' }).waitFor();
		expect(await run.exited()).toEqual({ code: 5, signal: 0 });
		expect(run.screen.text()).toMatch(/declined/i);
		expect(await desk.tokens()).toBeUndefined();
	});

	it.each(['the code expires on the server', 'its time is over here'])(
		'ends with exit code 124 when %s',
		async (how) => {
			const here = how.startsWith('its time');
			const desk = await createDesk({ deviceCodeInterval: 1, ...(here ? { deviceCodeLifetime: 2 } : {}) });
			const run = desk.terminal(['login', '--device-code'], { shell: tellAfterwards, rows: 50 });
			if (here) await run.waitFor('left.');
			else {
				await readScreen(run, desk);
				await desk.sandbox.do.expireDevice();
			}
			const screen = await run.waitFor('the shell goes on');
			expect(screen).toContain('ended with 124');
			expect(screen).toMatch(/expired|in time|within/i);
			expect(screen).toMatch(/(^|\s)icanon\b/m);
			expect(run.screen.cursor().hidden).toBe(false);
		},
	);

	it('ends at once on Ctrl-C, with the terminal restored and no process left', async () => {
		const desk = await createDesk({ deviceCodeInterval: 5 });
		const run = desk.terminal(['login', '--device-code'], { shell: tellAfterwards, rows: 50 });
		await readScreen(run, desk);
		const pressed = Date.now();
		run.press('ctrl-c');
		const screen = await run.waitFor('the shell goes on');
		expect(Date.now() - pressed).toBeLessThan(2500);
		expect(screen).toContain('ended with 130');
		expect(screen).toMatch(/(^|\s)icanon\b/m);
		expect(screen).toMatch(/(^|\s)echo\b/m);
		expect(run.screen.cursor().hidden).toBe(false);
		await run.exited();
		expect(processesOf(desk.home)).toEqual([]);
	});

	it('works without a terminal, with address and code on standard error', async () => {
		const desk = await createDesk({ deviceCodeInterval: 1 });
		const login = desk.start(['login', '--device-code', '-o', 'json']);
		await login.waitFor(/Code: \S+\n/);
		const url = /https:\/\/\S+/.exec(login.stderr())?.[0] ?? '';
		const code = /Code: (\S+)/.exec(login.stderr())?.[1] ?? '';
		await enterDeviceCode(await openPage(browser), { url, code, name: 'Alex Wilber' });
		const ended = await login.ended();
		expect(ended.code).toBe(0);
		expect(JSON.parse(ended.stdout)).toMatchObject({
			account: 'AlexW@contoso.com',
			flow: 'device-code',
			scopes: expect.arrayContaining(['User.Read']),
		});
	});
});

/** Address and code as they stand on the screen, once the code the sandbox gave is there. */
async function readScreen(run: TerminalRun, desk: Desk): Promise<{ url: string; code: string }> {
	await run.waitFor('left.');
	const [code = ''] = (await desk.sandbox.do.state()).deviceCodes;
	expect(code).not.toBe('');
	const text = await run.waitFor(code);
	const url = /^https:\/\/localhost:\d+\/\S+$/m.exec(text)?.[0] ?? '';
	expect(url).not.toBe('');
	return { url, code };
}
