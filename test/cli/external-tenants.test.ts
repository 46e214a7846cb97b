/** External tenants (CIAM) through graphctl, each host led to the test by a proxy. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentAt, homeTenant, type Microsoft, personOf, startMicrosoft } from '../helpers/microsoft.js';
import { createMicrosoftUser, expectRefusals } from '../helpers/microsoft-user.js';

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
