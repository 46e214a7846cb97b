/** Runs MSAL calls as one exchange with the identity platform, whichever kind of client makes them. */
import type { ErrorContext } from './error-context.js';
import { correlationIdOf, toAuthError } from './msal-errors.js';
import type { Exchange, MsalNetwork } from './network.js';
import { raceAbort } from './race-abort.js';

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
