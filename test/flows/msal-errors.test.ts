import { describe, expect, it } from 'vitest';
import { resolveAuthority } from '../../src/flows/authority.js';
import type { ErrorContext } from '../../src/flows/error-context.js';
import { fromOauthError, toAuthError } from '../../src/flows/msal-errors.js';
import { readOauthError } from '../../src/flows/oauth-error.js';
import { writeLoginLine } from '../../src/session/login-line.js';
import { clientId, loginLine } from './flow-world.js';

const context: ErrorContext = {
	flow: 'browser',
	scopes: ['User.Read', 'Mail.Read'],
	clientId,
	authority: resolveAuthority({ authority: 'https://login.microsoftonline.com' }),
	graphOrigin: 'https://graph.microsoft.com',
	loginLine,
};

function translate(error: string, aadsts?: number, change: Partial<ErrorContext> = {}, more: object = {}) {
	const description = aadsts === undefined ? 'Something.' : `AADSTS${aadsts}: Something. Trace ID: t`;
	const oauth = readOauthError({ error, error_description: description, ...more });
	if (!oauth) throw new Error('It was not read.');
	return fromOauthError(oauth, { ...context, ...change });
}

describe('errors of the identity platform', () => {
	it.each([
		[50011, 'invalid_request', 10, /Mobile and desktop/],
		[700016, 'unauthorized_client', 10, /--tenant/],
		[7000218, 'invalid_client', 10, /Allow public client flows/],
		[65001, 'invalid_grant', 5, /graphctl login --scope User\.Read --scope Mail\.Read/],
		[90094, 'consent_required', 5, /adminconsent/],
		[65002, 'invalid_request', 10, /"Register your app" in the README/],
		[50076, 'interaction_required', 4, /graphctl login/],
		[50079, 'interaction_required', 4, /graphctl login/],
		[53000, 'invalid_grant', 5, /manage/],
		[50005, 'invalid_grant', 5, /manage/],
		[50097, 'invalid_grant', 5, /manage/],
		[53003, 'access_denied', 5, /graphctl login --device-code --scope/],
		[530033, 'access_denied', 5, /graphctl login --device-code --scope/],
		[530084, 'invalid_grant', 5, /exception/],
		[70043, 'invalid_grant', 4, /graphctl login/],
		[700082, 'invalid_grant', 4, /graphctl login/],
		[70008, 'invalid_grant', 4, /graphctl login/],
		[50173, 'invalid_grant', 4, /graphctl login/],
		[50078, 'invalid_grant', 4, /graphctl login/],
		[50020, 'invalid_grant', 4, /--tenant/],
		[50034, 'invalid_grant', 4, /--tenant/],
		[500208, 'invalid_request', 10, /ciamlogin/],
		[700084, 'invalid_grant', 2, /graphctl login/],
		[50194, 'invalid_request', 10, /--tenant/],
		[90002, 'invalid_tenant', 10, /--tenant/],
		[90033, 'server_error', 6, /again/],
		[50196, 'invalid_grant', 7, /Wait/],
	])('AADSTS%i (%s) ends with the right exit code and a next step', (aadsts, error, exitCode, hint) => {
		const translated = translate(error, aadsts);
		expect(translated.exitCode).toBe(exitCode);
		expect(translated.hint).toMatch(hint);
		expect(translated.message).toContain(`AADSTS${aadsts}`);
		expect(translated.details).toMatchObject({ aadsts, oauthError: error });
	});

	it('prints the wording and the page of a number that is not in the table', () => {
		const error = translate('invalid_request', 987654);
		expect(error.message).toBe('Something (AADSTS987654).');
		expect(error.hint).toContain('https://login.microsoftonline.com/error?code=987654');
		expect(error.exitCode).toBe(10);
	});

	it.each([
		['invalid_grant', 4],
		['interaction_required', 4],
		['consent_required', 5],
		['access_denied', 5],
		['invalid_scope', 10],
		['temporarily_unavailable', 6],
		['something_new', 4],
	])('decides %s without any AADSTS number', (error, exitCode) => {
		expect(translate(error).exitCode).toBe(exitCode);
	});

	it('lets the suberror decide where there is no number', () => {
		expect(translate('invalid_grant', undefined, {}, { suberror: 'consent_required' }).code).toBe(
			'permission.consent-required',
		);
	});

	it('names the flow that a policy blocked and offers the other', () => {
		const browser = translate('access_denied', 53003);
		expect(browser.message).toMatch(/^Sign-in with a browser: /);
		const device = translate('access_denied', 53003, { flow: 'device-code' });
		expect(device.message).toMatch(/^Sign-in with a device code: /);
		expect(device.hint).toContain('graphctl login --browser --scope User.Read --scope Mail.Read');
	});

	it('sends a device that must be managed from the device code to the browser', () => {
		expect(translate('invalid_grant', 53000, { flow: 'device-code' }).hint).toContain('graphctl login --browser');
	});

	it.each([
		[
			'https://login.microsoftonline.com',
			undefined,
			'https://login.microsoftonline.com/organizations/v2.0/adminconsent?',
		],
		[
			'https://login.microsoftonline.us',
			'contoso.us',
			'https://login.microsoftonline.us/contoso.us/v2.0/adminconsent?',
		],
	])('writes the admin consent address of %s', (authority, tenant, start) => {
		const graphOrigin = authority.endsWith('.us') ? 'https://graph.microsoft.us' : 'https://graph.microsoft.com';
		const { hint } = translate('consent_required', 90094, {
			authority: resolveAuthority({ authority, tenant }),
			graphOrigin,
		});
		const url = new URL(/https:\/\/\S+/.exec(hint ?? '')?.[0] ?? '');
		expect(url.href.startsWith(start)).toBe(true);
		expect(url.searchParams.get('client_id')).toBe(clientId);
		expect(url.searchParams.get('scope')).toBe(`${graphOrigin}/User.Read ${graphOrigin}/Mail.Read`);
		expect(url.searchParams.get('redirect_uri')).toBe('http://localhost');
	});

	it.each([
		[['https://vault.azure.net/.default'], /^The resource https:\/\/vault\.azure\.net is not known/],
		[['api://1234/Files.Read', 'openid'], /^The resource api:\/\/1234 is not known/],
		[['User.Read'], /^Microsoft Graph is not known/],
		[['https://graph.microsoft.com/User.Read'], /^Microsoft Graph is not known/],
	])('names the resource of %j where the tenant does not know it', (scopes, message) => {
		expect(translate('invalid_resource', 500011, { scopes }).message).toMatch(message);
		expect(translate('invalid_resource', undefined, { scopes }).message).toMatch(message);
	});

	it.each([
		[50194, /graphctl login --cloud china --tenant TENANT_ID/],
		[16000, /graphctl login --prompt select_account --cloud china/],
		[70019, /graphctl login --device-code --cloud china/],
		[50126, /graphctl login --cloud china/],
	])('keeps cloud, app and alias in the login line of AADSTS%i', (aadsts, line) => {
		const words = { cloud: 'china', clientId, as: 'work' };
		const { hint } = translate('invalid_grant', aadsts, { loginLine: (needs) => writeLoginLine(words, needs) });
		expect(hint).toMatch(line);
		expect(hint).toMatch(new RegExp(`--client-id ${clientId} .*--as work`));
	});

	it('carries the claims of the answer into the login line', () => {
		const { hint } = translate('interaction_required', 50076, {}, { claims: '{"a":1}' });
		expect(hint).toContain(`--claims '{"a":1}'`);
	});

	it('cuts out what could be a token or a code that the server echoed', () => {
		const secret = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsIng1dCI6Ik1HTHFqOThWTkxvWGFGZnBKQ0JwZ0I0SmFLcyJ9.e30.abcdefgh';
		const oauth = readOauthError({
			error: 'invalid_request',
			error_description: `The code ${secret} is bad.\r\nTrace ID: t`,
		});
		const error = toAuthError(new Error('x'), { oauth }, context);
		expect(error.message).not.toContain(secret.slice(0, 40));
		expect(error.message).toContain('[removed]');
	});

	it('keeps the original error as the cause', () => {
		const cause = new Error('msal');
		expect(toAuthError(cause, { oauth: { error: 'invalid_grant' } }, context).cause).toBe(cause);
		expect(toAuthError(cause, undefined, context)).toMatchObject({ code: 'internal.sign-in', cause });
	});
});

