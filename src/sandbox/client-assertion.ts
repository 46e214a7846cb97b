/** Assertions instead of secrets: signed with the app's certificate, or by an issuer that the app's registration trusts. */
import { createHash, type X509Certificate } from 'node:crypto';
import { appErrors } from './app-errors.js';
import type { EntraError } from './entra-errors.js';
import { type ParsedToken, parseToken } from './json-web-token.js';
import type { Realm } from './realm.js';
import type { SampleApp } from './sample-apps.js';

/** Seconds by which the clocks of client and server may differ. */
const tolerance = 300;

/**
 * Checks a `client_assertion` (RFC 7523). The same assertion may come again until it expires, as at Entra.
 * @param hosts hosts under which this login origin was reached; the audience names one of them
 */
export function checkAssertion(
	realm: Realm,
	app: SampleApp,
	assertion: string,
	hosts: readonly string[],
): EntraError | undefined {
	const token = parseToken(assertion);
	if (token === undefined) return appErrors.notToken;
	const { iss, sub } = token.claims;
	// A registered issuer speaks about the app; the app itself names itself twice.
	if (typeof iss === 'string' && iss.includes('://')) return checkFederated(realm, app, token);
	const problem = checkCertificate(realm, app, token);
	if (problem !== undefined) return problem;
	if (iss !== sub || String(sub).toLowerCase() !== app.clientId) return appErrors.otherApp;
	if (!audiencesOf(token).some((audience) => isTokenEndpoint(realm, audience, hosts))) return appErrors.wrongAudience;
	return checkTime(realm, token);
}

function checkCertificate(realm: Realm, app: SampleApp, token: ParsedToken): EntraError | undefined {
	const { certificate } = realm.registrations.credentials(app.clientId);
	const { 'x5t#S256': long, x5t: short } = token.header;
	const named = [long, short].find((value) => typeof value === 'string');
	if (typeof named !== 'string') return appErrors.thumbprintMissing;
	const shown = Buffer.from(named, 'base64url').toString('hex').toUpperCase();
	const isRegistered = (value: unknown, algorithm: string): boolean =>
		value === undefined || (certificate !== undefined && value === thumbprint(certificate, algorithm));
	if (certificate === undefined || !isRegistered(long, 'sha256') || !isRegistered(short, 'sha1')) {
		return appErrors.certificateUnknown(shown, app.clientId);
	}
	if (Date.parse(certificate.validTo) <= realm.now()) return appErrors.certificateExpired(shown);
	return token.isSignedBy(certificate.publicKey) ? undefined : appErrors.wrongSignature(shown);
}

function checkFederated(realm: Realm, app: SampleApp, token: ParsedToken): EntraError | undefined {
	const trust = realm.registrations.credentials(app.clientId).federation;
	if (trust === undefined) return appErrors.noFederation(app.name);
	const [issuer, subject] = [String(token.claims['iss']), String(token.claims['sub'])];
	const [audience = ''] = audiencesOf(token);
	if (issuer !== trust.issuer) return appErrors.unknownIssuer(issuer);
	if (subject !== trust.subject) {
		const isCase = subject.toLowerCase() === trust.subject.toLowerCase();
		return isCase ? appErrors.subjectCase(subject, trust.subject) : appErrors.unknownSubject(subject);
	}
	if (audience !== trust.audience) return appErrors.unknownAudience(audience);
	// Entra takes tokens of other issuers only with RS256.
	if (token.header['alg'] !== 'RS256' || !token.isSignedBy(trust.key)) return appErrors.federatedSignature;
	return checkTime(realm, token);
}

function checkTime(realm: Realm, token: ParsedToken): EntraError | undefined {
	const { exp, nbf = 0 } = token.claims;
	const now = realm.now() / 1000;
	const text = (seconds: unknown): string => {
		const time = Number(seconds) * 1000;
		return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : String(seconds);
	};
	if (typeof exp === 'number' && typeof nbf === 'number' && nbf - tolerance <= now && now < exp + tolerance) {
		return undefined;
	}
	return appErrors.notInTime(text(now), text(nbf), text(exp ?? 0));
}

function audiencesOf({ claims }: ParsedToken): readonly string[] {
	const { aud } = claims;
	return (Array.isArray(aud) ? aud : [aud]).map(String);
}

/** The token endpoint or the issuer, with the tenant under any of its names. */
function isTokenEndpoint({ company }: Realm, audience: string, hosts: readonly string[]): boolean {
	const url = URL.parse(audience);
	if (url?.protocol !== 'https:' || !hosts.includes(url.host)) return false;
	const [, tenant = ''] = /^\/([^/]+)(?:\/oauth2(?:\/v2\.0)?\/token|\/v2\.0\/?|\/)$/i.exec(url.pathname) ?? [];
	return [company.tenantId, company.domain, 'common', 'organizations'].includes(tenant.toLowerCase());
}

/** Thumbprint of a certificate as a JOSE header carries it. */
function thumbprint(certificate: X509Certificate, algorithm: string): string {
	return createHash(algorithm).update(certificate.raw).digest('base64url');
}
