import { describe, expect, it } from 'vitest';
import { GraphctlError } from '../../src/errors.js';
import { resolveAuthority } from '../../src/flows/authority.js';
import { createFakeHttp, createTestClient, json, tenantId } from './flow-world.js';
import { realClock } from './test-clocks.js';

const entra = 'https://login.microsoftonline.com';

function refusalOf(authority: string, tenant?: string): GraphctlError {
	try {
		resolveAuthority({ authority, tenant });
	} catch (error) {
		if (error instanceof GraphctlError) return error;
	}
	throw new Error('It was accepted.');
}

describe('resolving an authority', () => {
	it.each([
		['no tenant at all', entra, undefined, `${entra}/common`],
		['a slash at the end', `${entra}/`, undefined, `${entra}/common`],
		['a tenant id', entra, tenantId.toUpperCase(), `${entra}/${tenantId}`],
		['a domain', entra, 'Contoso.onmicrosoft.com', `${entra}/contoso.onmicrosoft.com`],
		['a tenant in the URL', `${entra}/contoso.com`, undefined, `${entra}/contoso.com`],
		['an option that overrules the URL', `${entra}/common`, 'contoso.com', `${entra}/contoso.com`],
		['a pasted issuer', `${entra}/contoso.com/v2.0`, undefined, `${entra}/contoso.com`],
		['a pasted endpoint', `${entra}/contoso.com/oauth2/v2.0/authorize`, undefined, `${entra}/contoso.com`],
		[
			'a national cloud',
			'https://login.microsoftonline.us',
			'organizations',
			'https://login.microsoftonline.us/organizations',
		],
		[
			'External ID',
			'https://contoso.ciamlogin.com',
			undefined,
			'https://contoso.ciamlogin.com/contoso.onmicrosoft.com',
		],
		['External ID by id', 'https://contoso.ciamlogin.com', tenantId, `https://contoso.ciamlogin.com/${tenantId}`],
		['a host with a port', 'https://localhost:8443', undefined, 'https://localhost:8443/common'],
		[
			'B2C',
			'https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_signin',
			undefined,
			'https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_signin',
		],
	])('takes %s', (_title, authority, tenant, url) => {
		expect(resolveAuthority({ authority, tenant }).url).toBe(url);
	});

	it.each([
		['http', 'http://login.microsoftonline.com/common', undefined, 'config.authority', /https/],
		['something that is no URL', 'login.microsoftonline.com', undefined, 'config.authority', /not a URL/],
		['another scheme', 'ftp://login.microsoftonline.com', undefined, 'config.authority', /https/],
		['a query', `${entra}/common?x=1`, undefined, 'config.authority', /query/],
		['a fragment', `${entra}/common#x`, undefined, 'config.authority', /fragment/],
		['more than a tenant', `${entra}/common/extra`, undefined, 'config.authority', /more than a tenant/],
		['the closed German cloud', 'https://login.microsoftonline.de/common', undefined, 'config.cloud', /2021/],
		['a tenant that is no domain', entra, 'contoso', 'config.tenant', /contoso\.onmicrosoft\.com/],
		['a tenant with a slash', entra, 'a/b', 'config.tenant', /not a tenant/],
		['a tenant of "undefined"', `${entra}/undefined`, undefined, 'config.tenant', /not a tenant/],
		['a tenant that climbs the path', entra, '../common', 'config.tenant', /not a tenant/],
		[
			'personal accounts in a national cloud',
			'https://login.microsoftonline.us',
			'consumers',
			'config.tenant',
			/Personal/,
		],
		['two different B2C tenants', 'https://a.b2clogin.com/a.onmicrosoft.com/p', 'b.com', 'config.tenant', /differ/],
		['B2C without a policy', 'https://a.b2clogin.com/a.onmicrosoft.com', undefined, 'config.authority', /user flow/],
	])('refuses %s', (_title, authority, tenant, code, message) => {
		const error = refusalOf(authority, tenant);
		expect(error.code).toBe(code);
		expect(error.message).toMatch(message);
		expect(error.exitCode).toBe(10);
	});

	it('refuses a password in the URL without repeating it', () => {
		const error = refusalOf('https://me:hunter2@login.microsoftonline.com/common');
		expect(error.code).toBe('config.authority');
		expect(`${error.message} ${error.hint}`).not.toContain('hunter2');
	});

	it('trusts the GUID host of an External ID tenant that is named by its id', () => {
		const authority = resolveAuthority({ authority: 'https://contoso.ciamlogin.com', tenant: tenantId });
		expect(authority.knownAuthorities).toContain(`${tenantId}.ciamlogin.com`);
	});

	it.each([
		'login.microsoftonline.com',
		'login.windows.net',
		'login.microsoft.com',
		'sts.windows.net',
		'login.microsoftonline.us',
		'login.usgovcloudapi.net',
		'login.partner.microsoftonline.cn',
		'login.chinacloudapi.cn',
		'login.sovcloud-identity.fr',
		'login.sovcloud-identity.de',
		'login.sovcloud-identity.sg',
	])('needs no discovery request for %s', async (host) => {
		const authority = resolveAuthority({ authority: `https://${host}`, tenant: 'contoso.com' });
		expect(authority.needsMetadata).toBe(false);
		const http = createFakeHttp(() => json(500, {}));
		const client = await createTestClient(http, realClock, { authority });
		const url = await client.app.getAuthCodeUrl({ scopes: ['User.Read'], redirectUri: 'http://localhost:1' });
		expect(new URL(url).pathname).toBe('/contoso.com/oauth2/v2.0/authorize');
		expect(http.requests).toHaveLength(0);
	});
});
