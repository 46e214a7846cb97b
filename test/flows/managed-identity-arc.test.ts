/** Azure Arc's agent, which gives its token to who can read a file. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { arcKeyFolder, arcProof, unreadable } from '../../src/flows/arc-challenge.js';
import { acquireByManagedIdentity, type ManagedIdentityOptions } from '../../src/flows/managed-identity.js';
import { givesToken, identityOptions, json, serveIdentity } from '../helpers/identity-server.js';
import { makeTempFolder } from '../helpers/temp-folder.js';

const identity = serveIdentity((origin) => ({
	IDENTITY_ENDPOINT: `${origin}/metadata/identity/oauth2/token`,
	IMDS_ENDPOINT: origin,
}));
const { asked } = identity;
const clientId = '11111111-2222-4333-8444-555555555555';

const secret = 'the-key';

/** An agent that asks for this file, and gives a token for what was written in it. */
async function createAgent({ file = 'a.key', content = secret, answer = {} } = {}) {
	const folder = `${await makeTempFolder()}/`;
	const path = `${folder}${file}`;
	await mkdir(dirname(path), { recursive: true });
	await writeFile(path, content);
	identity.answer = (request, response) => {
		if (request.headers.authorization === `Basic ${secret}`) return givesToken('the-token', answer)(request, response);
		json(401, {}, { 'www-authenticate': `Basic realm=${path}` })(request, response);
	};
	return {
		path,
		acquire: (more: Partial<ManagedIdentityOptions> = {}) =>
			acquireByManagedIdentity({ ...identityOptions(), arcKeyFolder: folder, ...more }),
	};
}

describe("Azure Arc's agent", () => {
	it('is answered with what is in the file that it names, and gives the token then', async () => {
		const { acquire } = await createAgent({ content: 'the-key\n' });
		expect(await acquire()).toMatchObject({ accessToken: 'the-token' });
		expect(asked.map(({ headers }) => headers.authorization)).toEqual([undefined, 'Basic the-key']);
		expect(asked[0]?.headers['metadata']).toBe('true');
	});

	it('is answered once: a refusal of the proof is one', async () => {
		const { acquire } = await createAgent({ content: 'another-key' });
		await expect(acquire()).rejects.toMatchObject({ code: 'config.managed-identity', details: { status: 401 } });
		expect(asked).toHaveLength(2);
	});

	it.each([
		['below its folder', 'more/a.key'],
		['outside of its folder', '../a.key'],
		['of another kind', 'a.txt'],
	])('gets nothing of a file %s', async (_where, file) => {
		const { acquire } = await createAgent({ file });
		const failing = acquire();
		await expect(failing).rejects.toThrow('it was not read');
		await expect(failing).rejects.toMatchObject({ code: 'config.managed-identity', exitCode: 10 });
		expect(asked).toHaveLength(1);
	});

	it.each([
		['more than the agent writes', 'x'.repeat(4097)],
		['nothing', ''],
		['a line break', 'a\r\nx-evil: 1'],
	])('gets nothing of a file that holds %s', async (_what, content) => {
		await expect((await createAgent({ content })).acquire()).rejects.toThrow('it was not sent');
		expect(asked).toHaveLength(1);
	});

	it('that wants a file of a system without such an agent is not answered', async () => {
		await expect((await createAgent()).acquire({ arcKeyFolder: undefined })).rejects.toThrow(
			'which this system does not have',
		);
		expect(asked).toHaveLength(1);
	});

	it('is on this machine: no other host gets what is in the file', async () => {
		const { path } = await createAgent();
		const headers = { 'www-authenticate': `Basic realm=${path}` };
		const failing = arcProof(
			{ headers },
			'https://tokens.example.com/',
			`${dirname(path)}/`,
			new AbortController().signal,
		);
		await expect(failing).rejects.toThrow('does not leave this machine');
	});

	it('that does not say what it asks for is not answered', async () => {
		const { acquire } = await createAgent();
		identity.answer = json(401, {}, { 'www-authenticate': 'Bearer realm="x"' });
		await expect(acquire()).rejects.toThrow('does not say what it asks for');
	});

	it('is not answered where the file is gone', async () => {
		const { acquire, path } = await createAgent();
		await rm(path);
		await expect(acquire()).rejects.toThrow('cannot be read: ENOENT');
	});

	it('trusts certain users alone, who are named to the others', () => {
		const { hint } = unreadable('/a.key', Object.assign(new Error(), { code: 'EACCES' }));
		expect(hint).toContain('usermod -aG himds');
	});

	it('gives the identity that was asked for, and says so', async () => {
		const { acquire } = await createAgent({ answer: { client_id: clientId } });
		expect(await acquire({ clientId })).toMatchObject({ accessToken: 'the-token' });
		expect(asked[1]?.url.searchParams.get('client_id')).toBe(clientId);
	});

	it('that is older and gives the identity of the machine instead is not believed', async () => {
		const failing = (await createAgent()).acquire({ clientId });
		await expect(failing).rejects.toThrow('does not say that it is one of the identity that was asked for');
	});

	it('keeps its files in one folder of each system that it knows', () => {
		expect(arcKeyFolder({ platform: 'linux', env: {} })).toBe('/var/opt/azcmagent/tokens/');
		expect(arcKeyFolder({ platform: 'win32', env: { ProgramData: 'D:\\Data' } })).toBe(
			'D:\\Data\\AzureConnectedMachineAgent\\Tokens\\',
		);
		expect(arcKeyFolder({ platform: 'darwin', env: {} })).toBeUndefined();
	});
});
