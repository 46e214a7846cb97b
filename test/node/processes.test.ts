import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createProcesses } from '../../src/node/processes.js';
import { makeTempFolder } from '../helpers/temp-folder.js';

const processes = createProcesses();
const [, boot, namespace] = processes.self.started.split('.');

/** Field 22 as the system itself counts it, for a process whose name has no spaces. */
const startOf = (pid: number): string =>
	`${readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19]}.${boot}.${namespace}`;

describe('processes', () => {
	it('know this one', () => {
		expect(processes.self).toEqual({ pid: process.pid, started: startOf(process.pid) });
		expect(processes.isAlive(processes.self)).toBe(true);
	});

	it('tell a running process from an earlier one with the same number', () => {
		expect(processes.isAlive({ pid: process.pid, started: `1.${boot}.${namespace}` })).toBe(false);
	});

	it('see that a process has ended', async () => {
		const child = spawn('sleep', ['100']);
		await once(child, 'spawn');
		const id = { pid: child.pid ?? 0, started: startOf(child.pid ?? 0) };
		expect(processes.isAlive(id)).toBe(true);
		child.kill('SIGKILL');
		await once(child, 'close');
		expect(processes.isAlive(id)).toBe(false);
	});

	it('count a zombie, which nobody has waited for yet, as ended', async () => {
		// The shell becomes a sleep, which never waits for the child; the child ends only then.
		const child = 'while [ "$(cat /proc/$$/comm)" = sh ]; do :; done';
		const parent = spawn('sh', ['-c', `(${child}) & echo $!; exec sleep 100`], { stdio: ['ignore', 'pipe', 'ignore'] });
		onTestFinished(() => void parent.kill('SIGKILL'));
		const [chunk] = await once(parent.stdout, 'data');
		const pid = Number(String(chunk).trim());
		while (!readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z '))
			await new Promise((resolve) => setImmediate(resolve));
		expect(processes.isAlive({ pid, started: '' })).toBe(false);
		expect(processes.isAlive({ pid, started: startOf(pid) })).toBe(false);
	});

	it('are not misled by a process name with spaces and parentheses', async () => {
		const folder = await makeTempFolder();
		const tricky = `${folder}/a) Z (b c`;
		copyFileSync(execFileSync('sh', ['-c', 'readlink -f "$(command -v sleep)"'], { encoding: 'utf8' }).trim(), tricky);
		const child = spawn(tricky, ['100']);
		onTestFinished(() => void child.kill('SIGKILL'));
		await once(child, 'spawn');
		const pid = child.pid ?? 0;
		expect(readFileSync(`/proc/${pid}/stat`, 'utf8')).toContain('(a) Z (b c)');
		expect(processes.isAlive({ pid, started: startOf(pid) })).toBe(true);
		expect(processes.isAlive({ pid, started: '' })).toBe(true);
	});

	it.each([0, -1, 1.5, Number.NaN])('take no signal group and no nonsense for a process: %s', (pid) => {
		expect(processes.isAlive({ pid, started: '' })).toBe(false);
	});

	it('say of a process of an earlier boot that it ended, and of another container that it may run', () => {
		const [start] = processes.self.started.split('.');
		expect(processes.isAlive({ pid: process.pid, started: `${start}.00000000.${namespace}` })).toBe(false);
		expect(processes.isAlive({ pid: 2 ** 22 + 1, started: `${start}.${boot}.1` })).toBe(true);
	});
});
