/** Runs MSAL calls as one exchange with the identity platform, whichever kind of client makes them. */
import { cancelled } from '../errors.js';
import type { ErrorContext } from './error-context.js';
import { correlationIdOf, toAuthError } from './msal-errors.js';
import type { Exchange, MsalNetwork } from './network.js';

export interface ExchangeOptions extends Exchange {
	readonly flow: ErrorContext['flow'];
	readonly scopes: readonly string[];
}

export interface ExchangeRunner {
	/** What error messages need to know of a sign-in with this client. */
	contextOf(flow: ErrorContext['flow'], scopes: readonly string[]): ErrorContext;
	/**
	 * Runs MSAL calls as one exchange: an abort ends it at once, and whatever it throws is translated.
	 * @throws GraphctlError
	 */
	run<T>(exchange: ExchangeOptions, call: (correlationId: string) => Promise<T>): Promise<T>;
}

/** Makes it for one client. */
export function createExchangeRunner(
	network: MsalNetwork,
	newId: () => string,
	client: Omit<ErrorContext, 'flow' | 'scopes'>,
): ExchangeRunner {
	const contextOf: ExchangeRunner['contextOf'] = (flow, scopes) => ({ flow, scopes, ...client });
	return {
		contextOf,
		async run(exchange, call) {
			const correlationId = newId();
			network.begin(correlationId, exchange);
			try {
				return await raceAbort(call(correlationId), exchange.signal);
			} catch (error) {
				const failure = network.failureOf(correlationId) ?? network.failureOf(correlationIdOf(error));
				throw toAuthError(error, failure, contextOf(exchange.flow, exchange.scopes));
			} finally {
				network.end(correlationId);
			}
		},
	};
}

/** Settles with the promise, or with `cancelled.by-user` as soon as the signal aborts. */
async function raceAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
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
