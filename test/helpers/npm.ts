/** Runs npm as a user of this machine would, whatever npm command the tests themselves run in. */
import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs npm and returns its standard output. @throws Error with what it said when it fails */
export async function runNpm(args: readonly string[], cwd: string): Promise<string> {
	const { stdout } = await run('npm', [...args], {
		cwd,
		env: await npmEnvironment(),
		maxBuffer: 16 << 20,
		timeout: 150_000,
	});
	return stdout;
}

/**
 * The environment of a fresh shell: without what an outer npm hands down, but with its certificate authority. That one must be named,
 * as npm looks for its global configuration beside the prefix, and the tests choose their own.
 */
export async function npmEnvironment(): Promise<NodeJS.ProcessEnv> {
	const own = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) && name !== 'NODE_OPTIONS');
	// The program's own Node comes without npm.
	const path = (process.env['PATH'] ?? '')
		.split(delimiter)
		.filter((folder) => !folder.endsWith(join('node_modules', '.bin')));
	const env = { ...Object.fromEntries(own), PATH: path.join(delimiter), NO_UPDATE_NOTIFIER: '1' };
	const told = process.env['npm_config_cafile'];
	const cafile = told || (await run('npm', ['config', 'get', 'cafile'], { env })).stdout.trim();
	return cafile === '' || cafile === 'null' ? env : { ...env, npm_config_cafile: cafile };
}
