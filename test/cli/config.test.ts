import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.js';
import { createTestRuntime } from '../helpers/test-runtime.js';

const id = '11111111-2222-3333-4444-555555555555';

describe('graphctl config', () => {
	it('keeps what was set, and prints it', async () => {
		const first = createTestRuntime();
		expect(await run(['config', 'set', 'client-id', id], first.runtime)).toBe(0);
		expect(JSON.parse(readFileSync(join(first.home, 'config.json'), 'utf8'))).toEqual({ 'client-id': id });
		expect(await run(['config', 'get', 'clientId'], first.runtime)).toBe(0);
		expect(first.stdout()).toBe(`${id}\n`);
	});

	it('lets a variable beat the file and a flag beat the variable, and names the source', async () => {
		const { runtime, stdout, home } = createTestRuntime({ env: { GRAPHCTL_TENANT: 'variable.example' } });
		writeFileSync(join(home, 'config.json'), JSON.stringify({ tenant: 'file.example', cloud: 'usgov' }));
		await run(['config', 'list', '-o', 'json'], runtime);
		const { settings } = JSON.parse(stdout());
		expect(settings).toContainEqual({
			key: 'tenant',
			value: 'variable.example',
			source: 'environment',
			origin: 'GRAPHCTL_TENANT',
		});
		expect(settings).toContainEqual({
			key: 'cloud',
			value: 'usgov',
			source: 'config',
			origin: join(home, 'config.json'),
		});
		expect(settings).toContainEqual({ key: 'output', value: 'json', source: 'flag', origin: '--output' });
	});

	it('takes the second-choice variables of the Azure tools', async () => {
		const { runtime, stdout } = createTestRuntime({ env: { AZURE_CLIENT_ID: id } });
		await run(['config', 'get', 'client-id'], runtime);
		expect(stdout()).toBe(`${id}\n`);
	});

	it('keeps what it does not know, and removes only what is unset', async () => {
		const { runtime, home } = createTestRuntime();
		writeFileSync(join(home, 'config.json'), JSON.stringify({ later: { a: 1 }, storage: 'memory' }));
		expect(await run(['config', 'unset', 'storage'], runtime)).toBe(0);
		expect(JSON.parse(readFileSync(join(home, 'config.json'), 'utf8'))).toEqual({ later: { a: 1 } });
	});

	it('says that the file is broken, and where, with exit code 10', async () => {
		const { runtime, home, stderr } = createTestRuntime();
		writeFileSync(join(home, 'config.json'), '{"tenant": ');
		expect(await run(['config', 'list'], runtime)).toBe(10);
		expect(stderr()).toContain(join(home, 'config.json'));
	});

	it.each([
		[
			{ clouds: { mine: { authority: 'http://login.example', graph: 'https://graph.example' } } },
			'needs "authority" with an https URL',
		],
		[{ clouds: [] }, '"clouds" must be an object'],
		[{ storage: 'floppy' }, '"floppy" is not one of'],
		[{ tenant: 7 }, '"tenant" must be text'],
	])('refuses %j with exit code 10', async (file, message) => {
		const { runtime, home, stderr } = createTestRuntime();
		writeFileSync(join(home, 'config.json'), JSON.stringify(file));
		expect(await run(['status'], runtime)).toBe(10);
		expect(stderr()).toContain(message);
	});
});

describe('a sign-in that cannot begin', () => {
	it('without a client id ends with 10 and says where to get one', async () => {
		const { runtime, stderr } = createTestRuntime();
		expect(await run(['login'], runtime)).toBe(10);
		expect(stderr()).toContain('graphctl config set client-id');
	});

	it.each([
		[['--cloud', 'mars'], 10, 'mars'],
		[['--cloud', 'germany'], 10, '2021'],
		[['--cloud', 'sandbox'], 10, 'graphctl sandbox start'],
		[['--tenant', 'not a tenant'], 10, 'is not a tenant'],
		[['--authority', 'http://login.example/x'], 10, 'https'],
		[['--authority', 'nonsense'], 10, 'is not a URL'],
		[['--client-id', 'abc'], 2, 'is not an application (client) id'],
		[['--storage', 'floppy'], 2, 'is not one of'],
	])('%j ends with %d', async (more, code, message) => {
		const { runtime, stderr } = createTestRuntime({ env: { GRAPHCTL_CLIENT_ID: id } });
		expect(await run(['login', ...more], runtime)).toBe(code);
		expect(stderr()).toContain(message);
	});
});

