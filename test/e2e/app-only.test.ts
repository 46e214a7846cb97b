/** Apps that sign in as themselves: the built program, a sandbox, a real Secret Service, real terminals. */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDesk, type Desk, filesBelow } from '../helpers/desk.js';
import { countTokenRequests } from '../helpers/sandbox.js';
import { signIn } from '../helpers/sign-in.js';

/** `--tenant` and `--client-id` of the sample app. */
const place = ({ sandbox }: Desk): readonly string[] => [
	'--tenant',
	sandbox.company.tenantId,
	'--client-id',
	sandbox.apps.daemon.clientId,
];

const filesWith = (desk: Desk, text: string): readonly string[] =>
	[...filesBelow(desk.root)].filter(([, bytes]) => bytes.includes(text)).map(([path]) => path);

/** Proves that a later command works without another token request. */
async function worksSilently(desk: Desk): Promise<void> {
	const before = countTokenRequests(desk.sandbox);
	const { code, stdout, stderr } = await desk.run(['users', 'list', '-o', 'json']);
	expect(stderr).toBe('');
	expect(code).toBe(0);
	expect(JSON.parse(stdout).length).toBeGreaterThan(3);
	expect(countTokenRequests(desk.sandbox)).toBe(before);
}

describe('an app with a secret', () => {
	it('signs in from standard input; the secret rests in the keychain and in no file, until logout', async () => {
		const desk = await createDesk();
		const { clientSecret } = desk.sandbox.apps.daemon;
		const login = await desk.run(['login', '--flow', 'client-secret', '--client-secret-stdin', ...place(desk)], {
			stdin: `${clientSecret}\n`,
		});
		expect(login).toMatchObject({ code: 0, stdout: '' });
		await worksSilently(desk);
		expect(await desk.tokens()).toContain(clientSecret);
		expect(filesWith(desk, clientSecret)).toEqual([]);
		expect((await desk.run(['token', '--force-refresh', '--debug'])).stderr).not.toContain(clientSecret);
		// A token is cached, and yet a wrong secret is found out; the right one stays.
		const again = ['login', '--flow', 'client-secret', '--client-secret-stdin', ...place(desk)];
		expect((await desk.run(again, { stdin: 'wrong' })).code).toBe(10);
		expect((await desk.run(['token', '--force-refresh'])).code).toBe(0);
		expect((await desk.run(['logout'])).code).toBe(0);
		expect(await desk.tokens()).toBeUndefined();
	});

	it('asks for the secret on a terminal, unseen', async () => {
		const desk = await createDesk();
		const { clientSecret } = desk.sandbox.apps.daemon;
		const run = desk.terminal(['login', '--flow', 'client-secret', ...place(desk)]);
		await run.waitFor('Client secret:');
		run.type(`${clientSecret}\r`);
		expect((await run.exited()).code).toBe(0);
		expect(run.output()).toContain('Signed in as the app');
		expect(run.output()).not.toContain(clientSecret);
	});

	it('never asks a person at a terminal, whatever becomes of its secret', async () => {
		const desk = await createDesk();
		const { clientId, clientSecret } = desk.sandbox.apps.daemon;
		const argv = ['login', '--flow', 'client-secret', '--client-secret-stdin', ...place(desk)];
		await desk.run(argv, { stdin: clientSecret });
		await desk.sandbox.do.expireSecret(clientId);
		await desk.sandbox.do.expireAccessTokens();
		const run = desk.terminal(['users', 'list']);
		expect((await run.exited()).code).toBe(10);
		expect(run.output()).toContain('AADSTS7000222');
		expect(await desk.opened()).toEqual([]);
	});

	it('from the environment needs no login and leaves nothing behind', async () => {
		const desk = await createDesk({}, { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' });
		const { clientId, clientSecret } = desk.sandbox.apps.daemon;
		const env = {
			AZURE_CLIENT_ID: clientId,
			AZURE_TENANT_ID: desk.sandbox.company.tenantId,
			AZURE_CLIENT_SECRET: clientSecret,
		};
		const before = [...filesBelow(desk.root).keys()];
		for (const argv of [['users', 'list'], ['api', '/users?$top=1'], ['token'], ['status']]) {
			expect(await desk.run(argv, { env })).toMatchObject({ code: 0, stderr: '' });
		}
		// Node's cache of the program's own code says nothing of anybody.
		expect([...filesBelow(desk.root).keys()].filter((path) => !path.includes('/compiled/'))).toEqual(before);
	});

	it('loses nothing when two commands and a person renew at once', async () => {
		const desk = await createDesk({ autoApprove: true });
		const { clientId, clientSecret } = desk.sandbox.apps.daemon;
		await signIn(desk, desk.sandbox);
		const argv = ['login', '--flow', 'client-secret', '--client-secret-stdin', ...place(desk)];
		await desk.run(argv, { stdin: clientSecret });
		const renew = (name: string) => desk.run(['token', '--force-refresh', '--account', name]);
		const person = JSON.parse((await desk.run(['accounts', 'list', '-o', 'json'])).stdout)[0].username;
		const ended = await Promise.all([renew(clientId), renew(person), renew(clientId), renew(person)]);
		expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual(ended.map(() => [0, '']));
		await worksSilently(desk);
		expect((await desk.run(['token', '--force-refresh'])).code).toBe(0);
		expect((await desk.run(['me', '--account', person])).code).toBe(0);
	});
});

describe('an app with a certificate', () => {
	it('signs in with a PEM file', async () => {
		const desk = await createDesk();
		const { certificateFile } = desk.sandbox.apps.daemon;
		const login = await desk.run(['login', ...place(desk), '--certificate', certificateFile]);
		expect(login.stderr).toMatch(/he certificate expires .*, on \d{4}-/);
		expect(login.code).toBe(0);
		await worksSilently(desk);
		expect((await desk.run(['token', '--force-refresh'])).code).toBe(0);
	});

	it('signs in with a PFX file whose password is asked for again when it was wrong, and rests in the keychain', async () => {
		const desk = await createDesk();
		const { pfxFile, pfxPassword } = desk.sandbox.apps.daemon;
		const run = desk.terminal(['login', ...place(desk), '--certificate', pfxFile]);
		await run.waitFor('Password of the certificate file:');
		run.type('wrong\r');
		await run.waitFor(/does not open[\s\S]*Password of the certificate file:/);
		run.type(`${pfxPassword}\r`);
		expect((await run.exited()).code).toBe(0);
		await worksSilently(desk);
		expect((await desk.run(['token', '--force-refresh'])).code).toBe(0);
		expect(await desk.tokens()).toContain(pfxPassword);
		expect(filesWith({ ...desk, root: desk.home }, pfxPassword)).toEqual([]);
	});
});

describe('an app with a federated token', () => {
	it('reads the file anew for each token', async () => {
		const desk = await createDesk();
		const file = join(desk.root, 'token.jwt');
		await copyFile(desk.sandbox.apps.daemon.federatedTokenFile, file);
		expect((await desk.run(['login', ...place(desk), '--federated-token-file', file])).code).toBe(0);
		const assertion = await readFile(file, 'utf8');
		const renewed = await desk.run(['token', '--force-refresh', '--debug']);
		expect(renewed.code).toBe(0);
		expect(renewed.stderr).not.toContain(assertion.trim().split('.')[2]);
		await writeFile(file, 'e30.e30.c2ln');
		await worksSilently(desk);
		expect((await desk.run(['token', '--force-refresh'])).code).toBe(10);
		await copyFile(desk.sandbox.apps.daemon.federatedTokenFile, file);
		expect((await desk.run(['token', '--force-refresh'])).code).toBe(0);
	});
});

describe('a managed identity', () => {
	const appService = ({ sandbox }: Desk) => ({
		IDENTITY_ENDPOINT: sandbox.managedIdentity.endpoint,
		IDENTITY_HEADER: sandbox.managedIdentity.header,
	});

	it('of App Service needs neither client id nor tenant, and its token is kept', async () => {
		const desk = await createDesk();
		const env = { ...appService(desk), HTTP_PROXY: 'http://127.0.0.1:9' };
		const login = await desk.run(['login', '--flow', 'managed-identity', '-o', 'json'], { env });
		expect(login.stderr).toBe('');
		expect(JSON.parse(login.stdout)).toMatchObject({
			flow: 'managed-identity',
			tenantId: desk.sandbox.company.tenantId,
		});
		// A token that is kept needs no endpoint.
		const first = await desk.run(['token']);
		expect(first.code).toBe(0);
		expect((await desk.run(['token'])).stdout).toBe(first.stdout);
		const gone = await desk.run(['token', '--force-refresh'], {
			env: { AZURE_POD_IDENTITY_AUTHORITY_HOST: 'http://127.0.0.1:9' },
		});
		expect(gone.code).toBe(10);
		expect(gone.stderr).toContain('There is no managed identity here');
		expect((await desk.run(['logout'])).code).toBe(0);
		expect(await desk.tokens()).toBeUndefined();
	});

	it('of a virtual machine is asked for by client id', async () => {
		const desk = await createDesk();
		const { clientId } = desk.sandbox.apps.managedIdentity;
		const env = { AZURE_POD_IDENTITY_AUTHORITY_HOST: new URL(desk.sandbox.managedIdentity.endpoint).origin };
		const login = await desk.run(['login', '--flow', 'managed-identity', '--client-id', clientId], { env });
		expect(login.stderr).toContain(clientId);
		expect(login.code).toBe(0);
		expect((await desk.run(['token', '--force-refresh'], { env })).code).toBe(0);
		const wrong = ['login', '--flow', 'managed-identity', '--client-id', '00000000-0000-4000-8000-000000000000'];
		const refused = await desk.run(wrong, { env });
		expect(refused.code).toBe(10);
		expect(refused.stderr).toContain('Identity not found');
	});
});
