/** Microsoft's own client, unmodified, pointed at a sandbox. */
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import {
	type AuthenticationResult,
	CryptoProvider,
	type INetworkModule,
	type NetworkRequestOptions,
	type NetworkResponse,
	PublicClientApplication,
} from '@azure/msal-node';
import type { Sandbox } from '../../src/sandbox/types.js';
import type { Stop } from './page-walker.js';

/** A redirect address of nobody: the walker stops before it. */
export const redirectUri = 'http://localhost:50123';

/** Sends MSAL's requests over TLS that trusts the sandbox's authority. */
export function createMsalNetwork(caFile: string): INetworkModule {
	const ca = readFileSync(caFile);
	const send = <T>(url: string, method: string, options: NetworkRequestOptions = {}): Promise<NetworkResponse<T>> =>
		new Promise((resolve, reject) => {
			const outgoing = request(url, { method, agent: false, ca, headers: options.headers ?? {} }, (answer) => {
				let text = '';
				answer.setEncoding('utf8');
				answer.on('data', (chunk: string) => {
					text += chunk;
				});
				answer.on('error', reject);
				answer.on('end', () => {
					const headers: Record<string, string> = {};
					for (const [name, value] of Object.entries(answer.headers)) headers[name] = String(value);
					resolve({ status: answer.statusCode ?? 0, headers, body: JSON.parse(text) });
				});
			});
			outgoing.on('error', reject);
			outgoing.end(options.body);
		});
	return {
		sendGetRequestAsync: (url, options) => send(url, 'GET', options),
		sendPostRequestAsync: (url, options) => send(url, 'POST', options),
	};
}

interface MsalOptions {
	readonly clientId?: string;
	/** Default `common`. */
	readonly tenant?: string;
	readonly cp1?: boolean;
}

export function createMsalClient(sandbox: Sandbox, options: MsalOptions = {}): PublicClientApplication {
	return new PublicClientApplication({
		auth: {
			clientId: options.clientId ?? sandbox.clientId,
			authority: `${sandbox.loginOrigin}/${options.tenant ?? 'common'}`,
			knownAuthorities: [new URL(sandbox.loginOrigin).host],
			...(options.cp1 === true ? { clientCapabilities: ['CP1'] } : {}),
		},
		system: { networkClient: createMsalNetwork(sandbox.caFile) },
	});
}

/** Signs in by authorization code and PKCE; `walk` is what the person does with the browser. */
export async function signInWithMsal(
	client: PublicClientApplication,
	request: {
		readonly scopes: string[];
		readonly claims?: string;
		readonly loginHint?: string;
		readonly prompt?: string;
	},
	walk: (url: string) => Promise<Stop>,
): Promise<AuthenticationResult> {
	const { challenge, verifier } = await new CryptoProvider().generatePkceCodes();
	const state = 'state-of-the-test';
	const url = await client.getAuthCodeUrl({
		...request,
		redirectUri,
		state,
		codeChallenge: challenge,
		codeChallengeMethod: 'S256',
		responseMode: 'query',
	});
	const { url: answer } = await walk(url);
	const code = answer.searchParams.get('code');
	if (code === null) throw new Error(`No code came back: ${answer.href}`);
	if (answer.searchParams.get('state') !== state) throw new Error('Another state came back.');
	const { scopes, claims } = request;
	return client.acquireTokenByCode({
		scopes,
		code,
		codeVerifier: verifier,
		redirectUri,
		...(claims === undefined ? {} : { claims }),
	});
}
