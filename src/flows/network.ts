/**
 * MSAL's network module over our one HTTP door. MSAL hides transport causes, drops AADSTS details and repeats nothing; this module
 * remembers the former and does the latter, so that a hiccup never asks the user to sign in again.
 */
import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import { cancelled, GraphctlError, isCancellation } from '../errors.js';
import type { Clock, Http } from '../runtime.js';
import { type Answer, isBusy, isPassing, pauseFor, readAnswer, retryAfterMs } from './answer.js';
import { type DeviceGrant, isDevicePoll, pollDevice, readDeviceGrant } from './device-poll.js';
import type { LoginLine } from './login-line.js';
import type { NetworkFailure } from './msal-errors.js';
import { isRecord, readOauthError } from './oauth-error.js';

export interface NetworkOptions {
	readonly http: Http;
	readonly clock: Clock;
	/** For the hints of errors. */
	readonly loginLine: LoginLine;
	/** PEM file of a cloud's own certificate authority. */
	readonly caFile?: string | undefined;
	/** Ends every request, e.g. on Ctrl-C. */
	readonly signal?: AbortSignal | undefined;
}

/** One sign-in or one silent request; MSAL tells them apart by correlation id. */
export interface Exchange {
	readonly signal?: AbortSignal | undefined;
	/** Called before a request is repeated. */
	onRetry?(reason: string): void;
	/** Longest wait for a device code in milliseconds, where that is shorter than the code's own life. */
	readonly deviceTimeoutMs?: number | undefined;
	/** True for a renewal ahead of time: the token that is kept still serves, so one short attempt is enough. */
	readonly ahead?: boolean | undefined;
}

/** What `createMsalNetwork` gives to MSAL and to `createMsalClient`. */
export interface MsalNetwork extends INetworkModule {
	begin(correlationId: string, exchange: Exchange): void;
	end(correlationId: string): void;
	/**
	 * What went wrong last in an exchange, also for a while after its end: MSAL makes one request of identical silent calls, so that
	 * several callers ask about the same one.
	 */
	failureOf(correlationId: string): NetworkFailure | undefined;
}

interface OpenExchange {
	readonly exchange: Exchange;
	failure?: NetworkFailure | undefined;
	device?: DeviceGrant | undefined;
}

interface Sending {
	readonly signal: AbortSignal | undefined;
	readonly freshConnection: boolean;
	readonly timeoutMs: number;
}

const maxAttempts = 3;
const timeoutMs = 30_000;
/** Longest silence of a renewal ahead of time, for which a person would wait in vain. */
const aheadTimeoutMs = 5000;
const longestPauseMs = 15_000;
const rememberedExchanges = 50;

