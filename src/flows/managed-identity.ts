/** The token of the machine's own identity on Azure: asked of a service next to the program, which needs no secret of ours. */
import { createHash } from 'node:crypto';
import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import { cancelled, GraphctlError } from '../errors.js';
import type { Clock, Http, Log } from '../runtime.js';
import { type Answer, isBusy, isPassing, pauseFor, readAnswer, retryAfterMs } from './answer.js';
import type { AppToken } from './app-credential.js';
import { arcProof, isArcChallenge } from './arc-challenge.js';
import { absent, refusal, refuseForeign, strange, translate, untrusted } from './managed-identity-errors.js';
import { loggerOptions } from './msal-configuration.js';
import { isRecord } from './oauth-error.js';

export interface ManagedIdentityOptions {
	readonly http: Http;
	readonly clock: Clock;
	readonly log: Log;
	readonly signal: AbortSignal;
	/** Client id of a user-assigned identity; undefined for the system-assigned one. */
	readonly clientId: string | undefined;
	/** A token that an API refused with a claims challenge: a place that knows how is told to forget it. */
	readonly revoked?: string | undefined;
	/** E.g. `https://graph.microsoft.com`. */
	readonly resource: string;
	/** PEM file of a cloud's own certificate authority, for an endpoint with TLS. */
	readonly caFile?: string | undefined;
	/** Where Azure Arc's agent keeps the files that it asks for. */
	readonly arcKeyFolder?: string | undefined;
	/** True for a renewal ahead of time: the token that is kept still serves, so one attempt is enough. */
	readonly ahead?: boolean | undefined;
	/** Told why a request is tried again. */
	readonly onRetry: (reason: string) => void;
}

/** True for what a header can carry (RFC 6750 2.1 allows less). */
function isToken(value: unknown): boolean {
	return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
}

/** The service is on this machine or its own link: what does not answer soon is not there. */
const timeoutMs = 5000;
const maxAttempts = 3;
const longestPauseMs = 10_000;

/** The call that is running. MSAL keeps the first network of a process for good, so that one leads on to this. */
let running: INetworkModule | undefined;

const lasting: INetworkModule = {
	sendGetRequestAsync: (url, request) => current().sendGetRequestAsync(url, request),
	sendPostRequestAsync: (url, request) => current().sendPostRequestAsync(url, request),
};

function current(): INetworkModule {
	if (running === undefined) throw new Error('No request for a managed identity is running.');
	return running;
}

/**
 * Asks App Service, Azure Arc, IMDS or whatever else the environment names; MSAL finds out which.
 * @throws GraphctlError `config.no-managed-identity` where there is none, `config.managed-identity` for a refusal and for what is no
 * answer of such a service, `network.*`
 */
export async function acquireByManagedIdentity(options: ManagedIdentityOptions): Promise<AppToken> {
	const { clientId, log, resource, signal } = options;
	if (signal.aborted) throw cancelled();
	const { LogLevel, ManagedIdentityApplication } = await import('./msal-confidential.js');
	const network = createLocalNetwork(options);
	running = network;
	try {
		const app = new ManagedIdentityApplication({
			...(clientId === undefined ? {} : { managedIdentityIdParams: { userAssignedClientId: clientId } }),
			system: {
				networkClient: lasting,
				// Ours know the person who waits; MSAL's would go on for a minute.
				disableInternalRetries: true,
				loggerOptions: loggerOptions(log, LogLevel.Verbose),
			},
		});
		// What was got before is in the store, not in MSAL's memory.
		const result = await app.acquireToken({ resource, forceRefresh: true });
		const { accessToken, expiresOn, refreshOn } = result;
		return { accessToken, expiresOn: expiresOn?.getTime() ?? 0, refreshOn: refreshOn?.getTime(), fromCache: false };
	} catch (error) {
		if (signal.aborted) throw cancelled();
		throw network.failure() ?? translate(error);
	}
}

interface LocalNetwork extends INetworkModule {
	failure(): GraphctlError | undefined;
}

function createLocalNetwork(options: ManagedIdentityOptions): LocalNetwork {
	const { caFile, clock, http, revoked, signal } = options;
	let failure: GraphctlError | undefined;

	async function send(method: string, url: string, { headers, body }: NetworkRequestOptions): Promise<Answer> {
		refuseForeign(url);
		const secure = new URL(url).protocol === 'https:';
		const response = await http
			.request({
				...{ method, url, body, timeoutMs, signal, maxBytes: 1_048_576 },
				headers: { accept: 'application/json', ...headers },
				// A proxy is another machine, and has another identity.
				direct: true,
				caFile: secure ? caFile : undefined,
			})
			.catch((error: unknown) => {
				if (isPassing(error)) throw absent(url, error);
				// What came and could not be read, or not be trusted, says so itself.
				throw error instanceof GraphctlError ? untrusted(url, error) : error;
			});
		return readAnswer(response);
	}

	async function exchange<T>(method: string, to: string, request: NetworkRequestOptions): Promise<NetworkResponse<T>> {
		const url = revoked === undefined ? to : withRevoked(to, request, revoked);
		let proof: { readonly authorization?: string } = {};
		try {
			for (let attempt = 1; ; attempt++) {
				const answer = await send(method, url, { ...request, headers: { ...request.headers, ...proof } });
				if (isArcChallenge(answer, url) && proof.authorization === undefined) {
					proof = { authorization: await arcProof(answer, url, options.arcKeyFolder, signal) };
					continue;
				}
				if (isBusy(answer.status) && attempt < (options.ahead ? 1 : maxAttempts)) {
					options.onRetry(`${new URL(url).host} answered ${answer.status}`);
					await pauseFor(clock, Math.min(retryAfterMs(answer, clock.now()) ?? attempt * 1000, longestPauseMs), signal);
					continue;
				}
				if (answer.status === 200 && isRecord(answer.body) && isToken(answer.body['access_token'])) {
					return { status: 200, headers: { ...answer.headers }, body: answer.body as T };
				}
				throw answer.status < 400 ? strange(answer, url) : refusal(answer, url, options.clientId);
			}
		} catch (error) {
			if (error instanceof GraphctlError) failure = error;
			throw error;
		}
	}

	return {
		failure: () => failure,
		sendGetRequestAsync: (url, request) => exchange('GET', url, request ?? {}),
		sendPostRequestAsync: (url, request) => exchange('POST', url, request ?? {}),
	};
}

/**
 * Names the token that must not come back, to the services that heed it: App Service and Service Fabric, known by their headers. MSAL
 * would do the same if it had the token in its memory.
 */
function withRevoked(to: string, { headers = {} }: NetworkRequestOptions, revoked: string): string {
	if (!Object.keys(headers).some((name) => /^(x-identity-header|secret)$/i.test(name))) return to;
	const url = new URL(to);
	url.searchParams.set('token_sha256_to_refresh', createHash('sha256').update(revoked).digest('hex'));
	url.searchParams.set('xms_cc', 'cp1');
	return url.href;
}
