/** Several messages one after the other, as `cat` reads files: one that cannot be read does not keep the others from being read. */
import { GraphctlError, isCancellation } from '../errors.js';
import { inParallel } from '../graph/in-parallel.js';

/** Messages while they are read. */
export interface Reading<T> {
	/** What there is, in order, for as long as it lasts. */
	readonly found: AsyncIterable<T>;
	/** The error of what there was not; undefined when all was found. Known once `found` has ended. */
	failure(): GraphctlError | undefined;
	/** True when `found` ended early because nothing more can be read. */
	readonly stopped: boolean;
}

/**
 * Asks for each id, passing over those that are errors already and those that Graph does not have or cannot give. Without a network or a
 * sign-in it ends; `found` itself throws a cancellation and bugs.
 */
export function readEach<T>(ids: readonly (string | GraphctlError)[], ask: (id: string) => Promise<T>): Reading<T> {
	const failures: GraphctlError[] = [];
	let stopped = false;
	const settle = async (id: string | GraphctlError): Promise<{ value: T } | { error: unknown }> => {
		if (typeof id !== 'string') return { error: id };
		return ask(id).then(
			(value) => ({ value }),
			(error: unknown) => ({ error: ids.length > 1 ? naming(id, error) : error }),
		);
	};
	async function* found(): AsyncGenerator<T, void> {
		for await (const result of inParallel(ids, settle)) {
			if ('value' in result) {
				yield result.value;
				continue;
			}
			const { error } = result;
			if (!(error instanceof GraphctlError) || isCancellation(error)) throw error;
			failures.push(error);
			stopped = !isOfOne(error);
			if (stopped) return;
		}
	}
	return {
		found: found(),
		failure: () => join(failures),
		get stopped() {
			return stopped;
		},
	};
}

/** Whether the next message may be there all the same; without a network or a sign-in it is not. */
function isOfOne({ code }: GraphctlError): boolean {
	return code.startsWith('not-found.') || code.startsWith('graph.');
}

/** Of several messages, which one it was. */
function naming(id: string, error: unknown): unknown {
	if (!(error instanceof GraphctlError) || !isOfOne(error)) return error;
	const { code, hint, details } = error;
	return new GraphctlError({ code, message: `${id}: ${error.message}`, hint, details, cause: error });
}

/** All in one, under the code of the worst: what stopped everything, else what Graph could not do, else the first that is not there. */
function join(failures: readonly GraphctlError[]): GraphctlError | undefined {
	const rank = (error: GraphctlError): number => (!isOfOne(error) ? 2 : error.code.startsWith('graph.') ? 1 : 0);
	const [worst, ...others] = failures.toSorted((a, b) => rank(b) - rank(a));
	if (worst === undefined || others.length === 0) return worst;
	const { code, hint, details } = worst;
	const message = failures.map((one) => one.message).join('\n');
	return new GraphctlError({ code, message, hint, details, cause: worst });
}
