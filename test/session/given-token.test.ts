/** What a session takes from a token that the environment gives. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSettings, type SettingFlags } from '../../src/config/settings.js';
import {
	accountOfToken,
	expiryOfToken,
	givenToken,
	openGivenSession,
	permissionsOfToken,
} from '../../src/session/given-token.js';
import { makeTempFolder } from '../helpers/temp-folder.js';
import { createTestRuntime } from '../helpers/test-runtime.js';

async function open(
	env: Record<string, string> = {},
	platform: NodeJS.Platform = 'linux',
	flags: SettingFlags = {},
	claims: Readonly<Record<string, unknown>> = {},
) {
	const { runtime } = createTestRuntime({ env, platform });
	const settings = await loadSettings(runtime, flags);
	const session = () => openGivenSession(runtime, { settings, usesGraph: false, onWait: () => {}, token: 't', claims });
	return { runtime, settings, session };
}

describe('the token of the environment', () => {
	it('is taken without the blanks around it, and not where it is empty or an account is named', async () => {
		const { settings } = await open({ GRAPHCTL_ACCOUNT: 'work' });
		expect(givenToken({ GRAPHCTL_ACCESS_TOKEN: ' abc\r\n' }, settings)).toBe('abc');
		expect(givenToken({ GRAPHCTL_ACCESS_TOKEN: ' ' }, settings)).toBeUndefined();
		expect(givenToken({}, settings)).toBeUndefined();
		const named = await open({}, 'linux', { account: 'work' });
		expect(givenToken({ GRAPHCTL_ACCESS_TOKEN: 'abc' }, named.settings)).toBeUndefined();
	});

	it.each(['Bearer abc', 'a\nb', 'ä', 'a\u0000b'])('is refused when no header can carry it: %j', async (value) => {
		const { settings } = await open();
		const error = expect.objectContaining({ code: 'config.access-token', exitCode: 10 });
		expect(() => givenToken({ GRAPHCTL_ACCESS_TOKEN: value }, settings)).toThrow(error);
	});

	it('goes to the cloud of the settings, and to none that there is not', async () => {
		expect((await (await open()).session()).target.cloud.graph).toBe('https://graph.microsoft.com');
		const china = await (await open({ GRAPHCTL_CLOUD: 'china' })).session();
		expect(china.target.cloud.graph).toBe('https://microsoftgraph.chinacloudapi.cn');
		const mars = await open({ GRAPHCTL_CLOUD: 'mars' });
		await expect(mars.session()).rejects.toThrow('There is no cloud "mars".');
	});

	it('that names another cloud leads back to that cloud', async () => {
		const session = await (await open({}, 'linux', {}, { aud: 'https://graph.microsoft.us' })).session();
		expect(session.loginLine()).toBe('unset GRAPHCTL_ACCESS_TOKEN; graphctl login --cloud usgov');
		expect((await (await open()).session()).loginLine()).toBe('unset GRAPHCTL_ACCESS_TOKEN; graphctl login');
	});

	it('goes to the cloud of the config file whose Graph it names, and one that names none is told of that cloud', async () => {
		const home = await makeTempFolder();
		const cloud = { authority: 'https://login.example.com', graph: 'https://graph.example.com' };
		await writeFile(join(home, 'config.json'), JSON.stringify({ clouds: { mine: cloud } }));
		const openWith = async (claims: object) =>
			(await open({ GRAPHCTL_HOME: home }, 'linux', {}, { ...claims })).session();
		expect((await openWith({ aud: `${cloud.graph}/` })).target.cloud.name).toBe('mine');
		expect((await openWith({ aud: 'https://graph.example.com.evil.example' })).target.cloud.name).toBe('global');
		const customers = await openWith({ iss: 'https://contoso.ciamlogin.com/x/v2.0' });
		await expect(customers.token({ forceRefresh: true })).rejects.toMatchObject({
			message: expect.stringContaining('was refused by graph.microsoft.com.'),
			hint: expect.stringContaining('GRAPHCTL_CLOUD=mine'),
		});
	});

	it('is never renewed, and what helps is written for the shell that is usual', async () => {
		const refusal = { code: 'sign-in.token-refused', hint: expect.stringContaining('unset GRAPHCTL_ACCESS_TOKEN;') };
		const session = await (await open()).session();
		await expect(session.token({ forceRefresh: true })).rejects.toMatchObject(refusal);
		await expect(session.token({ claims: '{"a":1}' })).rejects.toMatchObject({
			code: 'sign-in.token-refused',
			message: expect.stringContaining('stronger or newer sign-in'),
			details: { claims: '{"a":1}' },
		});
		const windows = await (await open({}, 'win32')).session();
		expect(windows.loginLine({ scopes: ['Mail.Read'] })).toBe(
			'Remove-Item Env:GRAPHCTL_ACCESS_TOKEN; graphctl login --scope Mail.Read',
		);
	});
});

describe('what it says of itself', () => {
	it('may be anything, and only what makes sense is believed', async () => {
		const { settings } = await open();
		for (const claims of [undefined, {}, { upn: 1, tid: null, oid: [], scp: {}, roles: 'x', exp: '5', name: {} }]) {
			expect(accountOfToken(settings, claims)).toMatchObject({ username: '', tenantId: '', homeAccountId: '' });
			expect(permissionsOfToken(claims)).toEqual([]);
			expect(expiryOfToken(claims)).toBeUndefined();
		}
		expect(expiryOfToken({ exp: 1e300 })).toBeUndefined();
		expect(expiryOfToken({ exp: 5 })).toBe(5000);
	});

	it('names an app by its name and its roles', async () => {
		const { settings } = await open();
		const claims = { app_displayname: 'Nightly', tid: 't', oid: 'o', appid: 'a', roles: ['User.Read.All', 7] };
		expect(accountOfToken(settings, claims)).toMatchObject({
			username: 'Nightly',
			homeAccountId: 'o.t',
			clientId: 'a',
			cloud: 'global',
		});
		expect(permissionsOfToken(claims)).toEqual(['User.Read.All']);
	});
});