describe("MSAL's own errors", () => {
	const msal = (name: string, errorCode: string, errorMessage: string): Error =>
		Object.assign(new Error(errorMessage), { name, errorCode, errorMessage, subError: '', correlationId: 'c' });

	it('are read from their wording where the network remembers nothing', () => {
		const error = msal('ServerError', 'invalid_grant', 'Error(s): 70008 - Description: AADSTS70008: It has expired.');
		expect(toAuthError(error, undefined, context)).toMatchObject({
			code: 'sign-in.expired',
			details: { aadsts: 70008 },
		});
	});

	it.each(['', '90055'])('are a pause when MSAL refuses by itself with the code "%s"', (code) => {
		const error = toAuthError(msal('ServerError', code, 'AADSTS90055: Too many requests.'), undefined, context);
		expect(error).toMatchObject({ code: 'throttled.sign-in', exitCode: 7 });
	});

	it.each([
		['no_tokens_found', 4],
		['device_code_expired', 124],
		['state_mismatch', 4],
		['endpoints_resolution_error', 10],
		['authority_uri_insecure', 10],
		['invalid_claims', 2],
		['network_error', 6],
	])('%s ends with exit code %i', (code, exitCode) => {
		expect(toAuthError(msal('ClientAuthError', code, 'See https://aka.ms'), undefined, context).exitCode).toBe(
			exitCode,
		);
	});
});
