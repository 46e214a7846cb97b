/** A real Secret Service (dbus-daemon and gnome-keyring) that belongs to one test and leaves the user's own alone. */
import { type ChildProcess, execFile, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const password = 'test keyring';

export interface SecretService {
	/** Variables that lead a program to this service, on top of the usual environment. */
	readonly env: Record<string, string>;
	/** Password of the item with these attributes, as `secret-tool` finds it; undefined when there is none. */
	lookup(service: string, account: string): Promise<string | undefined>;
	/** Ends the prompt that `waitingPrompt` shows to nobody, as a user who cancels it. */
	dismissPrompt(): Promise<void>;
	/** Unlocks the keyring, as a desktop session would when its user signs in. */
	unlock(): Promise<void>;
	stop(): Promise<void>;
}

export interface SecretItem {
	readonly service: string;
	readonly account: string;
	readonly secret: string;
}

/** Starts an unlocked service with an empty default keyring. Its prompter cannot show anything. */
export async function startSecretService(): Promise<SecretService> {
	return start([], false);
}

/**
 * Starts a service whose keyring holds these items and is locked.
 *
 * @param waitingPrompt a prompt to unlock it waits for the user, instead of failing at once
 */
export async function startLockedSecretService(
	items: readonly SecretItem[] = [],
	{ waitingPrompt = false }: { waitingPrompt?: boolean } = {},
): Promise<SecretService> {
	return start(items, true, waitingPrompt);
}

async function start(items: readonly SecretItem[], locked: boolean, waitingPrompt = false): Promise<SecretService> {
	const root = await mkdtemp(join(tmpdir(), 'graphctl-keyring-'));
	const env: Record<string, string> = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${root}/bus` };
	for (const name of ['DATA', 'CACHE', 'CONFIG']) env[`XDG_${name}_HOME`] = join(root, name.toLowerCase());
	env['XDG_RUNTIME_DIR'] = join(root, 'runtime');
	for (const folder of Object.values(env).filter((value) => value.startsWith(root)))
		await mkdir(folder, { mode: 0o700 });
	const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...rest } = process.env;
	const all = { ...rest, ...env };
	if (waitingPrompt) await installWaitingPrompter(root);
	const bus = spawnBound(
		'dbus-daemon',
		['--session', '--nofork', '--nopidfile', `--address=unix:path=${root}/bus`, '--print-address'],
		{
			env: all,
			stdio: ['ignore', 'pipe', 'ignore'],
		},
	);
	if (bus.stdout) await once(bus.stdout, 'data');
	let keyring = await startKeyring(all, true);
	for (const { service, account, secret } of items) {
		const store = execFile('secret-tool', ['store', '--label', account, 'service', service, 'account', account], {
			env: all,
		});
		store.stdin?.end(secret);
		await once(store, 'close');
	}
	if (locked) {
		await end(keyring);
		keyring = await startKeyring(all, false);
	}
	return {
		env,
		async lookup(service, account) {
			const args = ['lookup', 'service', service, 'account', account];
			return run('secret-tool', args, { env: all, maxBuffer: 64 << 20 }).then(
				({ stdout }) => stdout,
				() => undefined,
			);
		},
		dismissPrompt: () => writeFile(`${root}/dismissed`, ''),
		async unlock() {
			await unlock(all);
		},
		async stop() {
			// A prompt that is still open would keep the keyring daemon from ending.
			await writeFile(`${root}/dismissed`, '');
			await end(keyring);
			await end(bus);
			await rm(root, { recursive: true, force: true });
		},
	};
}

/** Starts the daemon; to unlock, it reads the password from its standard input. */
async function startKeyring(env: NodeJS.ProcessEnv, unlocked: boolean): Promise<ChildProcess> {
	const flags = unlocked ? ['--unlock'] : [];
	const child = spawnBound(
		'gnome-keyring-daemon',
		['--foreground', '--components=secrets', `--control-directory=${controlFolder(env)}`, ...flags],
		{
			env,
			stdio: ['pipe', 'ignore', 'ignore'],
		},
	);
	child.stdin?.end(unlocked ? password : '');
	const deadline = Date.now() + 10_000;
	for (;;) {
		const answer = await ask(env);
		if (answer !== undefined && (!unlocked || !answer.includes('"/"'))) return child;
		if (Date.now() > deadline) throw new Error(`gnome-keyring-daemon did not come up: ${answer ?? 'no answer'}`);
	}
}

/** Replaces gcr's prompter by one that never shows anything and ends when the prompt is dismissed. */
async function installWaitingPrompter(root: string): Promise<void> {
	const folder = `${root}/data/dbus-1/services`;
	await mkdir(folder, { recursive: true });
	await writeFile(
		`${root}/prompter`,
		`#!/bin/sh\nwhile [ -d ${root} ] && [ ! -e ${root}/dismissed ]; do sleep 0.02; done\nexit 1\n`,
		{ mode: 0o700 },
	);
	const name = 'org.gnome.keyring.SystemPrompter';
	await writeFile(`${folder}/${name}.service`, `[D-BUS Service]\nName=${name}\nExec=${root}/prompter\n`);
}

/** Hands the daemon the password through its control socket, as the desktop's PAM module does at sign-in. */
async function unlock(env: NodeJS.ProcessEnv): Promise<void> {
	const socket = connect(`${controlFolder(env)}/control`);
	const request = Buffer.alloc(1 + 12 + password.length);
	// A byte that carries the peer's identity; then length, operation 1 (unlock), and the password.
	request.writeUInt32BE(12 + password.length, 1);
	request.writeUInt32BE(1, 5);
	request.writeUInt32BE(password.length, 9);
	request.write(password, 13);
	socket.write(request);
	const [answer] = await once(socket, 'data');
	socket.destroy();
	if (!(Buffer.isBuffer(answer) && answer.readUInt32BE(4) === 0))
		throw new Error('gnome-keyring-daemon refused the password');
}

function controlFolder(env: NodeJS.ProcessEnv): string {
	return `${env['XDG_RUNTIME_DIR']}/control`;
}

/** Path of the default keyring, asked without activating another daemon. */
async function ask(env: NodeJS.ProcessEnv): Promise<string | undefined> {
	const owner = ['--session', '--print-reply=literal', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus'];
	const method = 'org.freedesktop.DBus.NameHasOwner';
	const owned = await run('dbus-send', [...owner, method, 'string:org.freedesktop.secrets'], { env });
	if (!owned.stdout.includes('true')) return undefined;
	const target = ['--session', '--print-reply', '--dest=org.freedesktop.secrets', '/org/freedesktop/secrets'];
	return run('dbus-send', [...target, 'org.freedesktop.Secret.Service.ReadAlias', 'string:default'], { env }).then(
		({ stdout }) => stdout,
		() => undefined,
	);
}

async function end(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const closed = once(child, 'close');
	child.kill('SIGTERM');
	const force = setTimeout(() => child.kill('SIGKILL'), 3000);
	await closed;
	clearTimeout(force);
}

/** Starts a program that ends when this process ends, however that happens. */
function spawnBound(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
	return spawn('setpriv', ['--pdeathsig', 'TERM', command, ...args], options);
}
