/** The one place that builds an MSAL client. MSAL loads here, when a token is first needed, and nowhere earlier. */
import type { ICachePlugin, PublicClientApplication } from '@azure/msal-node';
import { cancelled } from '../errors.js';
import type { Log } from '../runtime.js';
import type { Authority } from './authority.js';
import { issuerOf } from './authority-metadata.js';
import type { ErrorContext } from './error-context.js';
import type { LoginLine } from './login-line.js';
import { correlationIdOf, toAuthError } from './msal-errors.js';
import type { Exchange, MsalNetwork } from './network.js';

export interface MsalClientOptions {
	readonly clientId: string;
	readonly authority: Authority;
	/** Text of `fetchAuthorityMetadata`, for an authority that needs it; without it MSAL asks for the document in each process. */
	readonly authorityMetadata?: string | undefined;
	readonly cachePlugin?: ICachePlugin | undefined;
	readonly network: MsalNetwork;
	readonly log: Log;
	/** Version of graphctl, sent along as `x-app-ver`. */
	readonly version: string;
	/** Origin of the cloud's Graph; default `https://graph.microsoft.com`. */
	readonly graphOrigin?: string | undefined;
	/** For the hints of errors. */
	readonly loginLine: LoginLine;
}

/** An MSAL application with what the flows need beside it. */
export interface MsalClient {
	readonly app: PublicClientApplication;
	readonly authority: Authority;
	/** The issuer that the authority's metadata named, where it was given. */
	readonly issuer: string | undefined;
	readonly loginLine: LoginLine;
	/** Verifier and S256 challenge (RFC 7636 4.1, 4.2). */
	createPkce(): Promise<{ readonly verifier: string; readonly challenge: string }>;
	/** What error messages need to know of a sign-in with this client. */
	contextOf(flow: ErrorContext['flow'], scopes: readonly string[]): ErrorContext;
	/**
	 * Runs MSAL calls as one exchange: an abort ends it at once, and whatever it throws is translated.
	 * @throws GraphctlError
	 */
	run<T>(exchange: ExchangeOptions, call: (correlationId: string) => Promise<T>): Promise<T>;
}

interface ExchangeOptions extends Exchange {
	readonly flow: ErrorContext['flow'];
	readonly scopes: readonly string[];
}

/** Loads MSAL and builds a public client with continuous access evaluation (CP1) and our network. */
export async function createMsalClient(options: MsalClientOptions): Promise<MsalClient> {
	const { authority, clientId, log, loginLine, network } = options;
	const { CryptoProvider, LogLevel, PublicClientApplication } = await import('./msal.js');
	const crypto = new CryptoProvider();
	const app = new PublicClientApplication({
		auth: {
			clientId,
			authority: authority.url,
			knownAuthorities: [...authority.knownAuthorities],
			clientCapabilities: ['CP1'],
			...(options.authorityMetadata === undefined ? {} : { authorityMetadata: options.authorityMetadata }),
		},
		...(options.cachePlugin === undefined ? {} : { cache: { cachePlugin: options.cachePlugin } }),
		system: {
			networkClient: network,
			loggerOptions: {
				logLevel: LogLevel.Verbose,
				piiLoggingEnabled: false,
				loggerCallback: (_level, message, containsPii) => {
					if (!containsPii) log.debug(message);
				},
			},
		},
		telemetry: { application: { appName: 'graphctl', appVersion: options.version } },
	});
	const graphOrigin = options.graphOrigin ?? 'https://graph.microsoft.com';
	const contextOf = (flow: ErrorContext['flow'], scopes: readonly string[]): ErrorContext => ({
		flow,
		scopes,
		clientId,
		authority,
		graphOrigin,
		loginLine,
	});
	return {
		app,
		authority,
		issuer: options.authorityMetadata === undefined ? undefined : issuerOf(options.authorityMetadata),
		loginLine,
		contextOf,
		createPkce: () => crypto.generatePkceCodes(),
		async run(exchange, call) {
			const correlationId = crypto.createNewGuid();
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
