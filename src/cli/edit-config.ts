/** Changes to the config file, one process after the other. */
import { join } from 'node:path';
import { withLock } from '../cache/file-lock.js';
import { type ConfigFile, readConfigFile, writeConfigFile } from '../config/config-file.js';
import type { Runtime } from '../runtime.js';

/** Reads, changes and replaces the config file under a lock, so that no other command's change is lost. @throws GraphctlError `config.*` */
export async function editConfig(runtime: Runtime, change: (file: ConfigFile) => ConfigFile): Promise<void> {
	const lock = join(runtime.folders.state, 'config.lock');
	await withLock(runtime, lock, async () => writeConfigFile(runtime, change(await readConfigFile(runtime))), {
		signal: runtime.signal,
	});
}
