/** External tenants (CIAM) and Azure AD B2C through graphctl, each host led to the test by a proxy. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appId, documentAt, homeTenant, type Microsoft, personOf, startMicrosoft } from '../helpers/microsoft.js';
import { createMicrosoftUser, type MicrosoftUser } from '../helpers/microsoft-user.js';

const ciam = 'https://contoso.ciamlogin.com';
const guidIssuer = `https://${homeTenant}.ciamlogin.com/${homeTenant}/v2.0`;
const api = 'api://22222222-2222-4222-8222-222222222222/ToDo.Read';

/** The hosts of one external tenant: its own name, its id and a custom domain, all with the same document. */
async function externalTenant(issuer = guidIssuer, endpoints = `${ciam}/${homeTenant}`): Promise<Microsoft> {
	const microsoft = await startMicrosoft();
	const document = documentAt(endpoints, issuer);
	for (const place of [
		'contoso.ciamlogin.com/contoso.onmicrosoft.com',
		`contoso.ciamlogin.com/${homeTenant}`,
		`login.contoso.example/${homeTenant}`,
		'login.contoso.example/contoso.onmicrosoft.com',
	])
		microsoft.documents.set(place, document);
	microsoft.person = personOf('mia@gmail.example');
	return microsoft;
}

describe('an external tenant', () => {
	it.each([
		['by its name, with an issuer of its id', [ciam], guidIssuer],
		['by its name, with an issuer of its name', [ciam], `${ciam}/${homeTenant}/v2.0`],
		['by its name and domain', [`${ciam}/contoso.onmicrosoft.com`], guidIssuer],
		['by its name and id', [ciam, '--tenant', homeTenant], guidIssuer],
		['by a custom domain and its id', [`https://login.contoso.example/${homeTenant}`], guidIssuer],
		['by a custom domain and its domain', ['https://login.contoso.example/contoso.onmicrosoft.com'], guidIssuer],
		[
			'by a custom domain, with an issuer of its name',
			['https://login.contoso.example/contoso.onmicrosoft.com'],
			`${ciam}/${homeTenant}/v2.0`,
		],
	])('signs in %s; one discovery, and me works', async (_title, authority, issuer) => {
		const microsoft = await externalTenant(issuer);
		const user = createMicrosoftUser(microsoft);
		await user.login('mia@gmail.example', '--authority', ...authority);
		expect((await user.read<{ displayName: string }>('me')).displayName).toBe('Somebody at graph.microsoft.com');
		await user.succeed('token', '--force-refresh');
		expect(microsoft.discoveries()).toHaveLength(1);
		const [file] = [await readFile(join(user.home, 'accounts.json'), 'utf8')];
		expect(JSON.parse(file).accounts).toMatchObject([{ tenantKind: 'external' }]);
	});

	it('gives device codes at its own page', async () => {
		const microsoft = await externalTenant();
		const user = createMicrosoftUser(microsoft);
		const { code, stderr } = await user.run('login', '--device-code', '--authority', ciam);
		expect(code).toBe(0);
		expect(stderr).toContain('https://contoso.ciamlogin.com/activate');
	});

	it.each([
		['of another tenant', `https://bbbbbbbb-bbbb-4ccc-8ddd-eeeeeeeeeeee.ciamlogin.com/${homeTenant}/v2.0`],
		['whose endpoints are of another tenant', guidIssuer.replaceAll('aaaaaaaa', 'bbbbbbbb')],
		['of somebody with a like name', `https://evil.ciamlogin.com/${homeTenant}/v2.0`],
		['of a host that only ends so', `https://${homeTenant}.ciamlogin.com.evil.example/${homeTenant}/v2.0`],
		['at another port', guidIssuer.replace('.com/', '.com:8443/')],
	])('with an issuer %s is not believed', async (_title, issuer) => {
		const microsoft = await externalTenant(issuer);
		const user = createMicrosoftUser(microsoft);
		const { code, stderr } = await user.run('login', '--browser', '--authority', ciam);
		expect(code).toBe(10);
		expect(stderr).toContain('cannot be used for sign-in: its issuer is');
		expect(user.visited).toEqual([]);
	});

	it('is told what it cannot do before any request, and what it can', async () => {
		const microsoft = await externalTenant();
		const user = createMicrosoftUser(microsoft);
		await user.login('mia@gmail.example', '--authority', ciam);
		await expectRefusals(microsoft, user, [
			['mail'],
			['users', 'list'],
			['users', 'get', 'x'],
			['api', '/me/messages'],
			['api', '/beta/users?$top=1'],
			['me', '--manager'],
			['token', '--scope', 'Mail.Read'],
			['token', '--scope', 'https://graph.microsoft.com/Mail.Read'],
			['token', '--scope', 'User.Read', '--scope', 'Files.Read'],
			['login', '--authority', ciam, '--scope', 'Mail.Read'],
		]);
		const said = await user.run('mail');
		expect(said.stderr).toContain('Mail.Read cannot be asked for');
		expect(said.stderr).toContain('graphctl me,');
		expect(JSON.parse((await user.run('mail', '-o', 'json')).stderr).error).toMatchObject({
			code: 'config.external-tenant',
			exitCode: 10,
		});
		await user.succeed('token', '--scope', api);
		await user.run('api', 'https://api.contoso.example/todos', '--scope', api);
		expect(microsoft.asked.at(-1)).toMatchObject({ host: 'api.contoso.example' });
		await user.succeed('api', '/me');
	});

	it('behind a custom domain is recognised before the browser opens, and afterwards without a request', async () => {
		const microsoft = await externalTenant();
		const user = createMicrosoftUser(microsoft);
		const authority = `https://login.contoso.example/${homeTenant}`;
		const early = await user.run('login', '--browser', '--authority', authority, '--scope', 'Mail.Read');
		expect(early).toMatchObject({ code: 10, stderr: expect.stringContaining('external tenant') });
		expect(user.visited).toEqual([]);
		await user.login('mia@gmail.example', '--authority', authority);
		await expectRefusals(microsoft, user, [['mail']]);
	});

	it('is recognised by its address in an account list of an earlier version', async () => {
		const microsoft = await externalTenant();
		const user = createMicrosoftUser(microsoft);
		await user.login('mia@gmail.example', '--authority', ciam);
		const path = join(user.home, 'accounts.json');
		const list = JSON.parse(await readFile(path, 'utf8'));
		for (const account of list.accounts) delete account.tenantKind;
		await writeFile(path, JSON.stringify(list));
		await expectRefusals(microsoft, user, [['mail']]);
		expect((await user.run('me')).code).toBe(0);
	});

	it('ends the session in the browser at its own page', async () => {
		const microsoft = await externalTenant();
		microsoft.person = { ...microsoft.person, claims: { ...microsoft.person.claims, login_hint: 'O.hint' } };
		const user = createMicrosoftUser(microsoft);
		await user.login('mia@gmail.example', '--authority', ciam);
		await user.succeed('logout', '--browser');
		expect(user.visited[1]?.origin).toBe(ciam);
		expect(user.visited[1]?.pathname).toBe(`/${homeTenant}/oauth2/v2.0/logout`);
		expect(user.visited[1]?.searchParams.get('logout_hint')).toBe('O.hint');
		expect(microsoft.discoveries()).toHaveLength(1);
	});
});

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

/** Each ends with 10, and no host was so much as connected to. */
async function expectRefusals(microsoft: Microsoft, user: MicrosoftUser, lines: readonly string[][]): Promise<void> {
	const before = microsoft.connected.length;
	for (const line of lines) {
		const { code, stderr } = await user.run(...line);
		expect({ line, code }, stderr).toEqual({ line, code: 10 });
		expect(stderr).toMatch(/external tenant|Azure AD B2C/);
	}
	expect(microsoft.connected.slice(before)).toEqual([]);
}
