import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect, it, vi } from 'vitest';
import { cancelled } from '../../src/errors.js';
import type { Runtime } from '../../src/runtime.js';
import { createCliUser } from '../helpers/cli-user.js';
import { startTestSandbox, systemClock } from '../helpers/sandbox.js';
import { createTestRuntime } from '../helpers/test-runtime.js';
import { createFakeTerminal } from '../ui/fixtures/fake-terminal.js';

it('a mailbox that crashes says so, and gives up what is being saved', async () => {
	const sandbox = await startTestSandbox({ autoApprove: true, messages: 5 });
	const more: { -readonly [Key in keyof Runtime]?: Runtime[Key] } = {};
	const user = await createCliUser(sandbox, more);
	await user.login('AdeleV', '--scope', 'Mail.Read');
	const { stdin, output, type, until } = createFakeTerminal();
	const { http } = createTestRuntime().runtime;
	let said = '';
	const stderr = new Writable({
		write(chunk, _encoding, done) {
			said += String(chunk);
			done();
		},
	});
	let saving: AbortSignal | undefined;
	let isBroken = false;
	Object.assign(more, {
		stdin,
		stdout: output,
		stderr: Object.assign(stderr, { isTTY: true }),
		env: { TERM: 'xterm-256color' },
		clock: {
			...systemClock,
			// Every frame asks for the time.
			now: () => {
				if (isBroken) throw new Error('the clock is broken');
				return systemClock.now();
			},
		},
		http: {
			...http,
			request: (request) => {
				if (!request.url.endsWith('/$value')) return http.request(request);
				saving = request.signal;
				return new Promise((_resolve, reject) => saving?.addEventListener('abort', () => reject(cancelled())));
			},
		},
	} satisfies typeof more);
	const ended = user.run('mail', 'browse');
	await until((text) => /1 of \d/.test(text));
	const file = join(user.home, 'kept.eml');
	type('s');
	await until((text) => text.includes('Save message as'));
	type('\u0015');
	type(file);
	type('\r');
	await until((text) => text.includes('Saving'));
	await vi.waitFor(() => expect(saving?.aborted).toBe(false));
	isBroken = true;
	type('j');
	expect((await ended).code).toBe(1);
	expect(said).toContain('the clock is broken');
	expect(saving?.aborted).toBe(true);
	expect(existsSync(file)).toBe(false);
});
