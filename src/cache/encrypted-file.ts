/** Secrets in a file under a passphrase: AES-256-GCM, the key from scrypt (RFC 7914). */
import { createCipheriv, createDecipheriv, timingSafeEqual } from 'node:crypto';
import { GraphctlError } from '../errors.js';
import { decodeHeader, encodeHeader, headerLength, type KeyParameters } from './encrypted-header.js';
import { checkValue, defaultCost, type KeySource } from './passphrase-key.js';
import { readPrivateFile, removePrivateFile, setFileAside, writePrivateFile } from './private-file.js';
import { corrupt } from './storage-errors.js';
import type { CacheRuntime, Store } from './store.js';

const tagLength = 16;

/**
 * A store over the file `path`: header (authenticated), ciphertext, tag. Each save takes a new nonce; the salt stays, so that a
 * process derives its key once.
 */
export function createEncryptedFileStore(runtime: CacheRuntime, path: string, keys: KeySource): Store {
	/** The key for an existing file. @throws GraphctlError `storage.wrong-passphrase` */
	const keyFor = async (header: KeyParameters & { check: Buffer }): Promise<Buffer> => {
		const key = await keys.derive(header);
		if (timingSafeEqual(checkValue(key), header.check)) return key;
		keys.forget();
		throw wrongPassphrase(path);
	};
	return {
		kind: 'encrypted-file',
		location: path,
		async load() {
			const bytes = await readPrivateFile(runtime, path);
			if (!bytes || bytes.length === 0) return undefined;
			const header = readHeader(path, bytes);
			return decrypt(path, bytes, header.nonce, await keyFor(header));
		},
		async save(text) {
			// Somebody with another passphrase must not replace what this one protects.
			const bytes = await readPrivateFile(runtime, path);
			const old = bytes && bytes.length > 0 ? readHeader(path, bytes) : undefined;
			const parameters = old ?? { cost: defaultCost, salt: Buffer.from(runtime.randomBytes(16)) };
			const key = old ? await keyFor(old) : await keys.derive(parameters);
			const { cost, salt } = parameters;
			const nonce = Buffer.from(runtime.randomBytes(12));
			const header = encodeHeader({ cost, salt, check: checkValue(key), nonce });
			const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(header);
			const sealed = [cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()];
			await writePrivateFile(runtime, path, Buffer.concat([header, ...sealed]));
		},
		remove: () => removePrivateFile(path),
		setAside: (time) => setFileAside(path, time),
	};
}

function readHeader(path: string, bytes: Buffer): ReturnType<typeof decodeHeader> & object {
	const header = decodeHeader(bytes);
	if (!header) throw corrupt(path, 'its header is broken');
	return header;
}

function decrypt(path: string, bytes: Buffer, nonce: Buffer, key: Buffer): string {
	try {
		const end = bytes.length - tagLength;
		const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength });
		decipher.setAAD(bytes.subarray(0, headerLength)).setAuthTag(bytes.subarray(Math.max(end, headerLength)));
		return Buffer.concat([decipher.update(bytes.subarray(headerLength, end)), decipher.final()]).toString('utf8');
	} catch (error) {
		throw corrupt(path, 'it was changed or cut off after it was encrypted', error);
	}
}

function wrongPassphrase(path: string): GraphctlError {
	return new GraphctlError({
		code: 'storage.wrong-passphrase',
		message: `The passphrase does not open ${path}.`,
		hint: 'Check GRAPHCTL_PASSPHRASE or type it again. If it is lost: graphctl logout --all',
	});
}
