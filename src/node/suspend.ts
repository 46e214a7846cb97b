/** Job control for a screen in raw mode, in which Ctrl-Z is a key and no signal. */

import { once } from 'node:events';

/** The process is stopped well within this time, or not at all; milliseconds. */
const settling = 100;

/** Stops every process of this job, as the terminal would. Resolves when it goes on; a job without a shell is not stopped. */
export async function suspend(platform: NodeJS.Platform): Promise<void> {
	// Windows has no job control.
	if (platform === 'win32') return;
	await new Promise<void>((resolve) => {
		// A timer does not run while the process is stopped: when it fires, the stop is over.
		setTimeout(resolve, settling);
		process.kill(0, 'SIGTSTP');
	});
	// A stopped job does not hear that the window changed: this makes Node look at its size again.
	const looked = once(process, 'SIGWINCH');
	process.kill(process.pid, 'SIGWINCH');
	await looked;
}
