import { describe, expect, it } from 'vitest';
import { createMailboxSaves } from '../../src/cli/mailbox-saves.js';
import { createTestRuntime } from '../helpers/test-runtime.js';

/** Downloads that end when the test says so. */
function saving() {
	const { runtime, stderr } = createTestRuntime();
	const saves = createMailboxSaves(runtime);
	const start = (name: string) => {
		let end: { resolve(): void; reject(error: Error): void } | undefined;
		const saved = saves.save(
			name,
			() =>
				new Promise((resolve, reject) => {
					end = { resolve: () => resolve({ path: `/here/${name}`, bytes: 1 }), reject };
				}),
		);
		return { saved, resolve: () => end?.resolve(), reject: (error: Error) => end?.reject(error) };
	};
	return { saves, start, stderr };
}

describe('what the mailbox saves', () => {
	it('says where it is, and nothing more when the mailbox is left', async () => {
		const { saves, start, stderr } = saving();
		const one = start('one.eml');
		one.resolve();
		expect(await one.saved).toBe('Saved as /here/one.eml');
		await saves.finish();
		expect(stderr()).toBe('');
	});

	it('is waited for and told when the mailbox is left before', async () => {
		const { saves, start, stderr } = saving();
		const [one, two] = [start('one.eml'), start('two\u001b[2J.eml')];
		const finished = saves.finish();
		expect(stderr()).toBe('Still saving one.eml, two.eml. Ctrl-C gives that up.\n');
		one.resolve();
		two.resolve();
		await finished;
		expect(stderr()).toMatch(/Saved as \/here\/one\.eml\nSaved as \/here\/two\.eml\n$/);
	});

	it('fails the program when it fails after the mailbox was left', async () => {
		const { saves, start } = saving();
		const one = start('one.eml');
		one.saved.catch(() => {});
		const finished = saves.finish();
		one.reject(new Error('disk full'));
		await expect(finished).rejects.toThrow('disk full');
		await saves.finish();
	});
});
