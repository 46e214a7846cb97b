/** Processes that are signalled together. */
import { readdirSync, readFileSync } from 'node:fs';

/** Signals every process of the group that `leader` started with; nobody left is no trouble. */
export function signalGroup(leader: number | undefined, name: NodeJS.Signals): void {
	// Without a number it was never started, and -0 would be our own group.
	if (leader === undefined) return;
	try {
		process.kill(-leader, name);
	} catch {
		// It ended meanwhile.
	}
}

/** False when the group has no process any more, or none but zombies, which a container's first process may never collect. */
export function isGroupAlive(leader: number | undefined): boolean {
	if (leader === undefined) return false;
	try {
		process.kill(-leader, 0);
	} catch {
		return false;
	}
	try {
		return readdirSync('/proc').some((pid) => /^\d+$/.test(pid) && runsIn(leader, pid));
	} catch {
		// No /proc here: what may be signalled counts as running.
		return true;
	}
}

/** Fields 3 (state) and 5 (group) of proc_pid_stat(5). */
function runsIn(leader: number, pid: string): boolean {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
		const [state = '', , group] = text.slice(text.lastIndexOf(')') + 2).split(' ');
		return Number(group) === leader && !'ZX'.includes(state);
	} catch {
		return false;
	}
}
