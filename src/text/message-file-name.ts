/** Names for the files of exported messages. */
import { safeFileName } from './file-name.js';
import { graphemes } from './width.js';

/** Bytes of UTF-8 that the subject gets; Windows still has programs that know no path of more than 260 characters. */
const longestSubject = 100;

/**
 * `2026-11-20-140533 Quarterly report 3f9a1c2b7d0e.eml`: time in UTC (milliseconds since the epoch), subject, and `mark`, which tells messages apart also
 * where a file system does not tell `a` from `A`. At most 160 bytes.
 */
export function messageFileName(received: number, subject: string, mark: string): string {
	const time = Number.isFinite(received) ? new Date(received).toISOString() : '0000-00-00T00:00:00';
	const stamp = `${time.slice(0, 10)}-${time.slice(11, 19).replaceAll(':', '')}`;
	// A slash of a subject parts words, not folders.
	const plain = safeFileName(subject.slice(0, 1000).replaceAll(/[\\/]/g, '_'), 'no subject');
	let kept = '';
	let room = longestSubject;
	for (const grapheme of graphemes(plain)) {
		room -= Buffer.byteLength(grapheme);
		if (room < 0) break;
		kept += grapheme;
	}
	return `${stamp} ${kept.trim() || 'no subject'} ${mark}.eml`;
}
