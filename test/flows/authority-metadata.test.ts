import { describe, expect, it } from 'vitest';
import { GraphctlError } from '../../src/errors.js';
import { resolveAuthority } from '../../src/flows/authority.js';
import { fetchAuthorityMetadata, isUsableMetadata } from '../../src/flows/authority-metadata.js';
import { createFakeHttp, createTestClient, failureOf, json } from './flow-world.js';
import { realClock } from './test-clocks.js';

const authority = resolveAuthority({ authority: 'https://id.contoso.example', tenant: 'contoso.com' });

function metadata(change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
	const base = 'https://id.contoso.example/contoso.com';
	return {
		issuer: `${base}/v2.0`,
		authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
		token_endpoint: `${base}/oauth2/v2.0/token`,
		jwks_uri: `${base}/discovery/v2.0/keys`,
		...change,
	};
}

describe('the OpenID configuration of a custom authority', () => {
	it('saves MSAL its own discovery request', async () => {
		const http = createFakeHttp(() => json(200, metadata()));
		const authorityMetadata = await fetchAuthorityMetadata(http, authority);
		expect(http.requests[0]?.url).toBe('https://id.contoso.example/contoso.com/v2.0/.well-known/openid-configuration');
		const client = await createTestClient(http, realClock, { authority, authorityMetadata });
		await client.app.getAuthCodeUrl({ scopes: ['User.Read'], redirectUri: 'http://localhost:1' });
		expect(http.requests).toHaveLength(1);
	});

	it('tells an unknown tenant by its AADSTS number', async () => {
		const body = {
			error: 'invalid_tenant',
			error_description: "AADSTS90002: Tenant 'contoso.com' not found.",
			error_codes: [90002],
		};
		const error = await failureOf(
			fetchAuthorityMetadata(
				createFakeHttp(() => json(400, body)),
				authority,
			),
		);
		expect(error).toMatchObject({ code: 'config.tenant', exitCode: 10, details: { aadsts: 90002 } });
	});

	it.each([
		['a page that is not found', json(404, '<html>'), 'config.authority', 10],
		['a sign-on page of the network', json(200, '<html>Welcome</html>'), 'config.authority', 10],
		['a document without a token endpoint', json(200, metadata({ token_endpoint: undefined })), 'config.authority', 10],
		['a token endpoint over http', json(200, metadata({ token_endpoint: 'http://x/token' })), 'config.authority', 10],
		[
			'a token endpoint beside the sign-in page of Microsoft',
			json(200, metadata({ authorization_endpoint: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize' })),
			'config.authority',
			10,
		],
		[
			'a token endpoint of another host',
			json(200, metadata({ token_endpoint: 'https://evil.example/token' })),
			'config.authority',
			10,
		],
		[
			'endpoints of another host',
			json(200, metadata({ token_endpoint: 'https://e.example/t', authorization_endpoint: 'https://e.example/a' })),
			'config.authority',
			10,
		],
		['an issuer of another host', json(200, metadata({ issuer: 'https://evil.example/v2.0' })), 'config.authority', 10],
		['a service that is down', json(503, ''), 'network.sign-in-unavailable', 6],
		['a service that is busy', json(429, ''), 'throttled.sign-in', 7],
	])('is refused for %s', async (_title, response, code, exitCode) => {
		const error = await failureOf(
			fetchAuthorityMetadata(
				createFakeHttp(() => response),
				authority,
			),
		);
		expect(error).toMatchObject({ code, exitCode });
	});

	it("accepts External ID's issuer with the tenant's GUID as host", async () => {
		const issuer =
			'https://aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee.ciamlogin.com/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee/v2.0';
		const http = createFakeHttp(() => json(200, metadata({ issuer })));
		await expect(fetchAuthorityMetadata(http, authority)).resolves.toContain(issuer);
	});

	it.each([
		['', true],
		[':8443', true],
		[':9443', false],
	])(
		'of an authority at a port of its own takes that issuer without a port or with the same one: "%s"',
		(port, fits) => {
			const id = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
			const own = resolveAuthority({ authority: `https://localhost:8443/${id}` });
			const endpoint = `https://localhost:8443/${id}/oauth2/v2.0/token`;
			const document = metadata({
				issuer: `https://${id}.ciamlogin.com${port}/${id}/v2.0`,
				...{ token_endpoint: endpoint, authorization_endpoint: endpoint },
			});
			expect(isUsableMetadata(own, JSON.stringify(document))).toBe(fits);
		},
	);

	it('of an authority that names its tenant by id takes no issuer of another tenant', () => {
		const [id, other] = ['aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee', 'bbbbbbbb-bbbb-4ccc-8ddd-eeeeeeeeeeee'];
		const endpoint = 'https://login.contoso.example/contoso.onmicrosoft.com/oauth2/v2.0/token';
		const isTaken = (issuer: string, tenant: string): boolean => {
			const own = resolveAuthority({ authority: `https://login.contoso.example/${tenant}` });
			const endpoints = { token_endpoint: endpoint, authorization_endpoint: endpoint };
			const document = metadata({ issuer: `https://${issuer}.ciamlogin.com/${issuer}/v2.0`, ...endpoints });
			return isUsableMetadata(own, JSON.stringify(document));
		};
		expect(isTaken(id, id)).toBe(true);
		expect(isTaken(other, id)).toBe(false);
	});

	it('is checked again when it comes from the disk', () => {
		expect(isUsableMetadata(authority, JSON.stringify(metadata()))).toBe(true);
		expect(isUsableMetadata(authority, JSON.stringify(metadata()).slice(0, 50))).toBe(false);
		expect(isUsableMetadata(authority, JSON.stringify(metadata({ issuer: 'https://evil.example/' })))).toBe(false);
	});

	it('keeps the cause when the host does not resolve, also when MSAL does the discovery', async () => {
		const cause = new GraphctlError({ code: 'network.dns', message: 'id.contoso.example does not resolve.' });
		const http = createFakeHttp(() => Promise.reject(cause));
		expect(await failureOf(fetchAuthorityMetadata(http, authority))).toBe(cause);
		const client = await createTestClient(http, realClock, { authority });
		const failed = client.run({ flow: 'browser', scopes: [] }, (correlationId) =>
			client.app.getAuthCodeUrl({ scopes: ['User.Read'], redirectUri: 'http://localhost:1', correlationId }),
		);
		expect(await failureOf(failed)).toBe(cause);
	});
});
