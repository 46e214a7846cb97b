/** `graphctl sandbox exec` of the built program: what the command gets, how it ends, and that nothing is left behind. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
	builtProgram,
	createWorld,
	graphctl,
	type Running,
	startGraphctl,
	type World,
} from '../helpers/built-program.js';
import { isListening, processesOf } from '../helpers/desk.js';
import { runInTerminal } from '../helpers/terminal.js';

/** A world that leaves the choice of storage to the command. */
const createPlainWorld = (more: Readonly<Record<string, string>> = {}): Promise<World> =>
	createWorld({ GRAPHCTL_STORAGE: undefined, GRAPHCTL_PASSPHRASE: undefined, ...more });

/** Prints the facts of the sandbox that the command runs in, then waits. */
const waitInside = 'printf "%s\\n" "$GRAPHCTL_HOME"; exec sleep 60';
/** The same, and takes no notice of being told to end. */
const stayInside = 'printf "%s\\n" "$GRAPHCTL_HOME"; while :; do sleep 0.1; done';

describe('sandbox exec', () => {
	it.each([
		['exit 0', 0],
		['exit 3', 3],
		['kill -KILL $$', 137],
	])('of a command that ends with "%s" ends with %d', async (script, expected) => {
		const world = await createPlainWorld();
		const { code, stderr } = await graphctl(['sandbox', 'exec', '--', 'sh', '-c', script], world);
		expect({ code, stderr }).toEqual({ code: expected, stderr: '' });
		expectNothingLeft(world);
	});

	it('gives the command a home, the cloud and an encrypted store of its own, and this very program', async () => {
		const world = await createPlainWorld({ GRAPHCTL_HOME: '/nowhere', GRAPHCTL_CLOUD: 'global' });
		const script = 'env; stat -c %a "$GRAPHCTL_HOME"; command -v graphctl; graphctl --version';
		const { code, stdout } = await graphctl(['sandbox', 'exec', '--', 'sh', '-c', script], world);
		expect(code).toBe(0);
		const home = /^GRAPHCTL_HOME=(.*)$/m.exec(stdout)?.[1] ?? '';
		expect(home.startsWith(join(world.root, 'tmp', 'graphctl-sandbox-'))).toBe(true);
		expect(stdout).toMatch(/^GRAPHCTL_CLOUD=sandbox$/m);
		expect(stdout).toMatch(/^GRAPHCTL_STORAGE=encrypted-file$/m);
		expect(stdout).toMatch(/^GRAPHCTL_PASSPHRASE=[\w-]{32}$/m);
		const { version } = JSON.parse(readFileSync(join(builtProgram, '..', '..', 'package.json'), 'utf8'));
		expect(stdout.split('\n').slice(-4)).toEqual(['700', join(home, 'bin', 'graphctl'), version, '']);
	});

	it('leaves a chosen storage and its passphrase alone', async () => {
		const world = await createPlainWorld({ GRAPHCTL_STORAGE: 'plaintext-file', GRAPHCTL_PASSPHRASE: 'mine' });
		const { stdout } = await graphctl(
			['sandbox', 'exec', '--', 'sh', '-c', 'echo $GRAPHCTL_STORAGE $GRAPHCTL_PASSPHRASE'],
			world,
		);
		expect(stdout).toBe('plaintext-file mine\n');
	});

	it("signs in to the sandbox whatever app, account or proxy the outer shell's variables name", async () => {
		const world = await createPlainWorld({
			GRAPHCTL_CLIENT_ID: '11111111-2222-3333-4444-555555555555',
			AZURE_TENANT_ID: 'example.com',
			GRAPHCTL_ACCOUNT: 'somebody@example.com',
			GRAPHCTL_ACCESS_TOKEN: 'a-token-of-elsewhere',
			GRAPHCTL_AUTHORITY: 'https://login.example.com/common',
			HTTPS_PROXY: 'http://127.0.0.1:9',
		});
		const script = 'graphctl login --device-code && graphctl me -q displayName';
		const args = [
			'sandbox',
			'exec',
			'--auto-approve=PattiF@contoso.com',
			'--device-code-interval',
			'1',
			'--',
			'sh',
			'-c',
			script,
		];
		expect(await graphctl(args, world)).toMatchObject({ code: 0, stdout: 'Patti Fernandez\n' });
	});

	it('hands standard input through', async () => {
		const world = await createPlainWorld();
		expect(await graphctl(['sandbox', 'exec', '--', 'cat'], { ...world, stdin: 'to the command' })).toMatchObject({
			code: 0,
			stdout: 'to the command',
		});
	});

	it('of an unknown program ends with 3 and says so', async () => {
		const world = await createPlainWorld();
		const { code, stdout, stderr } = await graphctl(['sandbox', 'exec', '--', 'no-such-program'], world);
		expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
		expect(stderr).toBe('Error: Cannot run no-such-program: there is no such program.\n');
		expectNothingLeft(world);
	});

	it.each([
		['SIGTERM', 143],
		['SIGINT', 130],
		['SIGHUP', 129],
	] as const)('that gets %s ends the command, cleans up and ends with %d', async (signal, expected) => {
		const world = await createPlainWorld();
		const running = startGraphctl(['sandbox', 'exec', '--', 'sh', '-c', waitInside], world);
		const ports = await portsOf(running);
		for (const port of ports) expect(await isListening(port)).toBe(true);
		running.kill(signal);
		expect((await running.ended()).code).toBe(expected);
		expectNothingLeft(world);
		for (const port of ports) expect(await isListening(port)).toBe(false);
	});

	it('ends a command, too, that takes no notice of SIGTERM', async () => {
		const world = await createPlainWorld();
		const running = startGraphctl(['sandbox', 'exec', '--', 'sh', '-c', `trap "" TERM; ${waitInside}`], world);
		await portsOf(running);
		running.kill('SIGTERM');
		expect((await running.ended()).code).toBe(143);
		expectNothingLeft(world);
	});

	it('ends what the command started, too', async () => {
		const world = await createPlainWorld();
		const script = 'sleep 47 & sh -c "sleep 48; :" & printf "%s\\n" "$GRAPHCTL_HOME"; wait';
		const running = startGraphctl(['sandbox', 'exec', '--', 'sh', '-c', script], world);
		await portsOf(running);
		running.kill('SIGTERM');
		expect((await running.ended()).code).toBe(143);
		expectNothingLeft(world);
	});

	it.each([
		['ends at once', waitInside],
		['takes its time', `trap "sleep 0.6; exit 0" TERM; printf "%s\\n" "$GRAPHCTL_HOME"; while :; do sleep 0.1; done`],
	])('that gets SIGTERM twice in a row cleans up just as well: a command that %s', async (_what, script) => {
		const world = await createPlainWorld();
		const running = startGraphctl(['sandbox', 'exec', '--', 'sh', '-c', script], world);
		await portsOf(running);
		running.kill('SIGTERM');
		running.kill('SIGTERM');
		expect((await running.ended()).code).toBe(143);
		expectNothingLeft(world);
	});

	it('lets no command outlive it when it is told to stop for the second time', async () => {
		const world = await createPlainWorld();
		const running = startGraphctl(['sandbox', 'exec', '--', 'sh', '-c', `trap "echo told" TERM; ${stayInside}`], world);
		await portsOf(running);
		running.kill('SIGTERM');
		await running.waitFor('told');
		// So long that the second signal is no echo of the first.
		await new Promise((resolve) => setTimeout(resolve, 600));
		running.kill('SIGTERM');
		await running.ended();
		await vi.waitFor(() => expect(processesOf(world.env['HOME'] ?? '')).toEqual([]), { timeout: 500 });
	});

	it('on a terminal leaves Ctrl-C to the command, which may go on', async () => {
		const world = await createPlainWorld();
		// Two seconds are longer than a command that was told to end would be allowed to live.
		const script = "process.on('SIGINT', () => setTimeout(() => process.exit(7), 2000)); console.log('ready');";
		const run = runInTerminal(
			process.execPath,
			[builtProgram, 'sandbox', 'exec', '--', 'node', '-e', `${script} process.stdin.resume()`],
			{ env: world.env },
		);
		onTestFinished(() => run.stop());
		await run.waitFor('ready');
		run.press('ctrl-c');
		expect(await run.exited()).toEqual({ code: 7, signal: 0 });
		expectNothingLeft(world);
	});

	it('on a terminal ends with a command that Ctrl-C ends', async () => {
		const world = await createPlainWorld();
		const args = [builtProgram, 'sandbox', 'exec', '--', 'sh', '-c', 'echo ready; exec sleep 60'];
		const run = runInTerminal(process.execPath, args, { env: world.env });
		onTestFinished(() => run.stop());
		await run.waitFor('ready');
		run.press('ctrl-c');
		expect(await run.exited()).toEqual({ code: 130, signal: 0 });
		expectNothingLeft(world);
	});
});

describe('a sandbox', () => {
	it.each([
		['start', []],
		['exec', ['--', 'true']],
	])('%s refuses an unknown person and lists the people there are', async (word, more) => {
		const world = await createWorld();
		const { code, stderr } = await graphctl(['sandbox', word, '--auto-approve=nobody', ...more], world);
		expect(code).toBe(2);
		expect(stderr).toContain('Nobody in the sandbox is called "nobody".');
		for (const user of ['AdeleV', 'AlexW', 'DeliaD']) expect(stderr).toContain(`${user}@contoso.com`);
		expectNothingLeft(world);
	});
});

/** Ports of the sandbox whose command printed its home folder. */
async function portsOf(running: Running): Promise<number[]> {
	await running.waitFor('\n');
	const { clouds } = JSON.parse(readFileSync(join(running.stdout().split('\n')[0] ?? '', 'config.json'), 'utf8'));
	return [clouds.sandbox.authority, clouds.sandbox.graph].map((origin) => Number(new URL(origin).port));
}

/** No temporary folder and no process of this world is left. */
function expectNothingLeft(world: World): void {
	expect(readdirSync(join(world.root, 'tmp'))).toEqual([]);
	expect(processesOf(world.env['HOME'] ?? '')).toEqual([]);
}
