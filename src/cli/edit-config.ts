/** Changes to the config file, one process after the other. */
import { makeFolder } from '../cache/make-folder.js';
import { type ConfigFile, readConfigFile, writeConfigFile } from '../config/config-file.js';
import type { Runtime } from '../runtime.js';
import { withConfigLock } from './config-lock.js';

/** Reads, changes and replaces the config file, so that no other command's change is lost. @throws GraphctlError `config.*` */
export async function editConfig(runtime: Runtime, change: (file: ConfigFile) => ConfigFile): Promise<void> {
	const work = async (): Promise<void> => writeConfigFile(runtime, change(await readConfigFile(runtime)), makeFolder);
	await withConfigLock(runtime, work, runtime.signal);
}
