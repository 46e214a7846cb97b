/** Pasted lines on their way from the keyboard to the sign-in. */

export interface PasteQueue {
	push(text: string): void;
	/** Ends every reader. */
	end(): void;
	/** Yields what was and will be pasted until the signal aborts or the queue ends. */
	read(signal: AbortSignal): AsyncIterable<string>;
}

/** An empty queue. */
export function createPasteQueue(): PasteQueue {
	const waiting: string[] = [];
	const readers = new Set<() => void>();
	let ended = false;
	const wake = (): void => {
		for (const reader of readers) reader();
	};
	return {
		push: (text) => {
			waiting.push(text);
			wake();
		},
		end: () => {
			ended = true;
			wake();
		},
		async *read(signal) {
			while (!signal.aborted && !ended) {
				const next = waiting.shift();
				if (next !== undefined) {
					yield next;
					continue;
				}
				await new Promise<void>((resolve) => {
					const go = (): void => {
						readers.delete(go);
						signal.removeEventListener('abort', go);
						resolve();
					};
					readers.add(go);
					signal.addEventListener('abort', go, { once: true });
				});
			}
		},
	};
}
