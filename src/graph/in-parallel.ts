/** Several requests at a time, as many as one mailbox takes. */

/** A mailbox answers four requests at once and refuses a fifth (https://learn.microsoft.com/graph/throttling-limits#outlook-service-limits). */
export const atOnce = 4;

/**
 * The results of `work` for each item, in the order of the items, at most four at work. The first failure is thrown when its turn comes, and nothing
 * new is begun.
 */
export async function* inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): AsyncGenerator<R, void> {
	const running: Promise<R>[] = [];
	let next = 0;
	const begin = (): void => {
		const item = items[next];
		if (next >= items.length || item === undefined) return;
		next += 1;
		const result = work(item);
		// Whoever is not waited for any more must not end the process.
		result.catch(() => {});
		running.push(result);
	};
	for (let count = 0; count < atOnce; count++) begin();
	for (let result = running.shift(); result !== undefined; result = running.shift()) {
		const value = await result;
		begin();
		yield value;
	}
}
