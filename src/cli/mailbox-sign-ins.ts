/** Sign-ins that become necessary while the mailbox is on the screen. */
import { cancelled, GraphctlError } from '../errors.js';
import type { Interaction } from '../session/session.js';
import type { OpenMailbox } from '../ui/mailbox/open-mailbox.js';

export interface MailboxSignIns {
	/**
	 * The sign-in's own screen, with the mailbox out of its way. It comes up for what the person waits for, and not for what
	 * is fetched ahead: nobody's keys may end up in a screen that came by itself. Rejects with `sign-in.required` for that,
	 * and with `cancelled.by-user` after a sign-in was given up.
	 */
	beside(usual: Interaction): Interaction;
	/** The person wants it again: the next sign-in may be asked for. */
	allow(): void;
}

/** Ctrl-C gives up a sign-in and comes back to the mailbox, if that is there; `signal` ends both. */
export function createMailboxSignIns(
	signal: AbortSignal,
	present: () => Pick<OpenMailbox, 'isAwaiting' | 'notify' | 'suspend'> | undefined,
): MailboxSignIns {
	let isGivenUp = false;
	const beside = (usual: Interaction): Interaction => ({
		flow: usual.flow,
		async start(reason) {
			const mailbox = present();
			if (!mailbox) return usual.start(reason);
			if (!mailbox.isAwaiting()) throw new GraphctlError({ code: 'sign-in.required', message: reason });
			// Every message that is opened would bring the same question back.
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
