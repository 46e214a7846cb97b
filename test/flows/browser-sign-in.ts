import { acquireByBrowser, type BrowserOptions } from '../../src/flows/auth-code.js';
import type { TokenResult } from '../../src/flows/token-result.js';
import type { HttpRequest, HttpResponse } from '../../src/runtime.js';
import {
	createDisplay,
	createFakeHttp,
	createLog,
	createTestClient,
	type FakeHttp,
	type RecordingDisplay,
	randomBytes,
	tokenAnswer,
} from './flow-world.js';
import { realClock } from './test-clocks.js';

export interface StartedSignIn {
	readonly display: RecordingDisplay;
	readonly http: FakeHttp;
	readonly abort: AbortController;
	readonly token: Promise<TokenResult>;
	/** The authorization request in the address that the browser gets. */
	request(): Promise<{ readonly url: URL; readonly state: string; readonly redirectUri: string }>;
}

/** Starts a sign-in whose browser is the test itself. */
export async function startSignIn(
	options: Partial<BrowserOptions> = {},
	answer?: (request: HttpRequest, nonce: string) => HttpResponse | Promise<HttpResponse>,
	log = createLog(),
): Promise<StartedSignIn> {
	const display = createDisplay();
	const abort = new AbortController();
	const opened = async (): Promise<{ url: URL; state: string; redirectUri: string }> => {
		const { url: text, redirectUri } = await display.next('browser');
		const url = new URL(text);
		return { url, state: url.searchParams.get('state') ?? '', redirectUri };
	};
	const http = createFakeHttp(async (request) => {
		const nonce = (await opened()).url.searchParams.get('nonce') ?? '';
		return answer ? answer(request, nonce) : tokenAnswer(nonce);
	});
	const client = await createTestClient(http, realClock, { log });
	const token = acquireByBrowser(client, {
		scopes: ['User.Read'],
		display,
		clock: realClock,
		signal: abort.signal,
		randomBytes,
		openBrowser: async () => undefined,
		...options,
	});
	token.catch(() => undefined);
	return { display, http, abort, token, request: opened };
}
