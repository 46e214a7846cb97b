/** A typed client of the sandbox's test-only control endpoint. */
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import type { Sandbox } from '../../src/sandbox/types.js';

/** The next Graph answers. */
export interface GraphFailure {
	readonly status: number;
	/** How many requests fail; default 1. */
	readonly times?: number;
	/** `Retry-After` in seconds; fractions are allowed. */
	readonly retryAfter?: number;
	/** `Retry-After` as an HTTP date this many seconds from now. */
	readonly retryAfterDate?: number;
	readonly body?: string;
	readonly contentType?: string;
	/** Cut the connection after this many bytes of the body. */
	readonly truncateAfter?: number;
	readonly delayMs?: number;
	/** Only requests whose path starts with this, e.g. `/v1.0/me`; `*` is any segment, `$` at the end is the end. */
	readonly path?: string;
}

/** The next answers of the token endpoint. */
interface TokenFailure {
	/** HTTP status, default 400. */
	readonly status?: number;
	readonly error?: string;
	readonly aadsts?: number;
	readonly suberror?: string;
	/** Claims challenge, JSON text. */
	readonly claims?: string;
	/** How many answers fail; default 1. */
	readonly times?: number;
}

/** What `state` reports. */
interface SandboxState {
	/** Requests by `METHOD path`. */
	readonly requests: Readonly<Record<string, number>>;
	/** Device codes that were neither used up nor declined. */
	readonly deviceCodes: readonly string[];
}

/** Commands of the control endpoint. `user` is a user principal name; without it everyone is meant. */
export interface SandboxControl {
	expireAccessTokens(): Promise<void>;
	revokeConsent(user?: string): Promise<void>;
	revokeSession(user?: string): Promise<void>;
	failGraph(failure: GraphFailure): Promise<void>;
	/** Answers the next Graph requests late, with what they ask for. */
	slowGraph(delay: { readonly delayMs: number; readonly times?: number; readonly path?: string }): Promise<void>;
	/** Closes the connection of the next Graph requests without an answer. */
	resetGraph(reset?: { readonly delayMs?: number; readonly times?: number; readonly path?: string }): Promise<void>;
	/** Ends every failure and delay that was asked for. */
	healGraph(): Promise<void>;
	failToken(failure: TokenFailure): Promise<void>;
	declineDevice(userCode?: string): Promise<void>;
	expireDevice(userCode?: string): Promise<void>;
	/** Makes token answers ask for renewal after this many seconds (`refresh_in`); null ends that. */
	refreshIn(seconds: number | null): Promise<void>;
	/** Answers the next device polls with `slow_down`. */
	slowDown(times: number): Promise<void>;
	/** A Conditional Access policy that blocks the device code flow ("authentication flows"). */
	blockDeviceFlow(isBlocked?: boolean): Promise<void>;
	/** Makes Graph demand this authentication context of every token; null ends it. */
	demandAcrs(value: string | null): Promise<void>;
	/** Grants an app an application permission, e.g. `Mail.Read`. */
	grantRole(clientId: string, role: string): Promise<void>;
	/** Takes back one application permission of an app, or all. */
	revokeRole(clientId: string, role?: string): Promise<void>;
	/** Makes the secret of an app expired. */
	expireSecret(clientId: string): Promise<void>;
	/** Takes away the federated credential of an app. */
	revokeFederation(clientId: string): Promise<void>;
	state(): Promise<SandboxState>;
}

/** @throws Error when the endpoint refuses a command */
export function createSandboxControl(sandbox: Pick<Sandbox, 'caFile' | 'control'>): SandboxControl {
	const send = (command: Readonly<Record<string, unknown>>): Promise<string> => post(sandbox, command);
	const run = async (command: Readonly<Record<string, unknown>>): Promise<void> => void (await send(command));
	return {
		expireAccessTokens: () => run({ command: 'expire-access-tokens' }),
		revokeConsent: (user) => run({ command: 'revoke-consent', user }),
		revokeSession: (user) => run({ command: 'revoke-session', user }),
		failGraph: (failure) => run({ command: 'fail-graph', ...failure }),
		slowGraph: (delay) => run({ command: 'slow-graph', ...delay }),
		resetGraph: (reset) => run({ command: 'reset-graph', ...reset }),
		healGraph: () => run({ command: 'heal-graph' }),
		failToken: (failure) => run({ command: 'fail-token', ...failure }),
		declineDevice: (userCode) => run({ command: 'device-decline', userCode }),
		expireDevice: (userCode) => run({ command: 'device-expire', userCode }),
		refreshIn: (seconds) => run({ command: 'refresh-in', seconds }),
		slowDown: (times) => run({ command: 'slow-down', times }),
		blockDeviceFlow: (isBlocked = true) => run({ command: 'block-device-flow', on: isBlocked ? 1 : 0 }),
		demandAcrs: (value) => run({ command: 'demand-acrs', value }),
		grantRole: (clientId, role) => run({ command: 'grant-role', clientId, role }),
		revokeRole: (clientId, role) => run({ command: 'revoke-role', clientId, role }),
		expireSecret: (clientId) => run({ command: 'expire-secret', clientId }),
		revokeFederation: (clientId) => run({ command: 'revoke-federation', clientId }),
		state: async () => JSON.parse(await send({ command: 'state' })),
	};
}

function post(sandbox: Pick<Sandbox, 'caFile' | 'control'>, command: object): Promise<string> {
	return new Promise((resolve, reject) => {
		const outgoing = request(
			sandbox.control.url,
			{
				method: 'POST',
				agent: false,
				ca: readFileSync(sandbox.caFile),
				headers: { authorization: `Bearer ${sandbox.control.secret}`, 'content-type': 'application/json' },
			},
			(answer) => {
				const chunks: Buffer[] = [];
				answer.on('data', (chunk: Buffer) => chunks.push(chunk));
				answer.on('error', reject);
				answer.on('end', () => {
					const text = Buffer.concat(chunks).toString('utf8');
					if (answer.statusCode === 200) resolve(text);
					else reject(new Error(`The control endpoint answered ${answer.statusCode}: ${text}`));
				});
			},
		);
		outgoing.on('error', reject);
		outgoing.end(JSON.stringify(command));
	});
}
