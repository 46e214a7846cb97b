/** Sign-ins that become necessary while the mailbox is on the screen. */
import { cancelled } from '../errors.js';
import type { Interaction } from '../session/session.js';
import type { OpenMailbox } from '../ui/mailbox/open-mailbox.js';

export interface MailboxSignIns {
	/** The sign-in's own screen, with the mailbox out of its way. Rejects with `cancelled.by-user` after one was given up. */
	beside(usual: Interaction): Interaction;
	/** The person wants it again: the next sign-in may be asked for. */
	allow(): void;
}

/** Ctrl-C gives up a sign-in and comes back to the mailbox, if that is there; `signal` ends both. */
export function createMailboxSignIns(signal: AbortSignal, present: () => OpenMailbox | undefined): MailboxSignIns {
	let isGivenUp = false;
	const beside = (usual: Interaction): Interaction => ({
		flow: usual.flow,
		async start(reason) {
			const mailbox = present();
			if (!mailbox) return usual.start(reason);
			// Every message under the cursor would bring the same question back.
			if (isGivenUp) throw cancelled();
			const own = new AbortController();
			const stop = { signal: AbortSignal.any([signal, own.signal]), cancel: () => own.abort(cancelled()) };
			const { promise: finished, resolve: finish } = deferred();
			const started = await new Promise<Awaited<ReturnType<Interaction['start']>>>((resolve, reject) => {
				mailbox
					.suspend(async () => {
						resolve(await usual.start(reason, stop));
						await finished;
					})
					.catch(reject);
			});
			return {
				...started,
				signal: stop.signal,
				close: async (outcome) => {
					isGivenUp = own.signal.aborted;
					await started.close(outcome).finally(finish);
					if (isGivenUp) mailbox.notify('The sign-in was cancelled. r asks for it again.');
				},
			};
		},
	});
	return {
		beside,
		allow: () => {
			isGivenUp = false;
		},
	};
}

function deferred(): { readonly promise: Promise<void>; resolve(): void } {
	let resolve = (): void => {};
	const promise = new Promise<void>((done) => {
		resolve = done;
	});
	return { promise, resolve };
}
