import { describe, expect, it, onTestFinished } from 'vitest';
import type { SignInEvent } from '../../src/flows/sign-in-events.js';
import { createInkSignInDisplay } from '../../src/ui/ink-sign-in-display.js';
import { honestTexts, hostileTexts } from '../helpers/hostile-text.js';
import { strayControls } from '../helpers/screen.js';
import { createFakeTerminal, createStillClock } from './fixtures/fake-terminal.js';

const url = `https://login.example.com/common/oauth2/v2.0/authorize?client_id=11111111-2222-3333-4444-555555555555&state=${'s'.repeat(150)}`;

function open({ columns = 80, keyboard = true, color = true, env = {} as Readonly<Record<string, string>> } = {}) {
	const terminal = createFakeTerminal({ columns, keyboard });
	const clock = createStillClock();
	const stop = new AbortController();
	let cancels = 0;
	const display = createInkSignInDisplay({
		stdin: terminal.stdin,
		stderr: terminal.output,
		clock,
		signal: stop.signal,
		env,
		color,
		onCancel: () => {
			cancels += 1;
			stop.abort();
		},
	});
	onTestFinished(() => display.close());
	const browser: SignInEvent = {
		kind: 'browser',
		url,
		opened: true,
		redirectUri: 'http://localhost:5000',
		expiresAt: clock.now() + 900_000,
	};
	const deviceCode: SignInEvent = {
		kind: 'device-code',
		userCode: 'GK7WCFJ3Q',
		verificationUri: 'https://login.example.com/device',
		message: 'To sign in, use a web browser to open the page and enter the code.',
		expiresAt: clock.now() + 900_000,
	};
	return { terminal, clock, stop, display, browser, deviceCode, cancels: () => cancels };
}

async function firstOf(pasted: AsyncIterable<string> | undefined): Promise<string | undefined> {
	for await (const line of pasted ?? []) return line;
	return undefined;
}

describe('the sign-in screen in a browser sign-in', () => {
	it.each([60, 80, 120])('shows the whole address, unbroken, and counts down at %d columns', async (columns) => {
		const { terminal, display, browser, clock, stop } = open({ columns });
		display.show(browser);
		display.pasted(stop.signal);
		await terminal.until((text) => text.includes('15m 00s left'));
		clock.advance(21_000);
		await terminal.until((text) => text.includes('14m 39s left.'));
		expect(terminal.screen.lines()).toContain(url);
		expect(terminal.written()).toContain(url);
		for (const row of terminal.screen.rows()) expect(row.length).toBeLessThanOrEqual(columns);
		expect(terminal.screen.lines().join(' ')).toMatch(/Ctrl-C to cancel\..*Paste the address the browser ended on/);
	});

	it('prints the address once, though the event comes again', async () => {
		const { terminal, display, browser } = open();
		display.show(browser);
		display.show({ ...browser, opened: false, reason: 'xdg-open ended with code 3' });
		await terminal.until((text) => text.includes('No browser opened here: xdg-open ended with code 3.'));
		expect(terminal.written().split(url)).toHaveLength(2);
	});

	it('takes a pasted address at once and shows no code', async () => {
		const { terminal, display, browser, stop } = open();
		display.show(browser);
		const pasted = firstOf(display.pasted(stop.signal));
		await terminal.until((text) => text.includes('Paste the address'));
		terminal.type('\u001b[200~http://localhost:5000/?code=SECRET123\n&state=x\u001b[201~');
		expect(await pasted).toBe('http://localhost:5000/?code=SECRET123&state=x');
		expect(terminal.written()).not.toContain('SECRET123');
	});

	it('takes a typed address with Enter, corrections included', async () => {
		const { terminal, display, browser, stop } = open();
		display.show(browser);
		const pasted = firstOf(display.pasted(stop.signal));
		await terminal.until((text) => text.includes('Paste the address'));
		terminal.type('rubbish\u0015http://localhost:5000/?coXX\u007f\u007fde=1');
		await terminal.until((text) => text.includes('code=[redacted]'));
		terminal.type('\r');
		expect(await pasted).toBe('http://localhost:5000/?code=1');
	});

	it('takes a paste of a terminal without bracketed paste', async () => {
		const { terminal, display, browser, stop } = open();
		display.show(browser);
		const pasted = firstOf(display.pasted(stop.signal));
		await terminal.until((text) => text.includes('Paste the address'));
		terminal.type('http://localhost:5000/?code=1&state=2\r');
		expect(await pasted).toBe('http://localhost:5000/?code=1&state=2');
	});

	it('says why a pasted address was not used, for a while, and goes on', async () => {
		const { terminal, display, browser, clock } = open();
		display.show(browser);
		display.show({ kind: 'paste-refused', reason: 'its state differs' });
		await terminal.until((text) => text.includes('That was not used: its state differs. Still waiting.'));
		clock.advance(20_000);
		await terminal.until((text) => !text.includes('differs') && text.includes('Waiting for the browser.'));
	});

	it('cancels on Ctrl-C, which raw mode delivers as a byte', async () => {
		const { terminal, display, browser, stop, cancels } = open();
		display.show(browser);
		const pasted = firstOf(display.pasted(stop.signal));
		await terminal.until((text) => text.includes('Paste the address'));
		expect(terminal.isRaw()).toBe(true);
		terminal.type('\u0003');
		expect(await pasted).toBeUndefined();
		await display.close();
		expect(cancels()).toBe(1);
		expect(terminal.isRaw()).toBe(false);
	});

	it('asks for no paste and reads no key where there is no keyboard', async () => {
		const { terminal, display, browser, stop } = open({ keyboard: false });
		expect(display.pasted(stop.signal)).toBeUndefined();
		display.show(browser);
		await terminal.until((text) => text.includes('Waiting for the browser.'));
		expect(terminal.screen.text()).not.toContain('Paste');
		expect(terminal.isRaw()).toBe(false);
	});
});

