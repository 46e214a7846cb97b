/** Somebody who runs commands in this process, one after the other, with one home folder, keychain and sandbox. */
import { run } from '../../src/cli/run.js';
import type { Runtime } from '../../src/runtime.js';
import { cloudOf, type Ended, type World, writeClouds } from './built-program.js';
import type { TestSandbox } from './sandbox.js';
import { visitSignIn } from './sign-in.js';
import { createTestRuntime } from './test-runtime.js';

export interface CliUser extends Pick<World, 'home'> {
	/** Runs a command line to its end. */
	run(...argv: readonly string[]): Promise<Pick<Ended, 'code' | 'stdout' | 'stderr'>>;
	/** Signs this person of the sandbox in with the browser; fails the test when that fails. */
	login(person: string, ...more: readonly string[]): Promise<void>;
	/** The JSON that a successful command prints. */
	read<T>(...argv: readonly string[]): Promise<T>;
}

/** A user whose home knows the sandbox under these cloud names; the first is the chosen one. */
export async function createCliUser(
	sandbox: TestSandbox,
	more: Partial<Runtime> = {},
	clouds = ['sandbox'],
): Promise<CliUser> {
	const { home, runtime: first } = createTestRuntime(more);
	await writeClouds({ home }, Object.fromEntries(clouds.map((name) => [name, cloudOf(sandbox)])));
	const runLine: CliUser['run'] = async (...argv) => {
		const visits: Promise<unknown>[] = [];
		const { runtime, stdout, stderr } = createTestRuntime({
			keychain: first.keychain,
			// The command waits for the browser to start, not for the person who uses it.
			openBrowser: async (url) => void visits.push(visitSignIn(sandbox.caFile, url)),
			...more,
			env: { GRAPHCTL_CLOUD: clouds[0], ...more.env, GRAPHCTL_HOME: home },
		});
		const code = await run(argv, runtime);
		await Promise.all(visits);
		return { code, stdout: stdout(), stderr: stderr() };
	};
	const succeed = async (argv: readonly string[]): Promise<string> => {
		const { code, stdout, stderr } = await runLine(...argv);
		if (code !== 0) throw new Error(`graphctl ${argv.join(' ')} ended with ${code}:\n${stderr}`);
		return stdout;
	};
	return {
		home,
		run: runLine,
		login: async (person, ...args) =>
			void (await succeed(['login', '--browser', '--login-hint', `${person}@contoso.com`, ...args])),
		read: async (...argv) => JSON.parse(await succeed([...argv, '-o', 'json'])),
	};
}
