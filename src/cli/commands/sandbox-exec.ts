/** `graphctl sandbox exec -- COMMAND` */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { makeFolder } from '../../cache/make-folder.js';
import { writeConfigFile } from '../../config/config-file.js';
import { type SettingKey, schema } from '../../config/schema.js';
import type { Runtime } from '../../runtime.js';
import { defineCommand } from '../command.js';
import { checkSandboxArgs, cloudEntryOf, missingCommand, sandboxArgs, startFromArgs } from '../sandbox-options.js';

export const command = defineCommand({
	args: sandboxArgs,
	examples: [
		['graphctl sandbox exec --auto-approve -- ./my-script.sh', 'run a script against a sandbox of its own'],
		['graphctl sandbox exec -- bash', 'a shell in which graphctl talks to the sandbox'],
	],
	passesWords: true,
	check: checkSandboxArgs,
	async run(runtime, args) {
		const words = args['--'] ?? [];
		if (words.length === 0) throw missingCommand();
		const home = await mkdtemp(join(tmpdir(), 'graphctl-sandbox-'));
		try {
			const sandbox = await startFromArgs(runtime, args, join(home, 'sandbox'));
			try {
				const folders = { config: home, state: home, cache: home };
				await writeConfigFile({ ...runtime, folders }, { clouds: { sandbox: cloudEntryOf(sandbox) } }, makeFolder);
				const code = await runtime.execute(words, {
					...withoutOuterSettings(runtime.env),
					GRAPHCTL_HOME: home,
					GRAPHCTL_CLOUD: 'sandbox',
					IDENTITY_ENDPOINT: sandbox.managedIdentity.endpoint,
					IDENTITY_HEADER: sandbox.managedIdentity.header,
					PATH: `${await ownCommand(runtime, home)}${delimiter}${runtime.env['PATH'] ?? ''}`,
					...(runtime.env['GRAPHCTL_STORAGE'] ? {} : throwAwayStorage(runtime)),
				});
				// Ctrl-C meant us; how the command ended of it is its own business.
				return runtime.signal.aborted ? 130 : code;
			} finally {
				await sandbox.close();
			}
		} finally {
			await rm(home, { recursive: true, force: true, maxRetries: 3 });
		}
	},
});

/** Empties what would lead the command to another app, tenant or account, and takes the sandbox from behind the proxy. */
function withoutOuterSettings(env: Runtime['env']): Record<string, string> {
	const misleading: readonly SettingKey[] = ['client-id', 'tenant', 'authority', 'account'];
	const settings = schema.filter(({ key }) => misleading.includes(key)).flatMap((row) => row.variables);
	const variables = [...settings, 'GRAPHCTL_ACCESS_TOKEN'];
	const direct = [env['no_proxy'] || env['NO_PROXY'], 'localhost'].filter(Boolean).join(',');
	return { ...Object.fromEntries(variables.map((name) => [name, ''])), NO_PROXY: direct, no_proxy: direct };
}

/** A folder whose `graphctl` is this very program, so that the command inside runs the same version. */
async function ownCommand(runtime: Runtime, home: string): Promise<string> {
	const folder = join(home, 'bin');
	const file = join(folder, runtime.platform === 'win32' ? 'graphctl.cmd' : 'graphctl');
	const [node, script] = runtime.program;
	await makeFolder(folder, 0o700);
	const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
	await writeFile(
		file,
		runtime.platform === 'win32'
			? `@"${node}" "${script}" %*\r\n`
			: `#!/bin/sh\nexec ${quote(node)} ${quote(script)} "$@"\n`,
	);
	await chmod(file, 0o700);
	return folder;
}

function throwAwayStorage(runtime: Runtime): { GRAPHCTL_STORAGE: string; GRAPHCTL_PASSPHRASE: string } {
	const passphrase = Buffer.from(runtime.randomBytes(24)).toString('base64url');
	return { GRAPHCTL_STORAGE: 'encrypted-file', GRAPHCTL_PASSPHRASE: passphrase };
}
