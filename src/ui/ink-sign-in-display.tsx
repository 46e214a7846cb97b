/** The screen of a sign-in on a terminal: the address above, unbroken, and a live part below it. */
import type { ReactElement } from 'react';
import type { SignInDisplay, SignInEvent } from '../flows/sign-in-events.js';
import type { Clock, InputStream, OutputStream } from '../runtime.js';
import { sanitizeLine } from '../text/sanitize.js';
import { mount, type Screen } from './mount.js';
import { paint } from './paint.js';
import { createPasteQueue } from './paste-queue.js';
import { SignIn, type SignInState } from './sign-in.js';
import { noticeOf, troubleWords, unopenedWords } from './sign-in-words.js';
import { colors, createTheme } from './theme.js';

/** How long a passing trouble stays on the screen, and how often the waiting mark turns; milliseconds. */
const troubleShown = 15_000;
const frameTime = 120;

export interface InkSignInOptions {
	readonly stdin: InputStream;
	readonly stderr: OutputStream;
	readonly clock: Pick<Clock, 'now' | 'every'>;
	/** Closes the screen when aborted. */
	readonly signal: AbortSignal;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly color: boolean;
	/** Called on Ctrl-C: raw mode turns the signal into a key. */
	readonly onCancel: () => void;
}

/** Draws on standard error from the first event on. `close` takes the live part away and prints the outcome. */
export function createInkSignInDisplay(
	options: InkSignInOptions,
): SignInDisplay & { close(outcome?: string): Promise<void> } {
	const { stdin, stderr, clock, signal } = options;
	const theme = createTheme(options.env, options.color);
	const interactive = stdin.isTTY === true && stdin.setRawMode !== undefined;
	const pastes = createPasteQueue();
	const printed = new Set<string>();
	let state: SignInState = { phase: 'browser', takesPaste: false };
	let troubleUntil = Number.POSITIVE_INFINITY;
	let frame = 0;
	let screen: Screen | undefined;
	let stopTicking: (() => void) | undefined;
	let closed = false;

	const element = (): ReactElement => (
		<SignIn
			state={state}
			theme={theme}
			now={clock.now()}
			frame={frame}
			columns={stderr.columns || 80}
			interactive={interactive}
			onPaste={pastes.push}
			onCancel={options.onCancel}
		/>
	);
	const tick = (): void => {
		frame += 1;
		if (clock.now() > troubleUntil) state = { ...state, trouble: undefined };
		screen?.update(element());
	};
	const printNotice = (event: SignInEvent): void => {
		const notice = noticeOf(event);
		if (!notice || printed.has(notice.address)) return;
		printed.add(notice.address);
		const text = `${notice.words.join('\n')}\n\n${paint(theme, colors.accent, notice.address)}\n\n`;
		if (screen) screen.printAbove(text);
		else stderr.write(text);
	};

	return {
		show: (event) => {
			if (closed || signal.aborted) return;
			printNotice(event);
			state = nextState(state, event);
			troubleUntil =
				event.kind === 'network-retry' || event.kind === 'paste-refused'
					? clock.now() + troubleShown
					: Number.POSITIVE_INFINITY;
			if (screen) return screen.update(element());
			screen = mount({ stdin, output: stderr, color: options.color, keyboard: interactive, signal }, element());
			stopTicking = clock.every(frameTime, tick);
		},
		pasted: (until) => {
			if (!interactive || closed) return undefined;
			state = { ...state, takesPaste: true };
			screen?.update(element());
			return pastes.read(until);
		},
		close: async (outcome) => {
			if (closed) return;
			closed = true;
			stopTicking?.();
			pastes.end();
			await screen?.close({ erase: true });
			if (outcome !== undefined)
				stderr.write(`${paint(theme, colors.good, theme.symbols.done)} ${sanitizeLine(outcome)}\n`);
		},
	};
}

function nextState(state: SignInState, event: SignInEvent): SignInState {
	switch (event.kind) {
		case 'browser':
			return { ...state, phase: 'browser', expiresAt: event.expiresAt, trouble: unopenedWords(event) };
		case 'device-code':
			return {
				...state,
				phase: 'device-code',
				expiresAt: event.expiresAt,
				userCode: sanitizeLine(event.userCode),
				trouble: undefined,
			};
		case 'waiting-for-token':
			return { ...state, phase: 'token', trouble: undefined };
		default:
			return { ...state, trouble: troubleWords(event) };
	}
}
