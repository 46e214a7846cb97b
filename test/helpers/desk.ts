/** A person's computer for one test: home folder, keychain, browser command, and a sandbox to sign in to. */
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { keychainService } from '../../src/cache/keychain.js';
import type { SandboxOptions } from '../../src/sandbox/types.js';
import {
	builtProgram,
	cloudOf,
	createWorld,
	type Ended,
	type Running,
	startGraphctl,
	type World,
} from './built-program.js';
import { startTestSandbox, type TestSandbox } from './sandbox.js';
import { type SecretService, startSecretService } from './secret-service.js';
import { runInTerminal, type TerminalRun } from './terminal.js';

export interface Desk extends World {
	/** `HOME`; config, state and cache rest in the XDG folders below it. */
	readonly home: string;
	readonly sandbox: TestSandbox;
	readonly secrets: SecretService;
	start(args: readonly string[], more?: RunMore): Running;
	/** Runs the built program to its end, without a terminal. */
	run(args: readonly string[], more?: RunMore): Promise<Ended>;
	/** Runs it in a terminal; it is ended with the test. */
	terminal(args: readonly string[], more?: TerminalMore): TerminalRun;
	/** Addresses that the program gave to the browser so far, oldest first. */
	opened(): Promise<readonly string[]>;
	/** Waits for the browser's nth address, counted from 1. */
	waitForBrowser(count?: number): Promise<string>;
	/** What the keychain holds for graphctl; undefined when nothing. */
	tokens(): Promise<string | undefined>;
}

interface RunMore {
	readonly env?: Readonly<Record<string, string>>;
	readonly stdin?: string;
	readonly timeout?: number;
}

interface TerminalMore {
	readonly columns?: number;
	readonly rows?: number;
	readonly env?: Readonly<Record<string, string>>;
	/** A shell line around the program, which is `"$@"` in it. */
	readonly shell?: string;
}

export interface DeskOptions extends Partial<SandboxOptions> {
	/** The keychain; default is a fresh, unlocked one. */
	readonly secrets?: SecretService;
}

/** Sets up a desk whose config file chooses the sandbox. Everything is gone when the test ends. `more` are variables. */
export async function createDesk(
	options: DeskOptions = {},
	more: Readonly<Record<string, string>> = {},
): Promise<Desk> {
	const { secrets: given, ...sandboxOptions } = options;
	const [sandbox, secrets] = await Promise.all([startTestSandbox(sandboxOptions), given ?? startSecretService()]);
	onTestFinished(() => secrets.stop());
	const world = await createWorld({
		GRAPHCTL_HOME: undefined,
		GRAPHCTL_STORAGE: undefined,
		GRAPHCTL_PASSPHRASE: undefined,
	});
	const home = world.env['HOME'] ?? '';
	const config = join(home, '.config', 'graphctl');
	await mkdir(config, { recursive: true, mode: 0o700 });
	await writeFile(
		join(config, 'config.json'),
		JSON.stringify({ cloud: 'sandbox', clouds: { sandbox: cloudOf(sandbox) } }),
	);
	const browser = join(world.root, 'browser');
	const addresses = join(world.root, 'addresses');
	await writeFile(browser, `#!/bin/sh\nprintf '%s\\n' "$1" >>'${addresses}'\n`);
	await chmod(browser, 0o700);
	const env = {
		...world.env,
		BROWSER: browser,
		// A bus address alone: the keyring's own XDG folders are no business of graphctl.
		DBUS_SESSION_BUS_ADDRESS: secrets.env['DBUS_SESSION_BUS_ADDRESS'] ?? '',
		...more,
	};
	const opened = async (): Promise<readonly string[]> =>
		(await readFile(addresses, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
	const start: Desk['start'] = (args, run = {}) => startGraphctl(args, { ...run, env: { ...env, ...run.env } });
	return {
		root: world.root,
		home,
		sandbox,
		secrets,
		env,
		start,
		run: (args, run) => start(args, run).ended(),
		terminal(args, look = {}) {
			const { shell, columns, rows } = look;
			const words = [process.execPath, builtProgram, ...args];
			const [file = '', ...rest] = shell === undefined ? words : ['/bin/sh', '-c', shell, 'sh', ...words];
			const run = runInTerminal(file, rest, {
				cwd: home,
				env: { ...env, TERM: 'xterm-256color', ...look.env },
				...(columns === undefined ? {} : { columns }),
				...(rows === undefined ? {} : { rows }),
			});
			onTestFinished(() => run.stop());
			return run;
		},
		opened,
		waitForBrowser: (count = 1) =>
			vi.waitFor(
				async () => {
					const address = (await opened())[count - 1];
					if (address === undefined) throw new Error(`The browser was not asked to open ${count} addresses.`);
					return address;
				},
				{ timeout: 10_000, interval: 20 },
			),
		tokens: () => secrets.lookup(keychainService, 'tokens'),
	};
}

/** Every file below a folder and its bytes; what disappears meanwhile is left out. */
export function filesBelow(folder: string): ReadonlyMap<string, Buffer> {
	const files = new Map<string, Buffer>();
	for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
		if (entry.isFile()) files.set(join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name)));
	}
	return files;
}

/** Everything that is in files below a folder. */
export function textBelow(folder: string): string {
	return [...filesBelow(folder).values()].map((bytes) => bytes.toString('latin1')).join('\n');
}

/** Command lines of the running processes that have this home folder. */
export function processesOf(home: string): readonly string[] {
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.flatMap((pid) => {
			try {
				const isOurs = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`HOME=${home}`);
				return isOurs ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')] : [];
			} catch {
				// It ended while it was being looked at.
				return [];
			}
		});
}

/** Whether somebody listens on a loopback port. */
export async function isListening(port: number): Promise<boolean> {
	const answers = await Promise.all(
		['127.0.0.1', '::1'].map(
			(host) =>
				new Promise<boolean>((resolve) => {
					const socket = connect(port, host);
					const answer = (open: boolean): void => {
						socket.destroy();
						resolve(open);
					};
					socket.once('connect', () => answer(true));
					socket.once('error', () => answer(false));
				}),
		),
	);
	return answers.includes(true);
}
