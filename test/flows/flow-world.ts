/** The world of a flow test: a display that remembers, an identity platform behind a fake HTTP door. */
import { randomBytes as nodeRandomBytes } from 'node:crypto';
import { type Authority, resolveAuthority } from '../../src/flows/authority.js';
import type { LoginLine } from '../../src/flows/login-line.js';
import { createMsalClient, type MsalClient } from '../../src/flows/msal-client.js';
import { createMsalNetwork } from '../../src/flows/network.js';
import type { SignInDisplay, SignInEvent } from '../../src/flows/sign-in-events.js';
import type { Clock, Http, HttpRequest, HttpResponse, Log } from '../../src/runtime.js';
import { writeLoginLine } from '../../src/session/login-line.js';

export const clientId = '11111111-2222-4333-8444-555555555555';
export const tenantId = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
export const objectId = '99999999-8888-4777-8666-555555555555';
export const randomBytes = (count: number): Uint8Array => nodeRandomBytes(count);

export interface RecordingDisplay extends SignInDisplay {
	readonly events: SignInEvent[];
	/** Waits for the first event of this kind. */
	next<K extends SignInEvent['kind']>(kind: K): Promise<Extract<SignInEvent, { kind: K }>>;
	paste(line: string): void;
}

/** A display that keeps what it was shown, and can paste. */
export function createDisplay(): RecordingDisplay {
	const events: SignInEvent[] = [];
	const watchers = new Set<() => void>();
	const lines: string[] = [];
	let wakePaste = (): void => undefined;
	return {
		events,
		show(event) {
			events.push(event);
			for (const watcher of watchers) watcher();
		},
		paste(line) {
			lines.push(line);
			wakePaste();
		},
		async *pasted(signal) {
			while (!signal.aborted) {
				const line = lines.shift();
				if (line !== undefined) yield line;
				else {
					await new Promise<void>((resolve) => {
						wakePaste = resolve;
						signal.addEventListener('abort', () => resolve(), { once: true });
					});
				}
			}
		},
		next(kind) {
			return new Promise((resolve) => {
				const look = (): void => {
					for (const event of events) {
						if (isKind(event, kind)) {
							watchers.delete(look);
							resolve(event);
							return;
						}
					}
				};
				watchers.add(look);
				look();
			});
		},
	};
}

function isKind<K extends SignInEvent['kind']>(
	event: SignInEvent,
	kind: K,
): event is Extract<SignInEvent, { kind: K }> {
	return event.kind === kind;
}

/** The login line of somebody who gave no options. */
export const loginLine: LoginLine = (needs) => writeLoginLine({}, needs);

/** A log that tests can read. */
export function createLog(): Log & { readonly lines: string[] } {
	const lines: string[] = [];
	const add = (line: string): void => void lines.push(line);
	return { lines, info: add, debug: add };
}

/** A JSON answer. */
export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpResponse {
	return { status, headers, body: new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)) };
}

export interface FakeHttp extends Http {
	readonly requests: HttpRequest[];
}

/** An HTTP door whose other side is a function. */
export function createFakeHttp(answer: (request: HttpRequest) => HttpResponse | Promise<HttpResponse>): FakeHttp {
	const requests: HttpRequest[] = [];
	return {
		requests,
		async request(request) {
			requests.push(request);
			return answer(request);
		},
		preconnect: () => undefined,
		close: () => undefined,
	};
}

/** Form fields of a request's body. */
export function formOf(request: HttpRequest | undefined): URLSearchParams {
	return new URLSearchParams(typeof request?.body === 'string' ? request.body : '');
}

/** A token answer like Entra's; MSAL checks the nonce and reads the claims, no signature. */
export function tokenAnswer(nonce: string | undefined, more: Readonly<Record<string, unknown>> = {}): HttpResponse {
	const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
	const claims = {
		iss: `https://login.microsoftonline.com/${tenantId}/v2.0`,
		aud: clientId,
		oid: objectId,
		tid: tenantId,
		sub: 'subject',
		preferred_username: 'adele@contoso.example',
		name: 'Adele Vance',
		...(nonce === undefined ? {} : { nonce }),
	};
	return json(200, {
		token_type: 'Bearer',
		scope: 'User.Read profile openid email',
		expires_in: 3599,
		ext_expires_in: 3599,
		access_token: 'the-access-token',
		refresh_token: 'the-refresh-token',
		id_token: `${part({ alg: 'none' })}.${part(claims)}.`,
		client_info: part({ uid: objectId, utid: tenantId }),
		...more,
	});
}

/** Entra's error body. */
export function errorAnswer(error: string, aadsts: number, more: Readonly<Record<string, unknown>> = {}): HttpResponse {
	return json(400, {
		error,
		error_description: `AADSTS${aadsts}: Something is wrong. Trace ID: t-1 Correlation ID: c-1 Timestamp: 2026-11-20 10:00:00Z`,
		error_codes: [aadsts],
		timestamp: '2026-11-20 10:00:00Z',
		trace_id: 't-1',
		correlation_id: 'c-1',
		...more,
	});
}

/** A client for the public cloud over the given door: no discovery request is needed. */
export async function createTestClient(
	http: Http,
	clock: Clock,
	more: {
		readonly signal?: AbortSignal;
		readonly authority?: Authority;
		readonly log?: Log;
		readonly authorityMetadata?: string;
	} = {},
): Promise<MsalClient> {
	const log = more.log ?? createLog();
	return createMsalClient({
		clientId,
		authority: more.authority ?? resolveAuthority({ authority: 'https://login.microsoftonline.com' }),
		authorityMetadata: more.authorityMetadata,
		network: createMsalNetwork({ http, clock, loginLine, signal: more.signal }),
		log,
		loginLine,
		version: '0.0.0-test',
	});
}

/** The error that a promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
	return promise.then(
		() => {
			throw new Error('The promise did not reject.');
		},
		(error: unknown) => error,
	);
}
