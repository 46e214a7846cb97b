/** Permissions and proofs that are missing: asked for in place on a terminal, named exactly everywhere else. */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtProgram, type Ended, startProgram } from '../helpers/built-program.js';
import { enterDeviceCode, launchChromium, openPage } from '../helpers/chromium.js';
import { createDesk, type Desk } from '../helpers/desk.js';
import { createPageWalker } from '../helpers/page-walker.js';
import { strayControls } from '../helpers/screen.js';
import type { TerminalRun } from '../helpers/terminal.js';

let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

const adele = 'Adele Vance';

describe('mail after a login that asked for the profile alone', () => {
	it('asks for the permission on a terminal and goes on with the list', async () => {
		const desk = await createDesk({ deviceCodeInterval: 1 });
		await signInByDeviceCode(desk);
		const run = desk.terminal(['mail', '--top', '5'], { rows: 50 });
		await run.waitFor('has not yet allowed graphctl to use Mail.Read');
		const sign = await readCode(run, desk);
		await enterDeviceCode(await openPage(browser), { ...sign, name: adele });
		expect(await run.exited()).toEqual({ code: 0, signal: 0 });
		const screen = run.screen.text();
		expect(screen).toContain('Signed in as AdeleV@contoso.com.');
		expect(screen).toMatch(/Inbox.*5 shown/);
		expect(strayControls(run.output())).toEqual([]);
		expect(await desk.run(['mail', '--top', '1', '-o', 'json'])).toMatchObject({ code: 0, stderr: '' });
	});

	it('keeps standard output for the data while it asks on the terminal', async () => {
		const desk = await createDesk({ deviceCodeInterval: 1 });
		await signInByDeviceCode(desk);
		const file = join(desk.root, 'mail.json');
		const run = desk.terminal(['mail', '--top', '2', '-o', 'json'], {
			shell: `"$@" >'${file}'; echo "ended with $?"; cat '${file}'; echo over`,
			rows: 80,
		});
		const sign = await readCode(run, desk);
		await walkDeviceCode(desk, sign.code);
		const screen = await run.waitFor(/^over$/m);
		expect(screen).toContain('ended with 0');
		const json = screen.slice(screen.indexOf('\n[') + 1, screen.lastIndexOf(']') + 1);
		expect(JSON.parse(json)).toHaveLength(2);
	});

	it.each([
		['without a terminal', false],
		['with --no-input on a terminal', true],
	])('exits 5 %s and prints the login line, which works', async (_where, terminal) => {
		const desk = await createDesk();
		await signInByBrowser(desk);
		const refused = terminal ? await runWithoutInput(desk) : await desk.run(['mail']);
		expect(refused).toMatchObject({ code: 5, stdout: '' });
		const line = loginLineOf(refused.stderr);
		expect(line).toContain('--scope Mail.Read');
		await runLine(desk, line, 2);
		const mail = await desk.run(['mail', '--top', '3']);
		expect(mail).toMatchObject({ code: 0, stderr: '' });
		expect(mail.stdout.trim().split('\n')).toHaveLength(3);
		expect((await desk.run(['accounts', 'list', '--query', 'length(@)'])).stdout).toBe('1\n');
	});

	it('names cloud, tenant and app in the login line where the settings name others', async () => {
		const desk = await createDesk();
		const { tenantId } = desk.sandbox.company;
		await signInByBrowser(desk, ['--tenant', tenantId]);
		const elsewhere = { GRAPHCTL_CLOUD: 'global', GRAPHCTL_CLIENT_ID: '00000000-1111-2222-3333-444444444444' };
		const refused = await desk.run(['mail', '-o', 'json'], { env: elsewhere });
		expect(refused.code).toBe(5);
		const { error } = JSON.parse(refused.stderr);
		expect(error).toMatchObject({ exitCode: 5, aadsts: 65001 });
		const line = loginLineOf(error.hint);
		expect(line).toContain('--cloud sandbox');
		expect(line).toContain(`--tenant ${tenantId}`);
		expect(line).toContain(`--client-id ${desk.sandbox.clientId}`);
		await runLine(desk, line, 2, elsewhere);
		expect(await desk.run(['mail'], { env: elsewhere })).toMatchObject({ code: 0 });
	});

	it('exits 5 when the person declines, and stays signed in', async () => {
		const desk = await createDesk({ deviceCodeInterval: 1 });
		await signInByDeviceCode(desk);
		const run = desk.terminal(['mail']);
		const { code } = await readCode(run, desk);
		await desk.sandbox.do.declineDevice(code);
		expect((await run.exited()).code).toBe(5);
		expect(await desk.run(['me'])).toMatchObject({ code: 0 });
	});

	it('exits 130 on Ctrl-C, and stays signed in', async () => {
		const desk = await createDesk({ deviceCodeInterval: 1 });
		await signInByDeviceCode(desk);
		const run = desk.terminal(['mail']);
		await readCode(run, desk);
		run.press('ctrl-c');
		expect((await run.exited()).code).toBe(130);
		expect(run.screen.cursor().hidden).toBe(false);
		expect(await desk.run(['me'])).toMatchObject({ code: 0 });
	});

	it('refuses to go on as another person than the command was meant for', async () => {
		const desk = await createDesk({ deviceCodeInterval: 1 });
		await signInByDeviceCode(desk);
		const run = desk.terminal(['mail'], { columns: 120 });
		const { code } = await readCode(run, desk);
		await walkDeviceCode(desk, code, 'Alex Wilber');
		expect((await run.exited()).code).toBe(4);
		const screen = run.screen.text();
		expect(screen).toContain('You signed in as AlexW@contoso.com, but this command works with AdeleV@contoso.com');
		expect(screen).not.toMatch(/\d+ shown/);
		expect((await desk.run(['me', '--query', 'displayName'])).stdout).toBe(`${adele}\n`);
	});
});

