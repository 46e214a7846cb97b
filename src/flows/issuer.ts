/** The mix-up defence of RFC 9207 2.4: a redirect that names its issuer must name ours. */
import { GraphctlError } from '../errors.js';
import { type Authority, isMicrosoftHost } from './authority.js';
import type { LoginLine } from './login-line.js';

/**
 * Passes when no issuer is named; Entra names none, other platforms do.
 * @throws GraphctlError `sign-in.wrong-issuer`
 */
export function checkIssuer(
	given: string | undefined,
	expected: { readonly issuer: string | undefined; readonly authority: Authority; readonly loginLine: LoginLine },
): void {
	if (given === undefined || isExpected(given, expected.issuer, expected.authority)) return;
	throw new GraphctlError({
		code: 'sign-in.wrong-issuer',
		message:
			'The answer in the browser came from another identity platform than the one that was asked. It was not used.',
		hint: `Close the other sign-in pages, then try again: ${expected.loginLine()}`,
	});
}

function isExpected(given: string, issuer: string | undefined, authority: Authority): boolean {
	if (issuer !== undefined) {
		// The document of `common` and `organizations` has a placeholder where the tenant's id will stand.
		const [before = '', after] = issuer.split('{tenantid}');
		if (after === undefined) return given === issuer;
		const middle = given.slice(before.length, given.length - after.length);
		return given.startsWith(before) && given.endsWith(after) && /^[\w-]+$/.test(middle);
	}
	try {
		const url = new URL(given);
		const sameCloud = isMicrosoftHost(authority.host) && isMicrosoftHost(url.host);
		return url.protocol === 'https:' && (url.host === authority.host || sameCloud);
	} catch {
		return false;
	}
}
