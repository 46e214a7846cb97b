/** Why a file cannot be read or written, in words. */
import { GraphctlError } from '../errors.js';

const shared: Readonly<Record<string, string>> = {
	EACCES: 'the system does not allow it',
	EPERM: 'the system does not allow it',
	EROFS: 'the disk is read-only',
	ENAMETOOLONG: 'the name is too long',
	ELOOP: 'its links lead in a circle',
	EISDIR: 'it is a folder',
	ENOTDIR: 'a part of the path is no folder',
};

const writing: Readonly<Record<string, string>> = {
	...shared,
	ENOENT: 'its folder is not there',
	// Of a file that is there already callers speak in their own words.
	EEXIST: 'it is no folder',
};

/** What a shorter or another name does not mend. */
const full: Readonly<Record<string, string>> = {
	ENOSPC: 'the disk is full',
	EDQUOT: 'your quota of the disk is used up',
	EFBIG: 'the file would be larger than it may be here',
};

const reading: Readonly<Record<string, string>> = { ...shared, ENOENT: 'it is not there' };

/**
 * The error of a file or folder that cannot be written, or read where `action` says so; an error of ours stays as it is. Its code is
 * `usage.output-file`, `internal.disk-full`, or `internal.output` where there are no words.
 */
export function fileError(path: string, error: unknown, action: 'write' | 'read' = 'write'): GraphctlError {
	if (error instanceof GraphctlError) return error;
	const noRoom = full[codeOf(error)];
	const words = noRoom ?? (action === 'write' ? writing : reading)[codeOf(error)];
	return new GraphctlError({
		code: noRoom ? 'internal.disk-full' : words ? 'usage.output-file' : 'internal.output',
		message: `Cannot ${action} ${path}: ${words ?? saying(error)}.`,
		hint: noRoom && codeOf(error) !== 'EFBIG' ? 'Make room, and run the same line again.' : undefined,
		cause: error,
	});
}

/** Why a file cannot be written: in words, else as the system says it. */
export function writeReason(error: unknown): string {
	return writing[codeOf(error)] ?? full[codeOf(error)] ?? saying(error);
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
