/** The built program with an external tenant and a national cloud, whose hosts a proxy leads to the test. */
import { describe, expect, it } from 'vitest';
import { createWorld, type Ended, graphctl, startGraphctl, type World } from '../helpers/built-program.js';
import { appId, documentAt, homeTenant, type Microsoft, personOf, startMicrosoft } from '../helpers/microsoft.js';

async function signIn(microsoft: Microsoft, world: World, args: readonly string[]): Promise<Ended> {
	const login = startGraphctl(['login', '--browser', '--no-open', ...args], world);
	await login.waitFor(/https:\/\/\S+authorize\S+\n/);
	await microsoft.visit(/https:\/\/\S+authorize\S+/.exec(login.stderr())?.[0] ?? '');
	return login.ended();
}

describe('the built program', () => {
	it('signs in to an external tenant with a GUID issuer, reads the profile and says what cannot be had', async () => {
		const microsoft = await startMicrosoft();
		const issuer = `https://${homeTenant}.ciamlogin.com/${homeTenant}/v2.0`;
		microsoft.documents.set(
			'contoso.ciamlogin.com/contoso.onmicrosoft.com',
			documentAt(`https://contoso.ciamlogin.com/${homeTenant}`, issuer),
		);
		microsoft.person = personOf('mia@gmail.example');
		const world = await createWorld({ ...microsoft.env, GRAPHCTL_CLIENT_ID: appId });
		const login = await signIn(microsoft, world, ['--authority', 'https://contoso.ciamlogin.com']);
		expect(login.code, login.stderr).toBe(0);
		const me = await graphctl(['me', '-q', 'displayName'], world);
		expect(me).toMatchObject({ code: 0, stdout: 'Somebody at graph.microsoft.com\n', stderr: '' });
		expect(microsoft.discoveries()).toHaveLength(1);
		const before = microsoft.connected.length;
		for (const line of [['mail'], ['users', 'list'], ['api', '/me/messages']]) {
			const { code, stdout, stderr } = await graphctl(line, world);
			expect({ code, stdout }).toEqual({ code: 10, stdout: '' });
			expect(stderr).toContain('external tenant');
		}
		expect(microsoft.connected).toHaveLength(before);
	});

	it('keeps to the hosts of the cloud for the Department of Defense', async () => {
		const microsoft = await startMicrosoft();
		const world = await createWorld({ ...microsoft.env, GRAPHCTL_CLIENT_ID: appId });
		expect((await signIn(microsoft, world, ['--cloud', 'usgov-dod'])).code).toBe(0);
		expect((await graphctl(['me', '-q', 'displayName'], world)).stdout).toBe('Somebody at dod-graph.microsoft.us\n');
		expect(new Set(microsoft.connected)).toEqual(new Set(['login.microsoftonline.us', 'dod-graph.microsoft.us']));
		expect(microsoft.discoveries()).toEqual([]);
	});
});
