import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCache, sectionOf } from '../../src/cache/cache-document.js';
import { openStore } from '../../src/cache/open-store.js';
import { loadKeychain } from '../../src/node/keychain.js';
import { type SecretService, startSecretService } from '../helpers/secret-service.js';
import { makeTempFolder } from '../helpers/temp-folder.js';
import { makeCacheRuntime } from './cache-runtime.js';
import { bundleScript, startChild } from './child-script.js';

let script: string;
let service: SecretService;

beforeAll(async () => {
	[script, service] = await Promise.all([bundleScript('cache/scripts/token-writer.ts'), startSecretService()]);
	Object.assign(process.env, service.env);
});

afterAll(() => service.stop());

const shared = ['keychain', 'encrypted-file', 'plaintext-file'] as const;

/** Users that have a refresh token and an account in the store. */
async function storedUsers(folder: string, kind: (typeof shared)[number]): Promise<string[]> {
	const runtime = makeCacheRuntime(folder, {
		env: { GRAPHCTL_HOME: folder },
		keychain: () => loadKeychain(process.platform),
	});
	const store = await openStore({ runtime, choice: kind, name: 'tokens', passphrase: async () => 'correct horse' });
	const parsed = parseCache((await store.load()) ?? '{}');
	expect(parsed?.dropped).toBe(0);
	const users = (section: string): string[] =>
		Object.keys(sectionOf(parsed?.document ?? {}, section))
			.map((key) => key.replace(/\..*/, ''))
			.sort();
	expect(users('Account')).toEqual(users('RefreshToken'));
	return users('RefreshToken');
}

describe.each(shared)('processes that write to one %s', (kind) => {
	it('lose nothing when 14 of them sign in at the same time', async () => {
		const folder = await makeTempFolder();
		const children = Array.from({ length: 14 }, (_, index) => startChild(script, [folder, kind, `user${index}`, '3']));
		expect(await Promise.all(children.map(({ ended }) => ended))).toEqual(children.map(() => 0));
		const wanted = children.flatMap((_, index) => [0, 1, 2].map((count) => `user${index}x${count}`));
		expect(children.flatMap(({ lines }) => lines).sort()).toEqual(wanted.sort());
		expect(await storedUsers(folder, kind)).toEqual(wanted);
	}, 90_000);

	it('lose nothing that was confirmed when they are killed at any moment of a write', async () => {
		const folder = await makeTempFolder();
		const confirmed: string[] = [];
		for (let round = 0; round < 4; round++) {
			const children = [0, 1].map((index) => startChild(script, [folder, kind, `r${round}c${index}`, '10000']));
			await Promise.all(children.map((child) => child.waitForLines(2 + index(round))));
			// Chance decides which step of a write is hit.
			await sleep(Math.random() * 10);
			for (const child of children) child.process.kill('SIGKILL');
			expect(await Promise.all(children.map(({ ended }) => ended))).toEqual(['SIGKILL', 'SIGKILL']);
			confirmed.push(...children.flatMap(({ lines }) => lines));
			const users = await storedUsers(folder, kind);
			expect(confirmed.filter((user) => !users.includes(user))).toEqual([]);
		}
		expect(confirmed.filter((line) => line.startsWith('corrupt'))).toEqual([]);
		// The next one is not held up by the dead and clears up after them.
		const last = startChild(script, [folder, kind, 'last', '1']);
		expect(await last.ended).toBe(0);
		expect(await storedUsers(folder, kind)).toContain('lastx0');
		const files = [...(await readdir(folder)), ...(await readdir(`${folder}/state/storage`).catch(() => []))];
		expect(files.filter((name) => name.includes('.lock'))).toEqual([]);
	}, 90_000);
});

function index(round: number): number {
	return round % 3;
}
