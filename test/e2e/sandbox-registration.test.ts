/** `graphctl sandbox start` and what was there before: clouds of the user, other sandboxes, and what kill -9 left. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
	type CloudSetup,
	createWorld,
	graphctl,
	type Running,
	startGraphctl,
	type World,
	writeClouds,
} from '../helpers/built-program.js';
import { sendRequest } from '../helpers/https-client.js';
import { findClosedPort } from '../helpers/loopback-server.js';

const mine = {
	authority: 'https://login.example.com',
	graph: 'https://graph.example.com',
	clientId: '11111111-2222-3333-4444-555555555555',
};

describe('sandbox start', () => {
	it("sets a cloud of the user's own aside, says so, and brings it back", async () => {
		const world = await createWorld();
		await writeClouds(world, { sandbox: mine, other: mine });
		const running = await start(world);
		expect(running.stderr()).toContain('The cloud "sandbox" of your own config file is set aside until then.');
		expect(readClouds(world)['sandbox']?.authority).toMatch(/^https:\/\/localhost:/);
		expect((await stopped(running)).code).toBe(143);
		expect(readClouds(world)).toEqual({ sandbox: mine, other: mine });
	});

	it('is refused while one is running, which is left as it was', async () => {
		const world = await createWorld();
		const first = await start(world);
		const before = readClouds(world);
		const { authority = '', caFile = '' } = before['sandbox'] ?? {};
		const { code, stderr } = await graphctl(['sandbox', 'start'], world);
		expect(code).toBe(10);
		expect(stderr).toContain(`A sandbox is running already: sign-in at ${authority}, process ${first.pid}.`);
		expect(stderr).toContain('GRAPHCTL_HOME=FOLDER graphctl sandbox start');
		expect(readClouds(world)).toEqual(before);
		const discovery = await sendRequest(caFile, `${authority}/common/v2.0/.well-known/openid-configuration`);
		expect(discovery.status).toBe(200);
		await stopped(first);
		expect(existsSync(dirname(caFile))).toBe(false);
	});

	it('tidies up after one that was killed, and still brings the cloud back that it had set aside', async () => {
		const world = await createWorld();
		await writeClouds(world, { sandbox: mine });
		const killed = await start(world);
		killed.kill('SIGKILL');
		await killed.ended();
		expect(readdirSync(join(world.home, 'sandbox'))).toHaveLength(1);
		const running = await start(world);
		expect(readdirSync(join(world.home, 'sandbox'))).toEqual([expect.stringMatching(`^${running.pid}-`)]);
		await stopped(running);
		expect(readdirSync(join(world.home, 'sandbox'))).toEqual([]);
		expect(readClouds(world)).toEqual({ sandbox: mine });
	});

	it('does not take another program for a sandbox because it has the number of one that was killed', async () => {
		const world = await createWorld();
		const gone = `https://localhost:${await findClosedPort()}`;
		// Without a start time, as on a system that keeps none.
		const startedBy = { pid: process.pid, started: '' };
		const entry = { authority: gone, graph: gone, caFile: join(world.root, 'ca.pem'), startedBy };
		await writeClouds(world, { sandbox: entry });
		const running = await start(world);
		await stopped(running);
		expect(JSON.parse(readFileSync(join(world.home, 'config.json'), 'utf8'))).toEqual({});
	});

	it('loses no setting that is made meanwhile', async () => {
		const world = await createWorld();
		const starting = startGraphctl(['sandbox', 'start'], world);
		const tenants = Array.from({ length: 4 }, (_, number) => `tenant-${number}.example.com`);
		for (const tenant of tenants) expect((await graphctl(['config', 'set', 'tenant', tenant], world)).code).toBe(0);
		await starting.waitFor('Stop with Ctrl-C.');
		await stopped(starting);
		expect(JSON.parse(readFileSync(join(world.home, 'config.json'), 'utf8'))).toEqual({ tenant: tenants.at(-1) });
	});
});

async function start(world: World): Promise<Running> {
	const running = startGraphctl(['sandbox', 'start'], world);
	await running.waitFor('Stop with Ctrl-C.');
	return running;
}

function stopped(running: Running): ReturnType<Running['ended']> {
	running.kill('SIGTERM');
	return running.ended();
}

function readClouds(world: World): Record<string, CloudSetup> {
	return JSON.parse(readFileSync(join(world.home, 'config.json'), 'utf8')).clouds;
}
