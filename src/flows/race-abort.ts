/** Work that goes on by itself, and a person who does not want to wait for it. */
import { cancelled } from '../errors.js';

/** The promise, or `cancelled.by-user` as soon as the signal aborts, whatever becomes of the promise then. */
export async function raceAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
	if (!signal) return promise;
	// The loser may still reject later, when nobody looks any more.
	promise.catch(() => undefined);
	if (signal.aborted) throw cancelled();
	let stop = (): void => undefined;
	const aborted = new Promise<never>((_, reject) => {
		stop = () => reject(cancelled());
		signal.addEventListener('abort', stop, { once: true });
	});
	try {
		return await Promise.race([promise, aborted]);
	} finally {
		signal.removeEventListener('abort', stop);
	}
}
