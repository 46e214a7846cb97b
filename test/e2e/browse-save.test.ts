/** What leaves the full-screen mailbox of the built program: files and addresses. */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectRestored, openMailboxDesk } from '../helpers/mailbox-desk.js';

describe('the mailbox', () => {
	it('saves a message as it is, over nothing', async () => {
		const desk = await openMailboxDesk();
		await writeFile(join(desk.cwd, 'mine.eml'), 'precious');
		const run = desk.browse();
		await run.waitFor('Hi Adele,');
		run.type('s');
		await run.waitFor('Save message as: Northlight launch_ final checklist.eml');
		run.press('ctrl-u');
		run.type('mine.eml\r');
		await run.waitFor('Saved as');
		run.type('a');
		await run.waitFor(/▶ Northlight checklist\.xlsx/);
		run.press('enter');
		await run.waitFor('Save as: Northlight checklist.xlsx');
		run.press('enter');
		await run.waitFor('Saved as');
		run.press('ctrl-c');
		await run.waitFor('exit 130');
		expect(readdirSync(desk.cwd).sort()).toEqual(['Northlight checklist.xlsx', 'mine (1).eml', 'mine.eml']);
		expect(readFileSync(join(desk.cwd, 'mine.eml'), 'utf8')).toBe('precious');
		expect(readFileSync(join(desk.cwd, 'mine (1).eml'), 'utf8')).toMatch(/^Subject: Northlight launch/m);
	});

	it('saves into a folder that is named without a slash, and below the home folder', async () => {
		const desk = await openMailboxDesk();
		await mkdir(join(desk.cwd, 'there'));
		const run = desk.browse();
		await run.waitFor('Hi Adele,');
		for (const [typed, saved] of [
			['there', /Saved as .*\/there\/message\.eml/],
			['~/mine.eml', /Saved as .*\/mine\.eml/],
		] as const) {
			run.type('s');
			await run.waitFor('Save message as: ');
			run.press('ctrl-u');
			run.type(`${typed}\r`);
			await run.waitFor(saved);
		}
		run.press('ctrl-c');
		await run.waitFor('exit 130');
		expect(readdirSync(join(desk.cwd, 'there'))).toEqual(['message.eml']);
		expect(readdirSync(join(desk.cwd, '..', 'home'))).toContain('mine.eml');
		expect(readdirSync(desk.cwd)).toEqual(['there']);
	});

	it('saves what is under way also when it is left, and nothing of it after Ctrl-C', async () => {
		const desk = await openMailboxDesk();
		const slow = { delayMs: 1500, path: '/v1.0/me/messages/*/$value' };
		for (const [how, code] of [
			['q', 0],
			['\u0003', 130],
		] as const) {
			await desk.sandbox.do.slowGraph(slow);
			const run = desk.browse();
			await run.waitFor('Hi Adele,');
			run.type('s');
			await run.waitFor('Save message as');
			run.press('ctrl-u');
			run.type(`mine-${code}.eml\r`);
			await run.waitFor(`Saving mine-${code}.eml ...`);
			run.type(how);
			if (code === 0) await run.waitFor('Still saving mine-0.eml. Ctrl-C gives that up.');
			await run.waitFor(`exit ${code}`);
			await expectRestored(run);
			expect(run.screen.text().includes('Saved as')).toBe(code === 0);
		}
		expect(readdirSync(desk.cwd)).toEqual(['mine-0.eml']);
	});

	it('says what could not be saved, and goes on', async () => {
		const desk = await openMailboxDesk();
		await mkdir(join(desk.cwd, 'closed'), { mode: 0o500 });
		await writeFile(join(desk.cwd, 'file'), '');
		const run = desk.browse();
		await run.waitFor('Hi Adele,');
		run.type('s');
		await run.waitFor('Save message as');
		run.press('ctrl-u');
		run.type('file/x.eml\r');
		await run.waitFor(/Cannot write/);
		run.type('s');
		await run.waitFor('Save message as');
		run.press('ctrl-u');
		run.type('a:b?.eml\r');
		await run.waitFor('Saved as');
		expect(readdirSync(desk.cwd)).toContain('a_b_.eml');
		run.type('q');
		await run.waitFor('exit 0');
	});

	it('opens the browser only after it showed the address', async () => {
		const desk = await openMailboxDesk();
		const run = desk.browse();
		await run.waitFor('Hi Adele,');
		run.type('o');
		await run.waitFor('Open in the browser');
		run.press('enter');
		await run.waitFor('Host: ');
		expect(await desk.opened()).toEqual([]);
		const [, address = ''] = /Host: \S+\s+(https:\S+)/.exec(run.screen.text()) ?? [];
		run.type('y');
		await run.waitFor('Opened in the browser.');
		const [opened = ''] = await desk.opened();
		expect(address).not.toBe('');
		expect(opened.startsWith(address)).toBe(true);
		run.type('q');
		await run.waitFor('exit 0');
	});
});
