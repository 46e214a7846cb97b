import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createPlainSignInDisplay } from '../../src/ui/plain-sign-in-display.js';
import { hostileTexts } from '../helpers/hostile-text.js';
import { strayControls } from '../helpers/screen.js';
import { createStillClock } from './fixtures/fake-terminal.js';

function open() {
	let text = '';
	const output = new Writable({
		write(chunk, _encoding, done) {
			text += chunk;
			done();
		},
	});
	const clock = createStillClock();
	return { display: createPlainSignInDisplay(output, clock), written: () => text, expiresAt: clock.now() + 900_000 };
}

describe('the plain sign-in display', () => {
	it('prints the address once, and later why no browser opened', () => {
		const { display, written, expiresAt } = open();
		const event = {
			kind: 'browser',
			url: 'https://login.example.com/x',
			opened: true,
			redirectUri: 'http://localhost:1',
			expiresAt,
		} as const;
		display.show(event);
		display.show({ ...event, opened: false, reason: 'no DISPLAY is set.' });
		expect(written().split('\n')).toEqual([
			'Sign in with your browser at this address:',
			'  https://login.example.com/x',
			'Waiting for 15m 00s.',
			'No browser opened here: no DISPLAY is set. Open the address yourself.',
			'',
		]);
	});

	it('prints page and code of a device-code sign-in and its outcome', async () => {
		const { display, written, expiresAt } = open();
		display.show({
			kind: 'device-code',
			userCode: 'ABCD-EFGH',
			verificationUri: 'https://login.example.com/device',
			message: '',
			expiresAt,
		});
		display.show({ kind: 'network-retry', reason: 'connect ECONNREFUSED.' });
		display.show({ kind: 'waiting-for-token' });
		await display.close('Signed in as adele@contoso.com.');
		expect(written().split('\n')).toEqual([
			'Open this page on any device and enter the code:',
			'  https://login.example.com/device',
			'Code: ABCD-EFGH',
			'Waiting for 15m 00s.',
			'Network trouble: connect ECONNREFUSED. Trying again.',
			'Signing in.',
			'Signed in as adele@contoso.com.',
			'',
		]);
	});

	it('takes no paste', () => {
		expect(open().display.pasted(new AbortController().signal)).toBeUndefined();
	});

	it.each(hostileTexts)('lets nothing hostile through: $name', async ({ text }) => {
		const { display, written, expiresAt } = open();
		display.show({ kind: 'device-code', userCode: text, verificationUri: text, message: text, expiresAt });
		display.show({ kind: 'browser', url: text, opened: false, reason: text, redirectUri: text, expiresAt });
		display.show({ kind: 'paste-refused', reason: text });
		await display.close(text);
		expect(strayControls(written())).toEqual([]);
	});
});