describe('a sign-in that Graph no longer takes', () => {
	it('exits 4 on a claims challenge without a terminal, with a line that satisfies it', async () => {
		const desk = await createDesk();
		await signInByBrowser(desk);
		await desk.sandbox.do.demandAcrs('c1');
		const refused = await desk.run(['me']);
		expect(refused).toMatchObject({ code: 4, stdout: '' });
		const line = loginLineOf(refused.stderr);
		expect(line).toContain('--claims');
		await runLine(desk, line, 2);
		expect(await desk.run(['me', '--query', 'displayName'])).toMatchObject({ code: 0, stdout: `${adele}\n` });
	});

	it('asks for the stronger proof on a terminal and goes on with the profile', async () => {
		const desk = await createDesk();
		await signInByBrowser(desk);
		await desk.sandbox.do.demandAcrs('c1');
		const run = desk.terminal(['me'], { rows: 50 });
		await walkBrowser(desk, await desk.waitForBrowser(2));
		expect(await run.exited()).toEqual({ code: 0, signal: 0 });
		expect(run.screen.text()).toContain('Retail Manager');
		expect(await desk.opened()).toHaveLength(2);
	});

	it('exits 4 after the session was revoked, with a line that works', async () => {
		const desk = await createDesk();
		await signInByBrowser(desk);
		await desk.sandbox.do.revokeSession();
		const refused = await desk.run(['me']);
		expect(refused).toMatchObject({ code: 4, stdout: '' });
		await runLine(desk, loginLineOf(refused.stderr), 2);
		expect(await desk.run(['me'])).toMatchObject({ code: 0, stderr: '' });
	});

	it('signs in again on a terminal after the session was revoked', async () => {
		const desk = await createDesk();
		await signInByBrowser(desk);
		await desk.sandbox.do.revokeSession();
		const run = desk.terminal(['me'], { rows: 50 });
		await walkBrowser(desk, await desk.waitForBrowser(2));
		expect(await run.exited()).toEqual({ code: 0, signal: 0 });
		expect(run.screen.text()).toContain('Retail Manager');
	});
});

/** Picks a person where the page asks, agrees where it asks, and returns to the program's listener. */
async function walkBrowser(desk: Desk, url: string, name = adele): Promise<void> {
	const walker = createPageWalker(desk.sandbox.caFile);
	let stop = await walker.open(url);
	for (let pages = 0; stop.url.protocol === 'https:' && pages < 4; pages += 1) {
		stop = await walker.press(stop, stop.html.includes('Accept') ? 'Accept' : name);
	}
	expect(await (await fetch(stop.url)).text()).toContain('Signed in');
}

async function signInByBrowser(desk: Desk, args: readonly string[] = []): Promise<void> {
	const login = desk.start(['login', ...args]);
	await walkBrowser(desk, await desk.waitForBrowser());
	expect(await login.ended()).toMatchObject({ code: 0 });
}

async function walkDeviceCode(desk: Desk, code: string, name = adele): Promise<void> {
	const walker = createPageWalker(desk.sandbox.caFile);
	const form = await walker.open(`${desk.sandbox.loginOrigin}/common/oauth2/deviceauth`);
	const picker = await walker.press(form, 'Next', { user_code: code });
	await walker.press(await walker.press(picker, name), 'Accept');
}

async function signInByDeviceCode(desk: Desk): Promise<void> {
	const login = desk.start(['login', '--device-code']);
	await login.waitFor(/Code: \S+\n/);
	await walkDeviceCode(desk, /Code: (\S+)/.exec(login.stderr())?.[1] ?? '');
	expect(await login.ended()).toMatchObject({ code: 0 });
}

async function readCode(run: TerminalRun, desk: Desk): Promise<{ url: string; code: string }> {
	const text = await run.waitFor('left.');
	const [code = ''] = (await desk.sandbox.do.state()).deviceCodes;
	expect(text).toContain(code);
	return { url: /^https:\/\/\S+$/m.exec(text)?.[0] ?? '', code };
}

/** A terminal whose two outputs go to different places, as `Ended` tells them. */
async function runWithoutInput(desk: Desk): Promise<Pick<Ended, 'code' | 'stdout' | 'stderr'>> {
	const run = desk.terminal(['mail', '--no-input'], { columns: 200, rows: 50 });
	const { code } = await run.exited();
	return { code, stdout: '', stderr: run.screen.text() };
}

function loginLineOf(text: string): string {
	const line = /graphctl login .*$/m.exec(text)?.[0] ?? '';
	expect(line).not.toBe('');
	return line;
}

/** Runs a login line exactly as it was printed, in a shell; `opens` counts the addresses the browser has got by then. */
async function runLine(
	desk: Desk,
	line: string,
	opens: number,
	more: Readonly<Record<string, string>> = {},
): Promise<void> {
	const bin = join(desk.root, 'bin');
	await mkdir(bin, { recursive: true });
	await writeFile(join(bin, 'graphctl'), `#!/bin/sh\nexec '${process.execPath}' '${builtProgram}' "$@"\n`);
	await chmod(join(bin, 'graphctl'), 0o700);
	const env = { ...desk.env, ...more, PATH: `${bin}:${desk.env['PATH'] ?? ''}` };
	const login = startProgram('/bin/sh', ['-c', line], { env });
	await walkBrowser(desk, await desk.waitForBrowser(opens));
	expect(await login.ended()).toMatchObject({ code: 0 });
}
