/** Messages as they stand in an mbox file (RFC 4155), quoted in the "mboxrd" way, which can be undone without loss. */

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const greater = 0x3e;
const from = Buffer.from('From ');

/** The line that begins a message: sender and time, as `asctime` writes it, in UTC. `received`: milliseconds since the epoch. */
export function mboxFromLine(address: string | null | undefined, received: number): string {
	const sender = /^[!-~]{1,200}$/.test(address ?? '') ? address : 'MAILER-DAEMON';
	const time = new Date(Number.isFinite(received) ? received : 0).toUTCString();
	const [, day = '', date = '', month = '', year = '', clock = ''] =
		/^(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(time) ?? [];
	return `From ${sender} ${day} ${month} ${String(Number(date)).padStart(2)} ${clock} ${year}\n`;
}

export interface MboxQuoter {
	/** The piece as it goes into the file; what a later piece may change is held back. */
	quote(piece: Uint8Array): Buffer;
	/** What was held back, the end of the last line, and the empty line that ends a message. */
	end(): Buffer;
}

/**
 * Turns a message into lines that end with LF, and puts `>` before every line that reads `From ` behind any number of `>`. Works on pieces
 * cut anywhere, and holds back at most six bytes.
 */
export function createMboxQuoter(): MboxQuoter {
	/** Bytes of `From ` that the line, which began with nothing but `>`, has shown so far; -1 when it cannot any more. */
	let seen = 0;
	/** The last byte was a CR whose line may end here. */
	let returned = false;
	/** The last byte ended a line, or there was none. */
	let ended = true;
	return {
		quote(piece) {
			// A line has at least six bytes before it gets one more; and what was held back is written first.
			const out = Buffer.allocUnsafe(piece.length + Math.ceil(piece.length / 6) + 16);
			let length = 0;
			const put = (byte: number): void => {
				out[length++] = byte;
			};
			const release = (): void => {
				for (let i = 0; i < seen; i++) put(from[i] ?? 0);
				seen = -1;
			};
			for (let at = 0; at < piece.length; at++) {
				if (seen < 0 && !returned) {
					// The rest of a line in one go.
					const stop = endOfLine(piece, at);
					out.set(piece.subarray(at, stop), length);
					length += stop - at;
					at = stop;
					if (at >= piece.length) break;
				}
				const byte = piece[at] ?? 0;
				if (returned) {
					returned = false;
					if (byte !== lineFeed) put(carriageReturn);
				}
				if (byte === carriageReturn) {
					if (seen >= 0) release();
					returned = true;
				} else if (byte === lineFeed) {
					if (seen > 0) release();
					put(byte);
					seen = 0;
				} else if (seen < 0) put(byte);
				else if (byte === greater && seen === 0) put(byte);
				else if (byte === from[seen]) {
					seen += 1;
					if (seen === from.length) {
						put(greater);
						release();
					}
				} else {
					release();
					put(byte);
				}
			}
			if (piece.length > 0) ended = piece.at(-1) === lineFeed;
			return out.subarray(0, length);
		},
		end() {
			const held = from.subarray(0, Math.max(0, seen));
			return Buffer.concat([held, Buffer.from(ended ? '\n' : '\n\n')]);
		},
	};
}

/** Index of the next CR or LF, or the length. */
function endOfLine(piece: Uint8Array, start: number): number {
	const feed = piece.indexOf(lineFeed, start);
	const end = feed < 0 ? piece.length : feed;
	const back = piece.subarray(start, end).indexOf(carriageReturn);
	return back < 0 ? end : start + back;
}
