/** What can go wrong with the place of an export, in words. */
import { type ErrorCode, GraphctlError } from '../../errors.js';
import { systemCode } from '../output-file.js';

const causes: Readonly<Record<string, readonly [ErrorCode, string, string?]>> = {
	ENOSPC: [
		'internal.disk-full',
		'the disk is full',
		'Make room, and run the same line again: it goes on where this one stopped.',
	],
	EDQUOT: [
		'internal.disk-full',
		'your quota of the disk is used up',
		'Make room, and run the same line again: it goes on where this one stopped.',
	],
	EFBIG: ['internal.disk-full', 'the file would be larger than it may be here'],
	EACCES: ['usage.output-file', 'the system does not allow it'],
	EPERM: ['usage.output-file', 'the system does not allow it'],
	EROFS: ['usage.output-file', 'the disk is read-only'],
	ENOENT: ['usage.output-file', 'its folder is not there'],
	ENOTDIR: ['usage.output-file', 'a part of the path is no folder'],
	EEXIST: ['usage.output-file', 'it is no folder'],
	ELOOP: ['usage.output-file', 'its links lead in a circle'],
	ENAMETOOLONG: ['usage.output-file', 'the name is too long'],
};

/** The error of a file that cannot be written or read; an error of ours stays as it is. */
export function fileError(path: string, error: unknown, action = 'write'): GraphctlError {
	if (error instanceof GraphctlError) return error;
	const known = causes[String(systemCode(error))];
	return new GraphctlError({
		code: known?.[0] ?? 'internal.output',
		message: `Cannot ${action} ${path}: ${known?.[1] ?? (error instanceof Error ? error.message : String(error))}.`,
		hint: known?.[2],
		cause: error,
	});
}
