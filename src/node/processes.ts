/** Tells a running process from a dead one, and from a later one with the same number. */
import { readFileSync, readlinkSync } from 'node:fs';
import type { Processes, ProcessId } from '../runtime.js';

/** The processes of this machine. On Linux a mark is `START.BOOT.NAMESPACE`; elsewhere it is empty. */
export function createProcesses(): Processes {
	let self: ProcessId | undefined;
	return {
		// Read when a lock is first taken: most commands never need it.
		get self() {
			self ??= { pid: process.pid, started: startMark(process.pid) ?? '' };
			return self;
		},
		isAlive: ({ pid, started }) => isRunning(pid, started),
	};
}

function isRunning(pid: number, started: string): boolean {
	// 0 and negative numbers are process groups to kill(2).
	if (!Number.isSafeInteger(pid) || pid <= 0) return false;
	const [, boot, namespace] = started.split('.');
	const here = started === '' ? undefined : place();
	if (here && boot !== undefined && namespace !== undefined) {
		if (boot !== here.boot) return false;
		// The same number in another container is another process: nothing certain can be said from here.
		if (namespace !== here.namespace) return true;
	}
	try {
		process.kill(pid, 0);
	} catch (error) {
		// EPERM: it runs, as somebody else.
		if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
	}
	const now = startMark(pid);
	if (now === undefined) return !isZombie(pid);
	return started === '' || now === started;
}

/** The mark of a running process; undefined when it is gone, a zombie, or where there is no /proc. */
function startMark(pid: number): string | undefined {
	const fields = statFields(pid);
	const here = place();
	if (!fields || !here || fields.state === 'Z' || fields.state === 'X') return undefined;
	return `${fields.startTime}.${here.boot}.${here.namespace}`;
}

function isZombie(pid: number): boolean {
	const state = statFields(pid)?.state;
	return state === 'Z' || state === 'X';
}

/** Fields 3 and 22 of proc_pid_stat(5). The command name, field 2, may itself hold spaces and parentheses. */
function statFields(pid: number): { state: string; startTime: string } | undefined {
	const text = readText(`/proc/${pid}/stat`);
	if (text === undefined) return undefined;
	const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
	const [state, startTime] = [fields[0], fields[19]];
	return state === undefined || startTime === undefined ? undefined : { state, startTime };
}

/** This boot of this machine and this process-number namespace. */
function place(): { boot: string; namespace: string } | undefined {
	const boot = readText('/proc/sys/kernel/random/boot_id')?.slice(0, 8);
	if (boot === undefined) return undefined;
	try {
		return { boot, namespace: readlinkSync('/proc/self/ns/pid').replace(/\D/g, '') };
	} catch {
		return { boot, namespace: '0' };
	}
}

function readText(path: string): string | undefined {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return undefined;
	}
}
