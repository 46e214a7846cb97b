/** Files that are being saved: whoever leaves the mailbox gets them all the same, and Ctrl-C gives them up. */
import type { Runtime } from '../runtime.js';
import { type SafeText, safeText, sanitizeLine } from '../text/sanitize.js';
import type { Download } from './download.js';
import { note } from './report.js';

export interface MailboxSaves {
	/** Runs a download; resolves with what to say about it. */
	save(name: string, download: () => Promise<Download>): Promise<SafeText>;
	/** Waits for what is under way and says so. @throws what a download threw */
	finish(): Promise<void>;
}

export function createMailboxSaves(runtime: Pick<Runtime, 'stderr'>): MailboxSaves {
	const running = new Map<Promise<SafeText>, string>();
	return {
		save(name, download) {
			const saving = download()
				.then(({ path }) => safeText`Saved as ${sanitizeLine(path)}`)
				.finally(() => running.delete(saving));
			running.set(saving, name);
			return saving;
		},
		async finish() {
			if (running.size === 0) return;
			const names = [...running.values()].map((name) => sanitizeLine(name));
			note(runtime, `Still saving ${names.join(', ')}. Ctrl-C gives that up.`);
			const results = await Promise.allSettled(running.keys());
			for (const result of results) if (result.status === 'fulfilled') note(runtime, result.value);
			const failed = results.find((result) => result.status === 'rejected');
			if (failed) throw failed.reason;
		},
	};
}
