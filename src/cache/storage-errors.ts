/** File-system failures in words that name the path, the cause and the way out. */
import { type ErrorCode, GraphctlError } from '../errors.js';

/** System error code of a failed file operation (`ENOENT`, ...), or undefined for anything else. */
export function systemCode(error: unknown): string | undefined {
	return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

const causes: Readonly<Record<string, readonly [ErrorCode, string, string]>> = {
	ENOSPC: ['storage.disk-full', 'the disk is full', 'Free some space and run the command again.'],
	EDQUOT: ['storage.disk-full', 'your disk quota is used up', 'Free some space and run the command again.'],
	EROFS: ['storage.read-only', 'the file system is read-only', 'Set GRAPHCTL_HOME to a folder that can be written.'],
	EACCES: ['storage.no-permission', 'permission was denied', 'Check who owns the file and its folder.'],
	EPERM: ['storage.no-permission', 'the operation is not permitted', 'Check who owns the file and its folder.'],
	ENOTDIR: [
		'storage.bad-path',
		'a part of the path is not a folder',
		'Set GRAPHCTL_HOME to a folder that can be written.',
	],
	EEXIST: [
		'storage.bad-path',
		'a part of the path is not a folder',
		'Set GRAPHCTL_HOME to a folder that can be written.',
	],
	EISDIR: ['storage.bad-path', 'it is a folder', 'Move that folder away and run the command again.'],
	ELOOP: ['storage.unsafe-file', 'it is a symbolic link', 'Remove the link and run the command again.'],
	EMFILE: ['storage.failed', 'too many files are open', 'Close other programs and run the command again.'],
};

/** Translates a failed file operation. @param action what was tried, e.g. "write" */
export function toStorageError(error: unknown, action: string, path: string): GraphctlError {
	if (error instanceof GraphctlError) return error;
	const code = systemCode(error);
	const known = code === undefined ? undefined : causes[code];
	const words = known?.[1] ?? (error instanceof Error ? error.message : String(error));
	return new GraphctlError({
		code: known?.[0] ?? 'storage.failed',
		message: `Cannot ${action} ${path}: ${words}${known && code ? ` (${code})` : ''}.`,
		hint: known?.[2] ?? '`graphctl status` says where the tokens rest.',
		cause: error,
	});
}

/** The error of content that cannot be read back. @param what why it cannot, e.g. "it is not JSON" */
export function corrupt(location: string, what: string, cause?: unknown): GraphctlError {
	return new GraphctlError({
		code: 'storage.corrupt',
		message: `The content of ${location} is damaged: ${what}.`,
		hint: 'Run `graphctl logout --all` and `graphctl login` again.',
		cause,
	});
}
