/** An app that speaks to the sandbox's login origin by hand, for tests that look at the wire. */
import { type Answer, readJson, sendForm, sendRequest } from './https-client.js';
import type { TestSandbox } from './sandbox.js';

const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
/** A redirect address of nobody. */
export const back = 'http://localhost:50123';

/** Parameters of a request. */
export type Fields = Readonly<Record<string, string>>;

/** A token answer as far as tests read it. */
export interface TokenAnswer {
	readonly access_token: string;
	readonly refresh_token: string;
	readonly id_token: string;
	readonly scope: string;
	readonly expires_in: number;
	readonly ext_expires_in: number;
	readonly client_info: string;
}

/** Address at which an app starts a sign-in. */
export function authorizeUrl(sandbox: TestSandbox, fields: Fields = {}, tenant = 'common'): string {
	const query = new URLSearchParams({
		client_id: sandbox.clientId,
		response_type: 'code',
		redirect_uri: back,
		scope: 'openid profile offline_access User.Read',
		code_challenge: challenge,
		code_challenge_method: 'S256',
		state: 'a state',
		...fields,
	});
	return `${sandbox.loginOrigin}/${tenant}/oauth2/v2.0/authorize?${query}`;
}

/** One GET, redirects not followed. */
export const get = (sandbox: TestSandbox, url: string): Promise<Answer> => sendRequest(sandbox.caFile, url);

/** One request of the token endpoint. */
export const token = (sandbox: TestSandbox, fields: Fields, headers: Fields = {}, tenant = 'common'): Promise<Answer> =>
	sendForm(sandbox, `/${tenant}/oauth2/v2.0/token`, { client_id: sandbox.clientId, ...fields }, headers);

/** A code, on a sandbox that signs in by itself. */
export async function getCode(sandbox: TestSandbox, fields: Fields = {}): Promise<string> {
	const answer = await get(sandbox, authorizeUrl(sandbox, fields));
	return new URL(String(answer.headers['location'])).searchParams.get('code') ?? '';
}

/** Redeems a code of `authorizeUrl`. */
export async function redeem(sandbox: TestSandbox, code: string, fields: Fields = {}): Promise<Answer> {
	const grant = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: back };
	return token(sandbox, { ...grant, ...fields });
}

/** Signs in on a sandbox that does so by itself. */
export async function signIn(sandbox: TestSandbox, fields: Fields = {}): Promise<TokenAnswer> {
	return readJson(await redeem(sandbox, await getCode(sandbox, fields), { client_info: '1' }));
}

/** Redeems a refresh token. */
export const refresh = (sandbox: TestSandbox, refreshToken: string, fields: Fields = {}): Promise<Answer> =>
	token(sandbox, { grant_type: 'refresh_token', refresh_token: refreshToken, ...fields });

/** Claims of a JWT, unverified. */
export function claimsOf(jwt: string): Readonly<Record<string, unknown>> {
	return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8'));
}
