/** Why a file cannot be read or written, in words. */

const shared: Readonly<Record<string, string>> = {
	EACCES: 'the system does not allow it',
	EPERM: 'the system does not allow it',
	EROFS: 'the disk is read-only',
	ENAMETOOLONG: 'the name is too long',
	ELOOP: 'its links lead in a circle',
	EISDIR: 'it is a folder',
};

const writing: Readonly<Record<string, string>> = {
	...shared,
	ENOENT: 'its folder is not there',
	ENOTDIR: 'its folder is not a folder',
};

const reading: Readonly<Record<string, string>> = {
	...shared,
	ENOENT: 'it is not there',
	ENOTDIR: 'its folder is not a folder',
};

/** The reason that a system error has when a file is written; undefined for one that has no words here. */
export function findWriteReason(error: unknown): string | undefined {
	return writing[codeOf(error)];
}

/** Why a file cannot be written: in words, else as the system says it. */
export function writeReason(error: unknown): string {
	return findWriteReason(error) ?? saying(error);
}

/** Why a file cannot be read: in words, else as the system says it. */
export function readReason(error: unknown): string {
	return reading[codeOf(error)] ?? saying(error);
}

function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function saying(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
