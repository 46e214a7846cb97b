import { describe, expect, it } from 'vitest';
import { fileError, readReason, writeReason } from '../../src/cli/file-reason.js';

const systemError = (code: string): Error => Object.assign(new Error(`${code}: as the system says`), { code });

describe('the reason why a file cannot be used', () => {
	it.each([
		['ENOENT', 'it is not there', 'its folder is not there'],
		['EISDIR', 'it is a folder', 'it is a folder'],
		['EACCES', 'the system does not allow it', 'the system does not allow it'],
		['EIO', 'EIO: as the system says', 'EIO: as the system says'],
	])('%s is told in words where there are some', (code, toRead, toWrite) => {
		expect([readReason(systemError(code)), writeReason(systemError(code))]).toEqual([toRead, toWrite]);
	});

	it.each([
		['ENOENT', 'usage.output-file', 'Cannot write /x/y: its folder is not there.'],
		['EEXIST', 'usage.output-file', 'Cannot write /x/y: it is no folder.'],
		['ENOSPC', 'internal.disk-full', 'Cannot write /x/y: the disk is full.'],
		['EIO', 'internal.output', 'Cannot write /x/y: EIO: as the system says.'],
	])('%s makes an error of its own kind', (code, kind, message) => {
		expect(fileError('/x/y', systemError(code))).toMatchObject({ code: kind, message });
	});
});
