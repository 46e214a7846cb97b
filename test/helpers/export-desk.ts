/** Somebody who exports a small inbox, and what that must bring. */
import { join } from 'node:path';
import type { Runtime } from '../../src/runtime.js';
import type { CliUser } from './cli-user.js';
import { hashOf, readAll } from './exported.js';
import { signInToMail } from './mail-readers.js';
import { startTestSandbox, systemClock, type TestSandbox } from './sandbox.js';
import { makeTempFolder } from './temp-folder.js';

/** What a run says of itself with `-o json`. */
export interface ExportSummary {
	readonly exported: number;
	readonly present: number;
	readonly skipped: number;
	readonly failed: number;
	readonly bytes: number;
	readonly where: string;
	readonly complete: boolean;
	readonly failures: readonly { readonly reason: string }[];
}

export interface ExportDesk {
	readonly sandbox: TestSandbox;
	readonly user: CliUser;
	/** A place that is not there yet. */
	readonly to: string;
	/** The messages of the inbox. */
	readonly mime: readonly Buffer[];
}

/** Path of every message in MIME, for the sandbox's control. */
export const anyMime = '/v1.0/me/messages/*/$value';

export const hashes = (all: readonly Buffer[]): string[] => all.map(hashOf).sort();

/** Signs in and reads the inbox, after which a quick clock starts. */
export async function openExportDesk(
	quick?: QuickClock,
	more: (sandbox: TestSandbox) => Promise<Partial<Runtime>> = async () => ({}),
): Promise<ExportDesk> {
	const sandbox = await startTestSandbox({ autoApprove: true });
	const own = { ...(quick ? { clock: quick.clock } : {}), ...(await more(sandbox)) };
	const user = await signInToMail(sandbox, 'AdeleV', own);
	const token = (await user.run('token', '--scope', 'Mail.Read')).stdout.trim();
	const mime = await readAll(sandbox, token, 'inbox', '/$value');
	quick?.start();
	return { sandbox, user, to: join(await makeTempFolder(), 'inbox'), mime };
}

/** An export that stops because Graph fails, and the same line again once Graph is well. */
export async function stopAndGoOn({ sandbox, user, to }: ExportDesk): Promise<{
	readonly stopped: Awaited<ReturnType<CliUser['run']>>;
	readonly after: ExportSummary;
}> {
	const stopped = await user.run('mail', 'export', '--to', to);
	await sandbox.do.healGraph();
	return { stopped, after: await user.read<ExportSummary>('mail', 'export', '--to', to) };
}

export interface QuickClock {
	readonly clock: Runtime['clock'];
	start(): void;
}

/** Time that passes when it is waited for, after `onWait` was told how long that is (milliseconds); a real one until it is started. */
export function quickClock(onWait: (ms: number) => void | Promise<void> = () => {}): QuickClock {
	let ahead = 0;
	let quick = false;
	const sleep: Runtime['clock']['sleep'] = async (ms, signal) => {
		if (!quick) return systemClock.sleep(ms, signal);
		ahead += ms;
		await onWait(ms);
	};
	return {
		clock: { ...systemClock, now: () => Date.now() + ahead, sleep },
		start: () => {
			quick = true;
		},
	};
}
