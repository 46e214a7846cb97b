/** Keys from a passphrase, asked for and derived as seldom as possible. */
import { createHmac, scrypt } from 'node:crypto';
import { GraphctlError } from '../errors.js';
import type { KeyParameters, ScryptCost } from './encrypted-header.js';

/** 32 MiB and about 60 ms: what scrypt's author proposed for interactive use, doubled (N = 2^15, r = 8, p = 1). */
export const defaultCost: ScryptCost = { n: 15, r: 8, p: 1 };

export interface KeySource {
	/** 32 bytes. The same salt and cost are derived once. @throws GraphctlError `storage.no-passphrase` */
	derive(parameters: KeyParameters): Promise<Buffer>;
	/** Makes the next derivation ask again, after a wrong passphrase. */
	forget(): void;
}

/** Keys from the passphrase that `ask` returns; it is asked once. */
export function createKeySource(ask: () => Promise<string>): KeySource {
	const keys = new Map<string, Promise<Buffer>>();
	let passphrase: Promise<string> | undefined;
	return {
		derive({ cost, salt }) {
			const name = [cost.n, cost.r, cost.p, salt.toString('hex')].join(' ');
			let key = keys.get(name);
			if (!key) {
				passphrase ??= ask();
				key = passphrase.then((text) => deriveKey(text, { cost, salt }));
				keys.set(name, key);
				key.catch(() => {
					keys.delete(name);
					passphrase = undefined;
				});
			}
			return key;
		},
		forget() {
			keys.clear();
			passphrase = undefined;
		},
	};
}

/** Proves that a key is the right one without saying anything else about it. */
export function checkValue(key: Buffer): Buffer {
	return createHmac('sha256', key).update('graphctl passphrase check').digest().subarray(0, 16);
}

async function deriveKey(passphrase: string, { cost, salt }: KeyParameters): Promise<Buffer> {
	if (passphrase === '') {
		throw new GraphctlError({
			code: 'storage.no-passphrase',
			message: 'The encrypted file needs a passphrase, and an empty one protects nothing.',
			hint: 'Set GRAPHCTL_PASSPHRASE, or run the command on a terminal.',
		});
	}
	const { n, r, p } = cost;
	const N = 2 ** n;
	const options = { N, r, p, maxmem: 256 * N * r };
	return new Promise((resolve, reject) => {
		// The same passphrase typed on another system may arrive composed differently.
		scrypt(passphrase.normalize('NFC'), salt, 32, options, (error, key) => (error ? reject(error) : resolve(key)));
	});
}
