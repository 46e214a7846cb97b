/** Microsoft's clouds through graphctl, each at its own hosts, which a proxy leads to the test. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { appId, homeTenant, personOf, startMicrosoft } from '../helpers/microsoft.js';
import { createMicrosoftUser } from '../helpers/microsoft-user.js';

const rows = [
	['global', 'login.microsoftonline.com', 'graph.microsoft.com', 'User.Read'],
	['usgov', 'login.microsoftonline.us', 'graph.microsoft.us', 'https://graph.microsoft.us/User.Read'],
	['usgov-dod', 'login.microsoftonline.us', 'dod-graph.microsoft.us', 'https://dod-graph.microsoft.us/User.Read'],
	[
		'china',
		'login.partner.microsoftonline.cn',
		'microsoftgraph.chinacloudapi.cn',
		'https://microsoftgraph.chinacloudapi.cn/User.Read',
	],
] as const;
const mailScope = (scope: string): string => scope.replace('User.Read', 'Mail.Read');

describe.each(rows)('the cloud %s', (cloud, login, graph, scope) => {
	it('signs in, renews and reads at its own hosts, with scopes of its own Graph and no discovery', async () => {
		const microsoft = await startMicrosoft();
		const user = createMicrosoftUser(microsoft);
		await user.login('adele@contoso.com', '--cloud', cloud);
		expect(user.visited[0]?.host).toBe(login);
		expect(user.visited[0]?.searchParams.get('scope')?.split(' ')).toContain(scope);
		expect(await user.read('me')).toMatchObject({ displayName: `Somebody at ${graph}` });
		expect(microsoft.asked.map(({ host, path }) => host + path)).toEqual([
			`${login}/common/oauth2/v2.0/token`,
			`${graph}/v1.0/me`,
		]);
		await user.succeed('token', '--force-refresh');
		await user.succeed('token', '--scope', 'Mail.Read');
		const renewed = microsoft.asked.filter(({ form }) => form.get('grant_type') === 'refresh_token');
		expect(renewed.map(({ form }) => form.get('scope')?.split(' ')[0])).toEqual([scope, mailScope(scope)]);
		expect(microsoft.discoveries()).toEqual([]);
		expect(new Set(microsoft.connected)).toEqual(new Set([login, graph]));
	});

	it('shows the address of its own device page, and asks for its own scopes there', async () => {
		const microsoft = await startMicrosoft();
		const user = createMicrosoftUser(microsoft);
		const { code, stderr } = await user.run('login', '--device-code', '--cloud', cloud);
		expect(code).toBe(0);
		expect(stderr).toContain(`https://${login}/activate`);
		const [asked] = microsoft.asked;
		expect(asked?.path).toBe('/common/oauth2/v2.0/devicecode');
		expect(asked?.form.get('scope')?.split(' ')).toContain(scope);
		expect(microsoft.discoveries()).toEqual([]);
	});

	it('redeems an imported refresh token for its own Graph', async () => {
		const microsoft = await startMicrosoft();
		const user = createMicrosoftUser(microsoft, { stdin: Readable.from(['a-refresh-token']) });
		await user.succeed('login', '--flow', 'refresh-token', '--cloud', cloud);
		expect(microsoft.asked[0]?.form.get('scope')?.split(' ')).toContain(scope);
	});

	it("exchanges a caller's token for its own Graph, and leaves OpenID's scopes as they are", async () => {
		const microsoft = await startMicrosoft();
		const env = {
			GRAPHCTL_CLOUD: cloud,
			...{ AZURE_CLIENT_ID: appId, AZURE_TENANT_ID: homeTenant, AZURE_CLIENT_SECRET: 'secret' },
		};
		const user = createMicrosoftUser(microsoft, { env, stdin: Readable.from(['e30.e30.c2ln']) });
		await user.succeed('token', '--on-behalf-of', '-', '--scope', 'User.Read', '--scope', 'offline_access');
		const scopes = microsoft.asked[0]?.form.get('scope')?.split(' ');
		expect(scopes?.filter((name) => /User.Read|offline_access/.test(name)).sort()).toEqual(
			[scope, 'offline_access'].sort(),
		);
	});
});

describe('accounts of several clouds', () => {
	it('at one login host go each to the right Graph, by --account alone', async () => {
		const microsoft = await startMicrosoft();
		const user = createMicrosoftUser(microsoft);
		microsoft.person = personOf('four@contoso.us');
		await user.login('four@contoso.us', '--cloud', 'usgov', '--as', 'four');
		microsoft.person = personOf(
			'five@contoso.us',
			'cccccccc-bbbb-4ccc-8ddd-eeeeeeeeeeee',
			'12345678-8888-4777-8666-555555555555',
		);
		await user.login('five@contoso.us', '--cloud', 'usgov-dod');
		microsoft.asked.length = 0;
		expect(await user.read('me', '-a', 'four')).toMatchObject({ displayName: 'Somebody at graph.microsoft.us' });
		expect(await user.read('me', '-a', 'five@contoso.us')).toMatchObject({
			displayName: 'Somebody at dod-graph.microsoft.us',
		});
		expect(microsoft.asked.map(({ path }) => path)).toEqual(['/v1.0/me', '/v1.0/me']);
		await user.succeed('logout', '-a', 'five@contoso.us');
		expect((await user.run('me', '-a', 'four')).code).toBe(0);
	});

	it('may be the same person, whose name is then told from the other by its cloud', async () => {
		const microsoft = await startMicrosoft();
		const user = createMicrosoftUser(microsoft);
		for (const cloud of ['usgov', 'usgov-dod']) await user.login('adele@contoso.com', '--cloud', cloud);
		const ambiguous = await user.run('me', '-a', 'adele@contoso.com');
		expect(ambiguous).toMatchObject({ code: 2, stderr: expect.stringContaining('adele@contoso.com/usgov-dod') });
		for (const [cloud, graph] of [
			['usgov', 'graph.microsoft.us'],
			['usgov-dod', 'dod-graph.microsoft.us'],
		])
			expect((await user.run('me', '-a', `adele@contoso.com/${cloud}`)).stdout).toContain(graph);
		await user.succeed('logout', '-a', 'adele@contoso.com/usgov-dod');
		expect(await readFile(join(user.home, 'storage', 'tokens.json'), 'utf8')).not.toContain('dod-graph');
		expect(await user.run('me')).toMatchObject({ code: 0, stdout: expect.stringContaining('at graph.microsoft.us') });
	});

	it('with `common` rest under the home tenant, personal ones under the tenant of consumers', async () => {
		const microsoft = await startMicrosoft();
		const user = createMicrosoftUser(microsoft);
		await user.login('adele@contoso.com');
		microsoft.person = personOf(
			'me@outlook.example',
			'9188040d-6c67-4c5b-b112-36a304b66dad',
			'00000000-0000-0000-66f3-3332eca7ea81',
		);
		await user.login('me@outlook.example', '--tenant', 'consumers');
		expect(microsoft.asked.map(({ path }) => path.split('/')[1])).toEqual(['common', 'consumers']);
		microsoft.asked.length = 0;
		for (const name of ['adele@contoso.com', 'me@outlook.example'])
			expect((await user.run('me', '-a', name)).stdout).toContain('Somebody at graph.microsoft.com');
		expect(microsoft.asked.map(({ path }) => path)).toEqual(['/v1.0/me', '/v1.0/me']);
		const cache = await readFile(join(user.home, 'storage', 'tokens.json'), 'utf8');
		expect(cache).toContain('"realm":"9188040d-6c67-4c5b-b112-36a304b66dad"');
		expect(cache).toContain('"realm":"aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"');
		expect(cache).not.toContain('"realm":"common"');
	});

	it('as a guest are asked for in the tenant that was named', async () => {
		const microsoft = await startMicrosoft();
		const user = createMicrosoftUser(microsoft);
		const host = 'bbbbbbbb-1111-4222-8333-444444444444';
		const guest = personOf('adele@contoso.com', host, '22222222-8888-4777-8666-555555555555');
		microsoft.person = { ...guest, info: personOf('adele@contoso.com').info };
		await user.login('adele@contoso.com', '--tenant', host);
		expect((await user.run('me')).code).toBe(0);
		await user.succeed('token', '--force-refresh');
		expect(microsoft.asked.map(({ path }) => path.split('/')[1])).toEqual([host, 'v1.0', host]);
		expect(await user.read('accounts', 'list')).toMatchObject([{ tenantId: host }]);
	});
});

describe('a login host', () => {
	it('named by --authority brings the cloud that it belongs to', async () => {
		const microsoft = await startMicrosoft();
		const user = createMicrosoftUser(microsoft);
		await user.login('adele@contoso.com', '--authority', 'https://login.microsoftonline.us/contoso.us');
		expect(microsoft.asked[0]?.path).toBe('/contoso.us/oauth2/v2.0/token');
		expect((await user.run('me')).stdout).toContain('Somebody at graph.microsoft.us');
		const wrong = await user.run('login', '--cloud', 'china', '--authority', 'https://login.microsoftonline.us');
		expect(wrong).toMatchObject({ code: 10, stderr: expect.stringContaining('--cloud usgov') });
	});

	it.each([
		[['--cloud', 'germany'], '2021-10-29'],
		[['--authority', 'https://login.microsoftonline.de/contoso.de'], '2021-10-29'],
		[['--cloud', 'usgov', '--tenant', 'consumers'], 'Personal accounts do not exist'],
		[['--cloud', 'bleu'], 'define it under "clouds"'],
		[['--authority', 'https://login.microsoftonline.com/tfp/contoso.onmicrosoft.com/b2c_1_a'], 'b2clogin.com'],
	])('that nobody can sign in at is refused without a request: %j', async (argv, words) => {
		const microsoft = await startMicrosoft();
		const { code, stderr } = await createMicrosoftUser(microsoft).run('login', '--browser', ...argv);
		expect(code).toBe(10);
		expect(stderr).toContain(words);
		expect(microsoft.connected).toEqual([]);
	});
});

describe('a token in the environment', () => {
	const jwt = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

	it.each([
		[{ aud: 'https://dod-graph.microsoft.us' }, {}, 'dod-graph.microsoft.us'],
		[{ aud: 'https://graph.microsoft.us/' }, { GRAPHCTL_CLOUD: 'china' }, 'graph.microsoft.us'],
		[{ aud: 'x', iss: 'https://login.partner.microsoftonline.cn/t/v2.0' }, {}, 'microsoftgraph.chinacloudapi.cn'],
		[
			{ aud: 'x', iss: 'https://login.microsoftonline.us/t/v2.0' },
			{ GRAPHCTL_CLOUD: 'usgov-dod' },
			'dod-graph.microsoft.us',
		],
		[{ aud: 'x', iss: 'https://sts.windows.net/t/' }, { GRAPHCTL_CLOUD: 'usgov' }, 'graph.microsoft.us'],
		[{ aud: 'https://graph.evil.example' }, {}, 'graph.microsoft.com'],
	])('of %j with %j goes to %s', async (claims, env, graph) => {
		const microsoft = await startMicrosoft();
		const user = createMicrosoftUser(microsoft, { env: { ...env, GRAPHCTL_ACCESS_TOKEN: jwt(claims) } });
		await user.run('me');
		expect(microsoft.asked.map(({ host }) => host)).toEqual([graph]);
	});
});

describe('a cloud of the config file', () => {
	const good = { authority: 'https://login.contoso.example', graph: 'https://graph.contoso.example' };

	it.each([
		[{ mine: { ...good, graph: 'https://graph.contoso.example/v1.0' } }, '"graph" must be the host alone'],
		[{ mine: { ...good, graph: 'http://graph.contoso.example' } }, 'needs "graph" with an https URL'],
		[{ mine: { ...good, authority: 'https://a:b@login.contoso.example' } }, 'must not hold a user name'],
		[{ mine: { ...good, authority: 'https://login.contoso.example?x=1' } }, 'must not have a query'],
		[{ mine: { ...good, graphs: 'x' } }, 'has "graphs", which is none of authority, graph, caFile, clientId'],
		[{ mine: { ...good, clientId: 7 } }, '"clientId" must be text'],
		[{ mine: 'https://x' }, 'must be an object'],
	])('is refused when it is wrong: %j', async (clouds, words) => {
		const microsoft = await startMicrosoft();
		const user = createMicrosoftUser(microsoft);
		await writeFile(join(user.home, 'config.json'), JSON.stringify({ clouds }));
		expect(await user.run('login', '--cloud', 'mine')).toMatchObject({
			code: 10,
			stderr: expect.stringContaining(words),
		});
		expect(microsoft.connected).toEqual([]);
	});

	it('cannot take the name of one of Microsoft', async () => {
		const microsoft = await startMicrosoft();
		const user = createMicrosoftUser(microsoft);
		await writeFile(join(user.home, 'config.json'), JSON.stringify({ clouds: { usgov: good } }));
		const { code, stderr } = await user.run('login', '--cloud', 'usgov');
		expect({ code, stderr }).toMatchObject({ code: 10, stderr: expect.stringContaining('Give it another name') });
	});
});
