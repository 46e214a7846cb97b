import { describe, expect, it } from 'vitest';
import { resolveAuthority } from '../../src/flows/authority.js';
import { checkIssuer } from '../../src/flows/issuer.js';
import { loginLine, tenantId } from './flow-world.js';

const authority = resolveAuthority({ authority: 'https://id.contoso.example' });
const template = 'https://id.contoso.example/{tenantid}/v2.0';
const exact = `https://id.contoso.example/${tenantId}/v2.0`;

describe('the issuer in a redirect', () => {
	it.each([
		['is not named at all', undefined, template],
		['is the one of the metadata', exact, exact],
		['has its tenant where the metadata of `common` has a placeholder', exact, template],
		['has the host of the authority, where there is no metadata', 'https://id.contoso.example/x', undefined],
	])('passes when it %s', (_title, given, issuer) => {
		expect(() => checkIssuer(given, { issuer, authority, loginLine })).not.toThrow();
	});

	it.each([
		['is another host', 'https://evil.example/v2.0', template],
		['only begins like ours', 'https://id.contoso.example.evil.example/t/v2.0', template],
		['hides another path in the tenant', 'https://id.contoso.example/a/../b/v2.0', template],
		['is empty', '', exact],
		['is another tenant', exact.replace('aaaa', 'bbbb'), exact],
		['uses http', 'http://id.contoso.example/x', undefined],
		['is no URL', 'nonsense', undefined],
	])('is refused when it %s', (_title, given, issuer) => {
		expect(() => checkIssuer(given, { issuer, authority, loginLine })).toThrow(/another identity platform/);
	});
});
