/** In whose tenant `graphctl token --on-behalf-of` exchanges the token of a caller. */
import { describe, expect, it } from 'vitest';
import { fileWith } from '../helpers/api-user.js';
import { appId, homeTenant, type Microsoft, startMicrosoft } from '../helpers/microsoft.js';
import { createMicrosoftUser } from '../helpers/microsoft-user.js';

const callerTenant = 'cccccccc-dddd-4eee-8fff-aaaaaaaaaaaa';
const personalTenant = '9188040d-6c67-4c5b-b112-36a304b66dad';
const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const callerWith = (claims: object): string => `${encode({ alg: 'RS256' })}.${encode(claims)}.sig`;

/** An API of several tenants, whose credential the environment gives. */
async function createApi(tenant = homeTenant, more: Readonly<Record<string, string>> = {}) {
	const microsoft = await startMicrosoft();
	const env = { AZURE_CLIENT_SECRET: 'the-secret', AZURE_TENANT_ID: tenant, ...more };
	const user = createMicrosoftUser(microsoft, { env });
	const exchange = async (claims: object) => {
		const file = await fileWith(user, callerWith(claims));
		return user.run('token', '--on-behalf-of', file, '--scope', 'User.Read', '-o', 'json');
	};
	return { microsoft, user, exchange };
}

const exchanges = ({ asked }: Microsoft): string[] =>
	asked.filter(({ path }) => path.endsWith('/token')).map(({ host, path }) => `${host}${path}`);

describe('the token of a caller', () => {
	it.each([
		['of another tenant is exchanged in that tenant', { tid: callerTenant }, callerTenant],
		['of the same tenant is exchanged there', { tid: homeTenant }, homeTenant],
		['without a tenant is exchanged in that of the app', {}, homeTenant],
		['with a tenant that is no id is exchanged in that of the app', { tid: '../evil.example/x' }, homeTenant],
		[
			'that was issued elsewhere stays at the login host of the app',
			{ tid: callerTenant, iss: 'https://evil.example/' },
			callerTenant,
		],
	])('%s', async (_what, claims, tenant) => {
		const { exchange, microsoft } = await createApi();
		expect(await exchange(claims)).toMatchObject({ code: 0, stderr: '' });
		expect(exchanges(microsoft)).toEqual([`login.microsoftonline.com/${tenant}/oauth2/v2.0/token`]);
		expect(microsoft.asked.at(-1)?.form.get('assertion')).toBe(callerWith(claims));
	});

	it('of a tenant that does not know the app leads to where an administrator of that tenant consents', async () => {
		const { exchange, microsoft } = await createApi();
		microsoft.answer = ({ path }) =>
			path.endsWith('/token')
				? {
						status: 400,
						body: {
							error: 'unauthorized_client',
							error_description: 'AADSTS700016: Not found.',
							error_codes: [700016],
						},
					}
				: undefined;
		const { code, stderr } = await exchange({ tid: callerTenant });
		expect(code).toBe(5);
		const { error } = JSON.parse(stderr);
		expect(error).toMatchObject({ code: 'permission.consent-required', aadsts: 700016 });
		expect(error.message).toContain(`the tenant ${callerTenant}, where this app is not known`);
		expect(error.hint).toContain(
			`https://login.microsoftonline.com/${callerTenant}/v2.0/adminconsent?client_id=${appId}`,
		);
		expect(JSON.parse((await exchange({ tid: homeTenant })).stderr).error.code).toBe('config.client-id');
	});

	it('of a personal account is exchanged in the tenant of those', async () => {
		const { exchange, microsoft } = await createApi();
		expect(await exchange({ tid: personalTenant })).toMatchObject({ code: 0, stderr: '' });
		expect(exchanges(microsoft)).toEqual([`login.microsoftonline.com/${personalTenant}/oauth2/v2.0/token`]);
	});

	it.each([
		[700016, 'unauthorized_client'],
		[7000229, 'unauthorized_client'],
		[70000, 'invalid_grant'],
		[65001, 'invalid_grant'],
	])(
		'of a personal account that is refused (%i) leads to no administrator, for there is none',
		async (number, error) => {
			const { exchange, microsoft } = await createApi();
			microsoft.answer = ({ path }) =>
				path.endsWith('/token')
					? { status: 400, body: { error, error_description: `AADSTS${number}: No.`, error_codes: [number] } }
					: undefined;
			const { code, stderr } = await exchange({ tid: personalTenant });
			expect(code).toBe(5);
			expect(JSON.parse(stderr).error).toMatchObject({ code: 'permission.consent-required', aadsts: number });
			expect(JSON.parse(stderr).error.message).toContain('a personal Microsoft account');
			expect(stderr).toContain('signInAudience');
			expect(stderr).not.toContain('adminconsent');
			expect((await exchange({ tid: callerTenant })).stderr).not.toContain('personal');
		},
	);

	it('of customers is exchanged in their own tenant alone', async () => {
		const authority = `https://contoso.ciamlogin.com/${homeTenant}`;
		const { exchange, microsoft } = await createApi(homeTenant, { GRAPHCTL_AUTHORITY: authority });
		await exchange({ tid: callerTenant });
		expect(microsoft.asked.map(({ path }) => path).filter((path) => path.includes(callerTenant))).toEqual([]);
		expect(microsoft.discoveries().map(({ host }) => host)).toEqual(['contoso.ciamlogin.com']);
	});
});