/** Builds the network module for one MSAL client. */
export function createMsalNetwork(options: NetworkOptions): MsalNetwork {
	const { clock, loginLine } = options;
	const open = new Map<string, OpenExchange>();
	const past = new Map<string, NetworkFailure | undefined>();
	const unnamed: OpenExchange = { exchange: {} };
	// Discovery requests carry no correlation id: they belong to the exchange that began last.
	const find = (id: string | undefined): OpenExchange => open.get(id ?? '') ?? [...open.values()].at(-1) ?? unnamed;
	const signalOf = ({ exchange }: OpenExchange): AbortSignal | undefined => {
		const signals = [options.signal, exchange.signal].filter((signal) => signal !== undefined);
		return signals.length > 1 ? AbortSignal.any(signals) : signals[0];
	};

	async function send(method: string, url: string, request: NetworkRequestOptions, more: Sending): Promise<Answer> {
		const { freshConnection, signal, timeoutMs } = more;
		if (signal?.aborted) throw cancelled();
		const response = await options.http.request({
			method,
			url,
			headers: { accept: 'application/json', ...request.headers },
			body: request.body,
			timeoutMs,
			maxBytes: 4_194_304,
			caFile: options.caFile,
			signal,
			freshConnection,
		});
		return readAnswer(response);
	}

	async function sendPatiently(
		method: string,
		url: string,
		request: NetworkRequestOptions,
		current: OpenExchange,
	): Promise<Answer> {
		const signal = signalOf(current);
		const ahead = current.exchange.ahead || isAhead(request.body);
		let freshConnection = false;
		for (let attempt = 1; ; attempt += 1) {
			let pause: number;
			let reason: string;
			try {
				const answer = await send(method, url, request, {
					...{ signal, freshConnection },
					timeoutMs: ahead ? aheadTimeoutMs : timeoutMs,
				});
				if (!isBusy(answer.status) || ahead || attempt === maxAttempts) return answer;
				pause = retryAfterMs(answer, clock.now()) ?? attempt * 1000;
				if (pause > longestPauseMs) return answer;
				reason = `${new URL(url).host} answered ${answer.status}`;
			} catch (error) {
				if (ahead || attempt > 1 || !isPassing(error)) throw error;
				pause = 1000;
				reason = error.message;
			}
			freshConnection = true;
			current.exchange.onRetry?.(reason);
			await pauseFor(clock, pause, signal);
		}
	}

	async function exchangeAnswer<T>(
		method: string,
		url: string,
		request: NetworkRequestOptions,
	): Promise<NetworkResponse<T>> {
		const current = find(request.correlationId);
		current.failure = undefined;
		try {
			const device = current.device;
			const answer =
				device && isDevicePoll(device, request.body)
					? await pollDevice(device, {
							// Between two polls a server may close the idle connection just as we write to it.
							send: () => send(method, url, request, { signal: signalOf(current), freshConnection: true, timeoutMs }),
							clock,
							loginLine,
							signal: signalOf(current),
							onRetry: (reason) => current.exchange.onRetry?.(reason),
						})
					: await sendPatiently(method, url, request, current);
			judge(url, answer, current, loginLine);
			if (method === 'POST' && new URL(url).pathname.endsWith('/devicecode')) {
				current.device = readDeviceGrant(answer.body, clock.now(), current.exchange.deviceTimeoutMs);
			}
			return toNetworkResponse<T>(answer);
		} catch (error) {
			// MSAL turns what is thrown here into a bare `network_error`; the cause waits in `failure`.
			if (error instanceof GraphctlError) current.failure = { error };
			else if (isCancellation(error)) current.failure = { error: cancelled() };
			throw error;
		}
	}

	return {
		begin: (id, exchange) => {
			open.set(id, { exchange });
		},
		end: (id) => {
			past.set(id, open.get(id)?.failure);
			open.delete(id);
			const [oldest] = past.keys();
			if (oldest !== undefined && past.size > rememberedExchanges) past.delete(oldest);
		},
		failureOf: (id) => {
			const known = open.has(id) ? open.get(id)?.failure : past.get(id);
			// Some of MSAL's errors carry the id that the server wrote instead of ours.
			return known ?? [...past.values()].findLast((failure) => failure?.oauth?.correlationId === id);
		},
		sendGetRequestAsync: (url, request) => exchangeAnswer('GET', url, request ?? {}),
		sendPostRequestAsync: (url, request) => exchangeAnswer('POST', url, request ?? {}),
	};
}

/**
 * Whether MSAL renews a person's token ahead of time, as `refresh_in` asked: it says so to nobody but the server, in its telemetry
 * (`SCHEMA|CALL,CACHE OUTCOME,...`, outcome 4). It waits for the answer, and goes on with the kept token whatever that is.
 */
function isAhead(body: string | undefined): boolean {
	return /^\d+\|\d+,4,/.test(new URLSearchParams(body ?? '').get('x-client-current-telemetry') ?? '');
}

/** Remembers the identity platform's error, and throws for the answers that MSAL would only misread. */
function judge(url: string, answer: Answer, current: OpenExchange, loginLine: LoginLine): void {
	const { host, pathname } = new URL(url);
	const oauth = readOauthError(answer.body, answer.status);
	if (oauth) current.failure = { oauth };
	if (isBusy(answer.status)) {
		// Not handed to MSAL: it would refuse later calls on its own, without a request and without the cause.
		const throttled = answer.status === 429;
		throw new GraphctlError({
			code: throttled ? 'throttled.sign-in' : 'network.sign-in-unavailable',
			message: throttled
				? `${host} asks for a pause: too many sign-in requests (HTTP 429).`
				: `The sign-in service at ${host} is not available at the moment (HTTP ${answer.status}).`,
			hint: 'Try again in a minute.',
			details: { status: answer.status, ...(oauth?.aadsts === undefined ? {} : { aadsts: oauth.aadsts }) },
		});
	}
	if (!isRecord(answer.body)) {
		throw new GraphctlError({
			code: 'network.not-json',
			message: `${host} answered something else than an identity platform does (HTTP ${answer.status}, no JSON).`,
			hint: 'A proxy, or the sign-on page of a hotel or company network, may stand in between. Open a web page in a browser, then try again.',
			details: { status: answer.status },
		});
	}
	// MSAL would call back with every field undefined before it looked at the error.
	if (pathname.endsWith('/devicecode')) {
		if (oauth) throw new Error('The devicecode endpoint refused.');
		if (answer.status !== 200) {
			throw new GraphctlError({
				code: 'config.authority',
				message: `${host} offers no device codes (HTTP ${answer.status}).`,
				hint: `Sign in with a browser: ${loginLine({ flow: 'browser' })}`,
				details: { status: answer.status },
			});
		}
	}
}

/** The one place where a checked JSON object takes the type that MSAL's interface promises its caller. */
function toNetworkResponse<T>(answer: Answer): NetworkResponse<T> {
	return { status: answer.status, headers: { ...answer.headers }, body: answer.body as T };
}
