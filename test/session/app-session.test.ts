import { describe, expect, it } from 'vitest';
import { appScope } from '../../src/session/app-session.js';
import { environmentSource } from '../../src/session/app-source.js';
import { consentUrl, grantAdvice } from '../../src/session/grant-advice.js';

const graph = 'https://graph.microsoft.us';

describe('what an app asks for', () => {
	it.each([
		[[], `${graph}/.default`],
		[['User.Read', 'Mail.Read'], `${graph}/.default`],
		[['api://app/Name'], 'api://app/.default'],
		[['api://app/.default', 'api://app/Other'], 'api://app/.default'],
		[['https://vault.azure.net/.default'], 'https://vault.azure.net/.default'],
		[['openid', 'User.Read'], `${graph}/.default`],
	])('for %j is %s', (scopes, scope) => {
		expect(appScope(scopes, graph)).toBe(scope);
	});

	it('is never a token for two APIs', () => {
		expect(() => appScope(['User.Read', 'api://app/Name'], graph)).toThrow('several');
	});

	it('is given by an administrator of its own tenant and cloud', () => {
		const account = {
			...{ homeAccountId: 'h', clientId: 'the-app', cloud: 'usgov', localAccountId: 'l', username: 'the-app' },
			...{
				tenantId: 't-id',
				authority: 'https://login.microsoftonline.us/contoso.us',
				flow: 'client-secret',
				addedAt: '',
			},
		};
		const url = new URL(consentUrl(account, graph));
		expect(url.origin + url.pathname).toBe('https://login.microsoftonline.us/contoso.us/v2.0/adminconsent');
		expect(Object.fromEntries(url.searchParams)).toMatchObject({ client_id: 'the-app', scope: `${graph}/.default` });
	});
});

describe('a permission that is missing', () => {
	const app = {
		...{ authority: 'https://login.microsoftonline.us/t-id', clientId: 'the-app', tenantId: 't-id' },
		flow: 'client-secret',
	};

	it('is consented to for an app with a registration', () => {
		const advice = grantAdvice(app, graph, 'User.Read.All', 'the-oid');
		expect(advice).toContain('Add User.Read.All under "API permissions"');
		expect(advice).toContain(consentUrl(app, graph));
	});

	it('is assigned to a managed identity, which has no registration and nothing to consent to', () => {
		const advice = grantAdvice({ ...app, flow: 'managed-identity' }, graph, 'User.Read.All', 'the-oid');
		expect(advice).toContain('New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId the-oid');
		expect(advice).toContain('-eq User.Read.All');
		expect(advice).not.toMatch(/adminconsent|API permissions|--force-refresh/);
	});
});

describe('the app of the environment', () => {
	const all = {
		AZURE_CLIENT_SECRET: 'a',
		AZURE_CLIENT_CERTIFICATE_PATH: '/a.pem',
		AZURE_FEDERATED_TOKEN_FILE: '/a.jwt',
		GRAPHCTL_CLIENT_SECRET: 'g',
		GRAPHCTL_CLIENT_CERTIFICATE: '/g.pem',
		GRAPHCTL_FEDERATED_TOKEN_FILE: '/g.jwt',
	};

	it("is found in the order of precedence, graphctl's own variables first", () => {
		const names: string[] = [];
		let env: Readonly<Record<string, string>> = all;
		for (;;) {
			const source = environmentSource(env);
			if (source === undefined) break;
			names.push(source.variable);
			env = Object.fromEntries(Object.entries(env).filter(([name]) => name !== source.variable));
		}
		expect(names).toEqual([
			'GRAPHCTL_CLIENT_SECRET',
			'GRAPHCTL_CLIENT_CERTIFICATE',
			'GRAPHCTL_FEDERATED_TOKEN_FILE',
			'AZURE_CLIENT_SECRET',
			'AZURE_CLIENT_CERTIFICATE_PATH',
			'AZURE_FEDERATED_TOKEN_FILE',
		]);
	});

	it('is none where the variables are empty', () => {
		expect(environmentSource({ GRAPHCTL_CLIENT_SECRET: '', AZURE_CLIENT_ID: 'x' })).toBeUndefined();
	});
});
