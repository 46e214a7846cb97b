/** Somebody who is signed in to a sandbox and browses mail in a real terminal. */
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { builtProgram, createSandboxWorld, type Ended, graphctl, type World } from './built-program.js';
import { startTestSandbox, type TestSandbox } from './sandbox.js';
import { signIn } from './sign-in.js';
import { runInTerminal, type TerminalRun } from './terminal.js';

export interface MailboxDesk {
	readonly sandbox: TestSandbox;
	/** Where files are saved. */
	readonly cwd: string;
	/** `graphctl mail browse` between two looks at the terminal's settings; `exit N` stands at the end. */
	browse(look?: Look): TerminalRun;
	/** A shell with job control in which `graphctl` is the built program. */
	shell(look?: Look): TerminalRun;
	run(args: readonly string[]): Promise<Ended>;
	/** Names of what was saved. */
	files(): readonly string[];
	/** Addresses that the browser was given. */
	opened(): Promise<readonly string[]>;
	/** The last sign-in address that stands on the screen, whole. */
	signInAddress(run: TerminalRun): string;
	/** The process of this desk whose command line ends with that word. */
	pidOf(word: string): number;
}

interface Look {
	/** Words behind `graphctl mail`; `browse` when not given. */
	readonly args?: string;
	readonly columns?: number;
	readonly rows?: number;
	readonly env?: Readonly<Record<string, string>>;
}

/** Signs in and prepares the terminal. */
export async function openMailboxDesk({
	scopes = ['User.Read', 'Mail.Read'],
	messages = 60,
	more = [],
}: {
	readonly scopes?: readonly string[];
	readonly messages?: number;
	/** Other people who are signed in; the last is the current account. */
	readonly more?: readonly string[];
} = {}): Promise<MailboxDesk> {
	const sandbox = await startTestSandbox({ autoApprove: true, messages });
	const world = await createSandboxWorld(sandbox);
	const scopeArgs = scopes.flatMap((scope) => ['--scope', scope]);
	await signIn(world, sandbox, scopeArgs);
	for (const person of more) await signIn(world, sandbox, [...scopeArgs, '--login-hint', person]);
	const cwd = join(world.root, 'work');
	await mkdir(cwd);
	const addresses = join(world.root, 'addresses');
	const bin = join(world.root, 'bin');
	await mkdir(bin);
	await script(join(bin, 'browser'), `printf '%s\\n' "$1" >>'${addresses}'`);
	await script(join(bin, 'graphctl'), `exec '${process.execPath}' '${builtProgram}' "$@"`);
	const env = {
		...world.env,
		TERM: 'xterm-256color',
		BROWSER: join(bin, 'browser'),
		PATH: `${bin}:${world.env['PATH'] ?? ''}`,
		PS1: '$ ',
	};
	const start = (file: string, args: readonly string[], { columns = 80, rows = 24, env: more }: Look): TerminalRun => {
		const run = runInTerminal(file, args, { columns, rows, cwd, env: { ...env, ...more } });
		onTestFinished(() => run.stop());
		return run;
	};
	return {
		sandbox,
		cwd,
		browse: (look = {}) =>
			start(
				'/bin/sh',
				[
					'-c',
					`trap : INT; echo what was here before; stty -g; graphctl mail ${look.args ?? 'browse'}; echo "exit $?"; stty -g; echo done`,
				],
				look,
			),
		shell: (look = {}) => start('/bin/bash', ['--norc', '--noprofile', '-i'], look),
		run: (args) => graphctl(args, world),
		files: () => readdirSync(cwd).sort(),
		opened: async () => (await readFile(addresses, 'utf8').catch(() => '')).split('\n').filter((line) => line !== ''),
		signInAddress: (run) => [...run.screen.text().matchAll(/https:\S+authorize\S+/g)].at(-1)?.[0] ?? '',
		pidOf: (word) => findProcess(world, word),
	};
}

/** What the terminal was before the mailbox, it is afterwards. */
export async function expectRestored(run: TerminalRun): Promise<void> {
	await run.waitFor(/^done$/m);
	const { buffer, modes } = run.screen.terminal;
	expect(buffer.active.type).toBe('normal');
	expect(run.screen.cursor().hidden).toBe(false);
	expect(modes.bracketedPasteMode).toBe(false);
	expect(modes.wraparoundMode).toBe(true);
	const settings = run.screen.lines().filter((line) => /^[0-9a-f]+(:[0-9a-f]+)+$/.test(line));
	expect(settings).toHaveLength(2);
	expect(new Set(settings).size).toBe(1);
	expect(run.screen.text()).toContain('what was here before');
	// The window's own title, which was put aside first.
	expect(run.output().lastIndexOf('\u001b[23;2t')).toBeGreaterThan(run.output().lastIndexOf('\u001b]2;'));
}

/** The output without what a full screen begins and ends with: the other buffer, lines that do not wrap, our own titles. */
export function ownScreenSequences(output: string): string {
	return output
		.replaceAll('\r', '')
		.replaceAll(/\u001b\[\?(?:1049|7)[hl]|\u001b\[2[23];2t/g, '')
		.replaceAll(/\u001b\]2;[^\u0000-\u001f\u007f-\u009f]* - graphctl\u001b\\/g, '');
}

async function script(file: string, line: string): Promise<void> {
	await writeFile(file, `#!/bin/sh\n${line}\n`);
	await chmod(file, 0o700);
}

function findProcess({ root }: World, word: string): number {
	for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
		try {
			const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
			if (words.at(-1) === word && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(root)) return Number(pid);
		} catch {
			// It ended while it was being looked at.
		}
	}
	throw new Error(`No process runs ${word}.`);
}