describe('a secret in the wrong place', () => {
	const secrets = ['8UHF20zdK3mXqWv7Rb1LtPjYcN5gSaEoQiZhTuMx', `abc8Q~${'x'.repeat(34)}`, 'aB3.dE6-gH9_jK2~mN5pQ8rS'];
	const variables = ['CLIENT_ID', 'TENANT', 'AUTHORITY', 'CLOUD', 'ACCOUNT', 'OUTPUT', 'STORAGE'];
	it.each(secrets.flatMap((secret) => variables.map((name) => [`GRAPHCTL_${name}`, secret] as const)))(
		'%s is named, and its value %s is not shown',
		async (name, secret) => {
			const { runtime, stdout, stderr } = createTestRuntime({ env: { GRAPHCTL_CLIENT_ID: id, [name]: secret } });
			expect(await run(['me'], runtime)).toBe(10);
			expect(stderr()).toContain(name);
			expect((stdout() + stderr()).toLowerCase()).not.toContain(secret.slice(0, 8).toLowerCase());
		},
	);

	const places = ['client-id', 'tenant', 'authority', 'cloud', 'storage'];
	const asAuthority = (secret: string): string => `https://login.microsoftonline.com/${secret}`;
	it.each([
		...secrets.flatMap((secret) => places.map((name) => [name, secret] as const)),
		...secrets.map((secret) => ['authority', asAuthority(secret)] as const),
	])('--%s and the setting are named, and their value %s is not shown', async (name, value) => {
		for (const line of [
			['login', `--${name}`, value],
			['config', 'set', name, value],
		]) {
			const { runtime, stdout, stderr } = createTestRuntime({ env: { GRAPHCTL_CLIENT_ID: id } });
			expect(await run(line, runtime)).toBe(2);
			expect(stderr()).toContain(name);
			const secret = value.split('/').at(-1) ?? '';
			expect((stdout() + stderr()).toLowerCase()).not.toContain(secret.slice(0, 8).toLowerCase());
		}
	});

	it.each([
		[['--authority', 'https://Contoso24.b2clogin.com/contoso.onmicrosoft.com/B2C_1A_SignUpOrSignIn2']],
		[['--tenant', '0B1F0Fa2-6c1d-4f0e-9a77-5b0c2e94d610']],
		[['--account', 'MyWorkAccount2026Long']],
	])('is not seen in %j', async (words) => {
		const { runtime, stderr } = createTestRuntime({ env: { GRAPHCTL_CLIENT_ID: id } });
		await run(['status', ...words], runtime);
		expect(stderr()).not.toContain('looks like a secret');
	});

	it.each([
		['GRAPHCTL_TENANT', '0B1F0Fa2-6c1d-4f0e-9a77-5b0c2e94d610'],
		['GRAPHCTL_TENANT', 'Contoso2Production365.onmicrosoft.com'],
		['GRAPHCTL_AUTHORITY', 'https://Login.Contoso24.example/Tenant'],
		['GRAPHCTL_ACCOUNT', 'Adele.Vance.1984.Long@contoso.com'],
		['GRAPHCTL_CLIENT_ID', ` ${id}\n`],
	])('is not seen in %s=%j', async (name, value) => {
		const { runtime, stderr } = createTestRuntime({ env: { GRAPHCTL_CLIENT_ID: id, [name]: value } });
		expect(await run(['me'], runtime)).toBe(4);
		expect(stderr()).toContain('Nobody is signed in');
	});
});
