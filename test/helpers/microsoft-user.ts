/** Somebody who runs commands in this process and signs in to the test's own Microsoft. */
import { run } from '../../src/cli/run.js';
import type { Runtime } from '../../src/runtime.js';
import type { CliUser } from './cli-user.js';
import { appId, type Microsoft } from './microsoft.js';
import { createTestRuntime } from './test-runtime.js';

export interface MicrosoftUser extends CliUser {
	/** Addresses that the browser opened, in order. */
	readonly visited: URL[];
	/** Runs a command line that must succeed, and returns standard output. */
	succeed(...argv: readonly string[]): Promise<string>;
}

/** Tokens rest in a plaintext file, so that tests can look at them; `login` names a username. */
export function createMicrosoftUser(microsoft: Microsoft, more: Partial<Runtime> = {}): MicrosoftUser {
	const { home } = createTestRuntime(more);
	const visited: URL[] = [];
	const user: MicrosoftUser = {
		home,
		visited,
		async run(...argv) {
			const visits: Promise<unknown>[] = [];
			const { runtime, stdout, stderr } = createTestRuntime({
				openBrowser: async (url) => void visits.push(microsoft.visit(url).then((at) => visited.push(at))),
				...more,
				env: {
					...microsoft.env,
					...{ DISPLAY: ':0', GRAPHCTL_CLIENT_ID: appId, GRAPHCTL_STORAGE: 'plaintext-file' },
					...more.env,
					GRAPHCTL_HOME: home,
				},
			});
			const code = await run(argv, runtime);
			runtime.http.close();
			await Promise.all(visits);
			return { code, stdout: stdout(), stderr: stderr() };
		},
		async succeed(...argv) {
			const { code, stdout, stderr } = await user.run(...argv);
			if (code !== 0) throw new Error(`graphctl ${argv.join(' ')} ended with ${code}:\n${stderr}`);
			return stdout;
		},
		login: async (person, ...args) => void (await user.succeed('login', '--browser', '--login-hint', person, ...args)),
		read: async (...argv) => JSON.parse(await user.succeed(...argv, '-o', 'json')),
	};
	return user;
}
