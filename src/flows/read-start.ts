/** Reads no more of a file than tells whether it is too large, whatever the name leads to. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { cancelled } from '../errors.js';

/** The name leads to a folder, a device or a pipe. */
export class NoRegularFile extends Error {
	override readonly name = 'NoRegularFile';
}

export interface StartOptions {
	/** In bytes; a file that has more gives a little more than this, and by that is known. */
	readonly largest: number;
	/** True refuses pipes and devices, before anything waits for them. */
	readonly regular?: boolean | undefined;
	readonly signal?: AbortSignal | undefined;
}

/** The file's beginning, or all of it. @throws NoRegularFile, `cancelled.by-user`, and what the system says */
export async function readStart(path: string, { largest, regular = false, signal }: StartOptions): Promise<Buffer> {
	let file: FileHandle | undefined;
	try {
		// Opening a pipe waits for whoever writes to it, and nothing would end that wait.
		file = await open(path, constants.O_RDONLY | (regular ? (constants.O_NONBLOCK ?? 0) : 0));
		if (regular && !(await file.stat()).isFile()) throw new NoRegularFile(`${path} is not a regular file.`);
		const chunks: Buffer[] = [];
		for (let size = 0; size <= largest; ) {
			if (signal?.aborted) throw cancelled();
			const { buffer, bytesRead } = await file.read(Buffer.alloc(16_384));
			if (bytesRead === 0) break;
			size += bytesRead;
			chunks.push(buffer.subarray(0, bytesRead));
		}
		return Buffer.concat(chunks);
	} finally {
		await file?.close();
	}
}
