/** User flows of Azure AD B2C through graphctl, their host led to the test by a proxy. */
import { describe, expect, it } from 'vitest';
import { appId, documentAt, homeTenant, type Microsoft, startMicrosoft } from '../helpers/microsoft.js';
import { createMicrosoftUser, expectRefusals } from '../helpers/microsoft-user.js';

const b2c = 'https://contoso.b2clogin.com/contoso.onmicrosoft.com';

/** Two user flows, with and without `/tfp`, and the people who use them. */
async function userFlows(): Promise<Microsoft> {
	const microsoft = await startMicrosoft();
	for (const path of [
		'contoso.onmicrosoft.com/B2C_1_signin',
		'contoso.onmicrosoft.com/B2C_1_edit',
		'tfp/contoso.onmicrosoft.com/B2C_1_signin',
	])
		microsoft.documents.set(
			`contoso.b2clogin.com/${path}`,
			documentAt(
				`https://contoso.b2clogin.com/${path.toLowerCase()}`,
				`https://contoso.b2clogin.com/${homeTenant}/v2.0/`,
			),
		);
	microsoft.person = b2cPerson('b2c_1_signin');
	return microsoft;
}

function b2cPerson(policy: string): Microsoft['person'] {
	const oid = '99999999-8888-4777-8666-555555555555';
	return {
		claims: { oid, sub: oid, tfp: policy, emails: ['mia@gmail.example'], name: 'Mia' },
		info: { uid: `${oid}-${policy}`, utid: homeTenant },
	};
}

describe('a user flow of Azure AD B2C', () => {
	it.each(['', '/tfp'])('signs in with the app itself as the API, and is silent from then on (%s)', async (prefix) => {
		const microsoft = await userFlows();
		const user = createMicrosoftUser(microsoft);
		const authority = `https://contoso.b2clogin.com${prefix}/contoso.onmicrosoft.com/B2C_1_signin`;
		await user.login('mia@gmail.example', '--authority', authority);
		const place = `${prefix}/contoso.onmicrosoft.com/b2c_1_signin/oauth2/v2.0`;
		expect(user.visited[0]?.pathname).toBe(`${place}/authorize`);
		const scopes = user.visited[0]?.searchParams.get('scope')?.split(' ').sort();
		expect(scopes).toEqual([appId, 'offline_access', 'openid', 'profile'].sort());
		microsoft.asked.length = 0;
		expect(await user.read('token')).toMatchObject({
			account: 'mia@gmail.example',
			scopes: expect.arrayContaining([appId]),
		});
		expect(microsoft.asked).toEqual([]);
		await user.succeed('token', '--force-refresh');
		await user.succeed('token', '--scope', 'https://contoso.onmicrosoft.com/api/read');
		expect(microsoft.asked.map(({ path }) => path)).toEqual([`${place}/token`, `${place}/token`]);
		expect(await user.read('status', '--claims')).toMatchObject({ emails: ['mia@gmail.example'] });
	});

	it('keeps the account of each policy', async () => {
		const microsoft = await userFlows();
		const user = createMicrosoftUser(microsoft);
		await user.login('mia@gmail.example', '--authority', `${b2c}/B2C_1_signin`, '--as', 'signin');
		microsoft.person = b2cPerson('b2c_1_edit');
		await user.login('mia@gmail.example', '--authority', `${b2c}/B2C_1_edit`, '--as', 'edit');
		expect(await user.read('accounts', 'list')).toHaveLength(2);
		const [signin, edit] = [await user.succeed('token', '-a', 'signin'), await user.succeed('token', '-a', 'edit')];
		expect(signin).not.toBe(edit);
		await user.succeed('logout', '--all', '--browser');
		expect(user.visited.slice(2).map(({ pathname }) => pathname)).toEqual([
			'/contoso.onmicrosoft.com/b2c_1_signin/oauth2/v2.0/logout',
			'/contoso.onmicrosoft.com/b2c_1_edit/oauth2/v2.0/logout',
		]);
	});

	it('asks for the API that is named, and for an access token where only OpenID is', async () => {
		const microsoft = await userFlows();
		const user = createMicrosoftUser(microsoft);
		const authority = ['--authority', `${b2c}/B2C_1_signin`];
		await user.login('mia@gmail.example', ...authority, '--scope', 'https://contoso.onmicrosoft.com/api/read');
		await user.login('mia@gmail.example', ...authority, '--scope', 'openid');
		const asked = user.visited.map((url) => url.searchParams.get('scope'));
		expect(asked[0]).not.toContain(appId);
		expect(asked[0]).toContain('https://contoso.onmicrosoft.com/api/read');
		expect(asked[1]).toContain(appId);
	});

	it('gives nothing of Graph, which is said before any request', async () => {
		const microsoft = await userFlows();
		const user = createMicrosoftUser(microsoft);
		await user.login('mia@gmail.example', '--authority', `${b2c}/B2C_1_signin`);
		const login = ['login', '--authority', `${b2c}/B2C_1_signin`];
		await expectRefusals(microsoft, user, [
			...[['me'], ['mail'], ['users', 'list'], ['api', '/me']],
			...[
				['token', '--scope', 'User.Read'],
				[...login, '--scope', 'User.Read'],
				[...login, '--device-code'],
			],
		]);
		expect((await user.run('me')).stderr).toContain('graphctl status --claims');
	});

	it('opens a browser where a device code would be usual, because there are none', async () => {
		const microsoft = await userFlows();
		const user = createMicrosoftUser(microsoft, { env: { SSH_CONNECTION: '1 2 3 4' } });
		const { code, stderr } = await user.run('login', '--authority', `${b2c}/B2C_1_signin`);
		expect(code).toBe(0);
		expect(stderr).toContain('Azure AD B2C offers no device codes');
	});
});
