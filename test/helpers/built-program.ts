/** The built program as a real child process, in a world of its own: home folder, environment and time limit. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Sandbox } from '../../src/sandbox/types.js';
import { makeTempFolder } from './temp-folder.js';

/** Root of the project. */
export const projectRoot = join(import.meta.dirname, '..', '..');

/** What `npm run build` made. */
export const builtProgram = join(projectRoot, 'dist', 'graphctl.js');

export interface World {
	/** Folder that holds everything of this world. */
	readonly root: string;
	/** `GRAPHCTL_HOME`. */
	readonly home: string;
	/** The whole environment of the programs in it: nothing of the tests' own but PATH. */
	readonly env: Readonly<Record<string, string>>;
}

export interface CloudSetup {
	readonly authority: string;
	readonly graph: string;
	readonly caFile?: string;
	readonly clientId?: string;
}

/** A fresh home, gone when the test ends. Tokens rest in an encrypted file unless `more` says otherwise. */
export async function createWorld(more: Readonly<Record<string, string | undefined>> = {}): Promise<World> {
	const root = await makeTempFolder();
	const home = join(root, 'graphctl');
	for (const folder of ['home', 'tmp']) await mkdir(join(root, folder), { mode: 0o700 });
	const env = {
		PATH: process.env['PATH'] ?? '',
		HOME: join(root, 'home'),
		TMPDIR: join(root, 'tmp'),
		LANG: 'C.UTF-8',
		TZ: 'UTC',
		GRAPHCTL_HOME: home,
		GRAPHCTL_STORAGE: 'encrypted-file',
		GRAPHCTL_PASSPHRASE: 'a passphrase for tests',
		...more,
	};
	return {
		root,
		home,
		env: Object.fromEntries(
			Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
		),
	};
}

/** Defines clouds in the world's config file. */
export async function writeClouds(
	world: Pick<World, 'home'>,
	clouds: Readonly<Record<string, CloudSetup>>,
): Promise<void> {
	await mkdir(world.home, { recursive: true, mode: 0o700 });
	await writeFile(join(world.home, 'config.json'), JSON.stringify({ clouds }));
}

/** A world whose cloud `sandbox` is the chosen one and leads to this sandbox. */
export async function createSandboxWorld(
	sandbox: Pick<Sandbox, 'loginOrigin' | 'graphOrigin' | 'caFile' | 'clientId'>,
	more: Readonly<Record<string, string | undefined>> = {},
): Promise<World> {
	const world = await createWorld({ GRAPHCTL_CLOUD: 'sandbox', ...more });
	await writeClouds(world, { sandbox: cloudOf(sandbox) });
	return world;
}

/** The cloud entry of a sandbox. */
export function cloudOf(
	sandbox: Pick<Sandbox, 'loginOrigin' | 'graphOrigin' | 'caFile' | 'clientId'>,
): Required<CloudSetup> {
	return {
		authority: sandbox.loginOrigin,
		graph: sandbox.graphOrigin,
		caFile: sandbox.caFile,
		clientId: sandbox.clientId,
	};
}

export interface RunOptions {
	readonly env: Readonly<Record<string, string>>;
	/** Standard input; without it there is none. */
	readonly stdin?: string;
	readonly cwd?: string;
	/** Milliseconds until the program is killed and the wait fails, default 20 000. */
	readonly timeout?: number;
}

export interface Ended {
	/** Exit code, or null when a signal ended the program. */
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly stdout: string;
	readonly stderr: string;
}

export interface Running {
	readonly pid: number;
	stdout(): string;
	stderr(): string;
	/** Resolves when one of the two outputs holds the text; rejects when the program ends first. */
	waitFor(text: string | RegExp): Promise<void>;
	kill(signal: NodeJS.Signals): void;
	ended(): Promise<Ended>;
}

/** Runs the built program to its end. */
export async function graphctl(args: readonly string[], options: RunOptions): Promise<Ended> {
	return startGraphctl(args, options).ended();
}

/** Starts the built program. */
export function startGraphctl(args: readonly string[], options: RunOptions): Running {
	if (!existsSync(builtProgram)) throw new Error('There is no built program: npm run build');
	return startProgram(process.execPath, [builtProgram, ...args], options);
}

/** Starts any program; it is killed when the test ends before it. */
export function startProgram(file: string, args: readonly string[], options: RunOptions): Running {
	const { env, stdin, cwd, timeout = 20_000 } = options;
	const child = spawn(file, [...args], {
		env: { ...env },
		stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
		...(cwd === undefined ? {} : { cwd }),
	});
	const texts = { stdout: '', stderr: '' };
	const watchers = new Set<() => void>();
	const notify = (): void => {
		for (const watcher of [...watchers]) watcher();
	};
	for (const name of ['stdout', 'stderr'] as const) {
		child[name]?.setEncoding('utf8').on('data', (text: string) => {
			texts[name] += text;
			notify();
		});
	}
	// A program that ends early does not read its input.
	child.stdin?.on('error', () => {});
	child.stdin?.end(stdin);
	const said = (): string => `--- stdout\n${texts.stdout}\n--- stderr\n${texts.stderr}`;
	let result: Ended | undefined;
	const end = new Promise<Ended>((resolve, reject) => {
		const timer = setTimeout(() => {
			child.kill('SIGKILL');
			reject(new Error(`${file} ${args.join(' ')} still ran after ${timeout} ms.\n${said()}`));
		}, timeout);
		child.once('error', reject);
		child.once('close', (code, signal) => {
			clearTimeout(timer);
			result = { code, signal, ...texts };
			resolve(result);
			notify();
		});
	});
	end.catch(() => {});
	onTestFinished(() => {
		if (!result) child.kill('SIGKILL');
	});
	return {
		pid: child.pid ?? 0,
		stdout: () => texts.stdout,
		stderr: () => texts.stderr,
		waitFor: (wanted) =>
			new Promise((resolve, reject) => {
				const look = (): void => {
					const found = [texts.stdout, texts.stderr].some((text) =>
						typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text),
					);
					if (!found && !result) return;
					watchers.delete(look);
					if (found) resolve();
					else
						reject(
							new Error(`The program ended (${result?.code ?? result?.signal}) before it said ${wanted}.\n${said()}`),
						);
				};
				watchers.add(look);
				end.catch(reject);
				look();
			}),
		kill: (signal) => void child.kill(signal),
		ended: () => end,
	};
}
