import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createEncryptedFileStore } from '../../src/cache/encrypted-file.js';
import { headerLength } from '../../src/cache/encrypted-header.js';
import { createKeySource } from '../../src/cache/passphrase-key.js';
import type { Store } from '../../src/cache/store.js';
import { makeTempFolder } from '../helpers/temp-folder.js';
import { makeCacheRuntime } from './cache-runtime.js';

async function makeFile(): Promise<{ path: string; open: (passphrase?: string) => Store }> {
	const folder = await makeTempFolder();
	const path = `${folder}/storage/tokens.enc`;
	const runtime = makeCacheRuntime(folder);
	return {
		path,
		open: (passphrase = 'correct horse') =>
			createEncryptedFileStore(
				runtime,
				path,
				createKeySource(async () => passphrase),
			),
	};
}

describe('an encrypted file', () => {
	it('refuses a wrong passphrase and keeps its content for the right one', async () => {
		const { open } = await makeFile();
		await open().save('{"a":1}');
		await expect(open('battery staple').load()).rejects.toMatchObject({
			code: 'storage.wrong-passphrase',
			exitCode: 9,
		});
		expect(await open().load()).toBe('{"a":1}');
	});

	it('is not overwritten by somebody with another passphrase', async () => {
		const { open } = await makeFile();
		await open().save('{"a":1}');
		await expect(open('battery staple').save('{"b":1}')).rejects.toMatchObject({ code: 'storage.wrong-passphrase' });
		expect(await open().load()).toBe('{"a":1}');
	});

	it('asks again after a wrong passphrase', async () => {
		const { path, open } = await makeFile();
		await open().save('{"a":1}');
		const answers = ['wrong', 'correct horse'];
		const source = createKeySource(async () => answers.shift() ?? 'none left');
		const store = createEncryptedFileStore(makeCacheRuntime('/nowhere'), path, source);
		await expect(store.load()).rejects.toMatchObject({ code: 'storage.wrong-passphrase' });
		expect(await store.load()).toBe('{"a":1}');
	});

	it('opens with a passphrase typed in another Unicode form', async () => {
		const { open } = await makeFile();
		await open('Zoë').save('{"a":1}');
		expect(await open('Zoe\u0308').load()).toBe('{"a":1}');
	});

	it('refuses an empty passphrase', async () => {
		const { open } = await makeFile();
		await expect(open('').save('{}')).rejects.toMatchObject({ code: 'storage.no-passphrase' });
	});

	it('asks for the passphrase once and derives the key once for many accesses', async () => {
		const { path } = await makeFile();
		let asked = 0;
		const source = createKeySource(async () => {
			asked++;
			return 'correct horse';
		});
		const salts = new Set<string>();
		const counting = {
			...source,
			derive: (parameters: Parameters<typeof source.derive>[0]) => {
				salts.add(parameters.salt.toString('hex'));
				return source.derive(parameters);
			},
		};
		const store = createEncryptedFileStore(makeCacheRuntime('/nowhere'), path, counting);
		await store.save('{"a":1}');
		const first = await readFile(path);
		await store.save('{"a":1}');
		const second = await readFile(path);
		await Promise.all([store.load(), store.load()]);
		expect(asked).toBe(1);
		expect(salts.size).toBe(1);
		// The same text and key, yet nothing repeats: the nonce is new each time.
		expect(second.subarray(headerLength)).not.toEqual(first.subarray(headerLength));
	});

	it('reports every single damaged byte, and never returns altered text', async () => {
		const { path, open } = await makeFile();
		const store = open();
		await store.save('{"token":"value"}');
		const sound = await readFile(path);
		for (let at = 0; at < sound.length; at++) {
			const damaged = Buffer.from(sound);
			damaged[at] = (damaged[at] ?? 0) ^ 0x01;
			await writeFile(path, damaged);
			await expect(store.load(), `byte ${at}`).rejects.toMatchObject({ code: 'storage.corrupt' });
		}
	});

	it.each([1, 20, headerLength, headerLength + 5])('reports a file cut off after %i bytes', async (length) => {
		const { path, open } = await makeFile();
		const store = open();
		await store.save('{"token":"value"}');
		await writeFile(path, (await readFile(path)).subarray(0, length));
		await expect(store.load()).rejects.toMatchObject({ code: 'storage.corrupt' });
	});

	it('refuses a header that asks for an absurd amount of work', async () => {
		const { decodeHeader, encodeHeader } = await import('../../src/cache/encrypted-header.js');
		const parts = { salt: Buffer.alloc(16), check: Buffer.alloc(16), nonce: Buffer.alloc(12) };
		expect(decodeHeader(encodeHeader({ ...parts, cost: { n: 40, r: 8, p: 1 } }))).toBeUndefined();
		expect(decodeHeader(encodeHeader({ ...parts, cost: { n: 15, r: 8, p: 1 } }))).toMatchObject({ cost: { n: 15 } });
	});
});
