import { describe, expect, it } from 'vitest';
import { findWriteReason, readReason, writeReason } from '../../src/cli/file-reason.js';

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

	it('is left to the caller where there are none', () => {
		expect(findWriteReason(systemError('EIO'))).toBeUndefined();
	});
});
