/** The file under Windows' data protection, replaced as a whole: msal-node-extensions' own would be half written after a crash. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What `FilePersistenceWithDataProtection` asks of its file. */
export interface ProtectedFile {
	saveBuffer(contents: Uint8Array): Promise<void>;
	/** Undefined when there is no file. */
	loadBuffer(): Promise<Uint8Array | undefined>;
	/** True when there was a file. */
	delete(): Promise<boolean>;
	getLogger(): { info(message: string): void };
}

/** A file that holds either the old content or the new, never a part. */
export function dpapiFile(path: string): ProtectedFile {
	return {
		async saveBuffer(contents) {
			await mkdir(dirname(path), { recursive: true, mode: 0o700 });
			const temporary = `${path}.${randomUUID()}.tmp`;
			try {
				const file = await open(temporary, 'wx', 0o600);
				try {
					await file.writeFile(contents);
					await file.sync();
				} finally {
					await file.close();
				}
				await rename(temporary, path);
			} catch (error) {
				await rm(temporary, { force: true });
				throw error;
			}
		},
		async loadBuffer() {
			try {
				return await readFile(path);
			} catch (error) {
				if (isMissing(error)) return undefined;
				throw error;
			}
		},
		async delete() {
			try {
				await rm(path);
				return true;
			} catch (error) {
				if (isMissing(error)) return false;
				throw error;
			}
		},
		getLogger: () => ({ info: () => {} }),
	};
}

function isMissing(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
