import { acquireByBrowser, type BrowserOptions } from '../../src/flows/auth-code.js';
import { resolveAuthority } from '../../src/flows/authority.js';
import { fetchAuthorityMetadata } from '../../src/flows/authority-metadata.js';
import { acquireByDeviceCode } from '../../src/flows/device-code.js';
import { createMsalClient, type MsalClient } from '../../src/flows/msal-client.js';
import { createMsalNetwork } from '../../src/flows/network.js';
import type { TokenResult } from '../../src/flows/token-result.js';
import { createHttp } from '../../src/node/http.js';
import type { TestSandbox } from '../helpers/sandbox.js';
import { createDisplay, createLog, loginLine, type RecordingDisplay, randomBytes } from './flow-world.js';
import { createSurfer } from './follow.js';
import { rawRequest } from './raw-request.js';
import { realClock } from './test-clocks.js';

export const http = createHttp({ env: {}, version: '0.0.0-test' });

/** An MSAL client for the sandbox, with its metadata fetched as the program does it. */
export async function clientOf(
	sandbox: TestSandbox,
	clientId = sandbox.clientId,
	tenant?: string,
): Promise<MsalClient> {
	const authority = resolveAuthority({ authority: sandbox.loginOrigin, tenant });
	const log = createLog();
	return createMsalClient({
		clientId,
		authority,
		authorityMetadata: await fetchAuthorityMetadata(http, authority, { caFile: sandbox.caFile }),
		network: createMsalNetwork({ http, clock: realClock, loginLine, caFile: sandbox.caFile }),
		log,
		loginLine,
		version: '0.0.0-test',
		graphOrigin: sandbox.graphOrigin,
	});
}

/** Signs in with an auto-approving sandbox: the surfer gets as far as the redirect and follows it to the listener. */
export async function signIn(
	sandbox: TestSandbox,
	client: MsalClient,
	options: Partial<BrowserOptions> = {},
): Promise<{ readonly token: TokenResult; readonly page: string; readonly redirectUri: string }> {
	const display = createDisplay();
	const surfer = await createSurfer(sandbox.caFile);
	let page: Promise<string> = Promise.resolve('');
	const token = await acquireByBrowser(client, {
		scopes: ['User.Read'],
		display,
		clock: realClock,
		signal: new AbortController().signal,
		randomBytes,
		openBrowser: async (url) => {
			const { leftFor, body } = await surfer.get(url);
			if (leftFor === undefined) throw new Error(`The sandbox showed a page: ${body}`);
			const target = new URL(leftFor);
			page = rawRequest(target.origin, target.pathname + target.search).then(async ({ headers }) => {
				return (await rawRequest(target.origin, headers['location'] ?? '/')).body;
			});
		},
		...options,
	});
	const { redirectUri } = await display.next('browser');
	return { token, page: await page, redirectUri };
}

/** Starts a device-code sign-in. */
export function startDevice(
	client: MsalClient,
	signal = new AbortController().signal,
): { readonly display: RecordingDisplay; readonly token: Promise<TokenResult> } {
	const display = createDisplay();
	const token = acquireByDeviceCode(client, { scopes: ['User.Read'], display, clock: realClock, signal });
	token.catch(() => undefined);
	return { display, token };
}