describe('the sign-in screen with a device code', () => {
	it.each([60, 80, 120])('shows page, code and time at %d columns', async (columns) => {
		const { terminal, display, deviceCode } = open({ columns });
		display.show(deviceCode);
		await terminal.until((text) => text.includes('15m 00s left'));
		expect(terminal.screen.lines()).toContain('https://login.example.com/device');
		const row = terminal.screen.rows().findIndex((line) => line.includes('GK7WCFJ3Q'));
		const cells = terminal.screen.cells(row);
		expect(
			cells
				.filter((cell) => cell.bold)
				.map((cell) => cell.text)
				.join(''),
		).toBe('GK7WCFJ3Q');
	});

	it('shows the sentence of the server when it is in another language', async () => {
		const { terminal, display, deviceCode } = open();
		display.show({ ...deviceCode, message: 'Melden Sie sich mit einem Webbrowser an.' });
		await terminal.until((text) => text.includes('Melden Sie sich'));
	});
});

describe('the end of the sign-in screen', () => {
	it('leaves the address and the outcome, and the terminal as it was', async () => {
		const { terminal, display, browser, clock, stop } = open();
		display.show(browser);
		display.pasted(stop.signal);
		await terminal.until((text) => text.includes('Paste the address'));
		display.show({ kind: 'waiting-for-token' });
		await display.close('Signed in as adele@example.com (tenant Example).');
		await terminal.until((text) => text.includes('Signed in as'));
		expect(terminal.screen.lines()).toEqual([
			'Sign in with your browser at this address:',
			'',
			url,
			'',
			'✓ Signed in as adele@example.com (tenant Example).',
		]);
		expect(terminal.isRaw()).toBe(false);
		expect(terminal.screen.cursor().hidden).toBe(false);
		expect(terminal.screen.terminal.modes.bracketedPasteMode).toBe(false);
		expect(clock.timers).toBe(0);
	});

	it('leaves no late frame behind when much happens just before the end', async () => {
		const { terminal, display, deviceCode } = open();
		display.show(deviceCode);
		for (const reason of ['one', 'two', 'three']) display.show({ kind: 'network-retry', reason });
		display.show({ kind: 'waiting-for-token' });
		await display.close('Signed in.');
		await terminal.until((text) => text.includes('Signed in.'));
		expect(terminal.screen.lines().slice(3)).toEqual(['', '✓ Signed in.']);
	});

	it('is clean when the run is aborted from outside', async () => {
		const { terminal, display, deviceCode, stop } = open();
		display.show(deviceCode);
		await terminal.until((text) => text.includes('left'));
		stop.abort();
		await display.close();
		expect(terminal.screen.text()).not.toContain('left');
		expect(terminal.isRaw()).toBe(false);
		expect(terminal.screen.cursor().hidden).toBe(false);
	});

	it('prints nothing but the outcome when nothing had to be shown', async () => {
		const { terminal, display } = open();
		await display.close('Signed in.');
		await terminal.until((text) => text === '✓ Signed in.');
	});
});

describe('the look of the sign-in screen', () => {
	it('uses no colours when they are unwanted and ASCII where the locale is not UTF-8', async () => {
		const { terminal, display, deviceCode } = open({ color: false, env: { LANG: 'C' } });
		display.show(deviceCode);
		await terminal.until((text) => text.includes('left'));
		await display.close('Signed in.');
		expect(terminal.written()).not.toMatch(/\u001b\[[\d;]*m/);
		expect(terminal.written()).toMatch(/^[\u0000-\u007f]*$/);
	});

	it.each([...hostileTexts, ...honestTexts.map((text) => ({ name: text, text }))])(
		'lets nothing hostile through: $name',
		async ({ text }) => {
			const { terminal, display, deviceCode, browser } = open();
			display.show({ ...deviceCode, userCode: text, verificationUri: text, message: text });
			display.show({ kind: 'network-retry', reason: text });
			display.show({ ...browser, url: text, opened: false, reason: text });
			display.show({ kind: 'paste-refused', reason: text });
			await terminal.until((shown) => shown.includes('That was not used'));
			await display.close(text);
			expect(strayControls(terminal.written())).toEqual([]);
			expect(terminal.screen.terminal.buffer.active.type).toBe('normal');
		},
	);
});
