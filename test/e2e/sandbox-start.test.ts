/** `graphctl sandbox start` of the built program: what it serves, what it says, and that it tidies up. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
	createWorld,
	graphctl,
	type Running,
	startGraphctl,
	type World,
	writeClouds,
} from '../helpers/built-program.js';
import { isListening } from '../helpers/desk.js';
import { sendRequest } from '../helpers/https-client.js';
import { findClosedPort } from '../helpers/loopback-server.js';
import { visitSignIn } from '../helpers/sign-in.js';

describe('sandbox start', () => {
	it('registers its cloud so that login works at once, and takes it out again', async () => {
		const world = await createWorld();
		const other = { authority: 'https://login.example.com', graph: 'https://graph.example.com' };
		await writeClouds(world, { other });
		const running = startGraphctl(
			['sandbox', 'start', '--auto-approve', '--port', String(await findClosedPort())],
			world,
		);
		await running.waitFor('Stop with Ctrl-C.');
		expect(running.stdout()).toBe('');
		expect(running.stderr()).toContain('graphctl login --cloud sandbox');
		// Nothing else says it: what is made up here is not taken out as secrets are.
		expect(running.stderr()).toMatch(/secret +\S{3}8Q~\S{34}\n/);
		const { sandbox } = readClouds(world);
		expect(running.stderr()).toContain(`sign-in at ${sandbox.authority}, Graph at ${sandbox.graph}`);
		expect(statSync(join(world.home, 'config.json')).mode & 0o777).toBe(0o600);

		const login = startGraphctl(['login', '--cloud', 'sandbox', '--browser', '--no-open'], world);
		await login.waitFor(/authorize\S+\n/);
		await visitSignIn(sandbox.caFile, /https:\S+/.exec(login.stderr())?.[0] ?? '');
		expect((await login.ended()).code).toBe(0);
		expect(await graphctl(['me', '-q', 'mail'], world)).toMatchObject({ code: 0, stdout: 'AdeleV@contoso.com\n' });

		running.kill('SIGTERM');
		const { code, stderr } = await running.ended();
		expect(code).toBe(143);
		expect(stderr).toContain('The sandbox stops.');
		expect(readClouds(world)).toEqual({ other });
		for (const origin of [sandbox.authority, sandbox.graph])
			expect(await isListening(Number(new URL(origin).port))).toBe(false);
		const after = await graphctl(['me'], world);
		expect(after.code).toBe(10);
		expect(after.stderr).toContain('graphctl sandbox start');
	});

	it('with -o json prints the facts on one line, and the control endpoint only when asked', async () => {
		const world = await createWorld();
		const plain = await startFacts(world, []);
		expect(Object.keys(plain.facts).sort()).toEqual(
			'apps caFile clientId customers graphOrigin loginOrigin managedIdentity people tenantId todoOrigin'.split(' '),
		);
		expect(plain.facts.people).toContain('AdeleV@contoso.com');
		plain.running.kill('SIGINT');
		expect(await plain.running.ended()).toMatchObject({ code: 0, stderr: '' });

		const { facts } = await startFacts(world, ['--control', '--messages', '7']);
		const send = (secret: string): ReturnType<typeof sendRequest> =>
			sendRequest(facts.caFile, facts.control?.url ?? '', {
				method: 'POST',
				headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
				body: '{"command":"state"}',
			});
		expect((await send(facts.control?.secret ?? '')).status).toBe(200);
		expect((await send('another secret')).status).toBe(404);
	});

	it('listens on the port that was asked for, or says that it is taken', async () => {
		const world = await createWorld();
		const port = await findClosedPort();
		const { facts, running } = await startFacts(world, ['--port', String(port)]);
		expect(facts.loginOrigin).toBe(`https://localhost:${port}`);
		const other = await createWorld();
		const busy = await graphctl(['sandbox', 'start', '--port', String(port)], other);
		expect(busy.code).toBe(6);
		expect(busy.stderr).toContain(`Port ${port} on loopback is used by another program.`);
		expect(existsSync(join(other.home, 'config.json'))).toBe(false);
		running.kill('SIGINT');
		expect((await running.ended()).code).toBe(0);
	});
});

interface Facts {
	readonly loginOrigin: string;
	readonly graphOrigin: string;
	readonly clientId: string;
	readonly caFile: string;
	readonly people: readonly string[];
	readonly control?: { readonly url: string; readonly secret: string };
}

async function startFacts(world: World, args: readonly string[]): Promise<{ running: Running; facts: Facts }> {
	const running = startGraphctl(['sandbox', 'start', '-o', 'json', ...args], world);
	await running.waitFor('\n');
	const facts: Facts = JSON.parse(running.stdout());
	return { running, facts };
}

function readClouds(world: World): Record<string, { authority: string; graph: string; caFile: string }> & {
	sandbox: { authority: string; graph: string; caFile: string };
} {
	return JSON.parse(readFileSync(join(world.home, 'config.json'), 'utf8')).clouds;
}
