/** The token of the machine's own identity on Azure: asked of a service next to the program, which needs no secret of ours. */
import { createHash } from 'node:crypto';
import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import { cancelled, GraphctlError } from '../errors.js';
import type { Clock, Http, Log } from '../runtime.js';
import { type Answer, isBusy, isPassing, pauseFor, readAnswer, retryAfterMs } from './answer.js';
import type { AppToken } from './app-credential.js';
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
				// What came and could not be read, or not be trusted, says so itself.
				throw isPassing(error) ? absent(url, error) : error;
			});
		return readAnswer(response);
	}

	async function exchange<T>(method: string, to: string, request: NetworkRequestOptions): Promise<NetworkResponse<T>> {
		const url = revoked === undefined ? to : withRevoked(to, request, revoked);
		try {
			for (let attempt = 1; ; attempt++) {
				const answer = await send(method, url, request);
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

/** Without TLS only this machine and its own link are asked: the answer is a token. @throws GraphctlError `config.managed-identity` */
function refuseForeign(text: string): void {
	const { hostname, protocol, host } = new URL(text);
	const near = /^(localhost|127\.\d+\.\d+\.\d+|169\.254\.\d+\.\d+|\[::1\]|\[fe80:.*\])$/.test(hostname);
	if (near || protocol === 'https:') return;
	throw new GraphctlError({
		code: 'config.managed-identity',
		message: `The environment names ${host} as the place of the managed identity, which is another machine and speaks no TLS.`,
		hint: 'Check IDENTITY_ENDPOINT and AZURE_POD_IDENTITY_AUTHORITY_HOST.',
	});
}

function absent(url: string, cause: GraphctlError): GraphctlError {
	return new GraphctlError({
		code: 'config.no-managed-identity',
		message: `There is no managed identity here: nothing answers at ${new URL(url).host}, where Azure has one.`,
		hint: 'This flow works on Azure alone (App Service, Functions, virtual machines, containers). Elsewhere sign in with --flow client-secret, client-certificate or federated-token.',
		cause,
	});
}

/** No refusal and no token: a page, a redirect, a body of another shape. */
function strange({ body, status }: Answer, url: string): GraphctlError {
	const given = isRecord(body) ? body['access_token'] : undefined;
	const what =
		status >= 300
			? 'sends the question on to another place, which was not followed'
			: body === undefined
				? 'answers with something else than JSON'
				: given === undefined
					? 'answers without a token'
					: 'answers with what cannot be a token';
	return new GraphctlError({
		code: 'config.managed-identity',
		message: `The place of the managed identity, ${new URL(url).host}, ${what} (status ${status}).`,
		hint: 'Something else than Azure may listen there: check IDENTITY_ENDPOINT, which Azure sets.',
		details: { status },
	});
}

/** Both App Service's form (`message`) and IMDS's (`error`, `error_description`). */
function refusal(answer: Answer, url: string, clientId: string | undefined): GraphctlError {
	const { host } = new URL(url);
	if (isBusy(answer.status)) {
		return new GraphctlError({
			code: answer.status === 429 ? 'throttled.sign-in' : 'network.sign-in-unavailable',
			message: `The managed identity service at ${host} is not available at the moment (status ${answer.status}).`,
			hint: 'Try again in a minute.',
			details: { status: answer.status },
		});
	}
	const body = isRecord(answer.body) ? answer.body : {};
	const said = [body['error_description'], body['message'], body['error']].find((text) => typeof text === 'string');
	const what =
		clientId === undefined ? 'a token of the system-assigned identity' : `a token of the identity ${clientId}`;
	return new GraphctlError({
		code: 'config.managed-identity',
		message: `Azure refuses ${what} (status ${answer.status})${typeof said === 'string' ? `: ${said.slice(0, 500)}` : '.'}`,
		hint:
			adviceByStatus[answer.status] ??
			(clientId === undefined
				? 'Give this machine a system-assigned identity in the Azure portal, or name a user-assigned one with --client-id.'
				: 'Assign that identity to this machine in the Azure portal, or name another one with --client-id.'),
		details: { status: answer.status },
	});
}

/** Refusals that say nothing of which identity there is. */
const adviceByStatus: Readonly<Record<number, string>> = {
	401: 'The service does not know who asks: IDENTITY_HEADER must be the value that Azure set for this very process beside IDENTITY_ENDPOINT; a copy from elsewhere or from before a restart is refused.',
	403: 'The service forbids this program to ask: look for a network policy or firewall between them, and on Azure Arc for the rights of this user.',
};

function translate(error: unknown): GraphctlError {
	if (error instanceof GraphctlError) return error;
	const message = error instanceof Error ? error.message : String(error);
	return new GraphctlError({
		code: 'config.managed-identity',
		message: `The managed identity cannot be used: ${message}`,
		hint: 'Check the variables that Azure sets, such as IDENTITY_ENDPOINT and IDENTITY_HEADER.',
		cause: error,
	});
}
