/**
 * The persistence classes of msal-node-extensions. Imported on demand, after keytar was probed: the import throws without keytar.
 * Naming the classes here, and not in an `import()`, lets the bundler leave out the rest of the package.
 */
import {
	DataProtectionScope,
	FilePersistenceWithDataProtection,
	KeychainPersistence,
	LibSecretPersistence,
} from '@azure/msal-node-extensions';
import type { KeychainItem } from '../runtime.js';
import { dpapiFile } from './dpapi-file.js';

/** The part of a persistence class that we use. */
export interface Persistence {
	save(contents: string): Promise<void>;
	load(): Promise<string | null>;
	delete(): Promise<boolean>;
}

/** Marker file of the persistence classes: graphctl has its own way to see changes, so nothing is written. */
const noFile = { save: async () => {}, delete: async () => true };

/**
 * The persistence of one item, made directly and not by `PersistenceCreator`: its check shares one item and one file between
 * processes, and concurrent starts make it fail. The classes' own `create` is avoided because it writes marker files.
 */
export function openPersistence(platform: NodeJS.Platform, { service, account, file }: KeychainItem): Persistence {
	if (platform === 'win32') {
		return Reflect.construct(FilePersistenceWithDataProtection, [dpapiFile(file), DataProtectionScope.CurrentUser]);
	}
	const type = platform === 'darwin' ? KeychainPersistence : LibSecretPersistence;
	return Reflect.construct(type, [noFile, service, account]);
}
