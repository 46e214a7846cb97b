/** The only live screen: one way in, one way out, and the terminal is as it was afterwards. */
import { render, useApp } from 'ink';
import { Component, type ReactNode, useLayoutEffect } from 'react';
import type { InputStream, OutputStream } from '../runtime.js';
import type { SafeText } from '../text/sanitize.js';
import { borrowWindow } from './borrowed-window.js';
import { setColor } from './draw.js';

export interface MountOptions {
	readonly stdin: InputStream;
	/** The terminal to draw on, standard output or standard error. */
	readonly output: OutputStream;
	readonly color: boolean;
	/** Takes the keyboard before the first frame: a key that it names must not meet the terminal's own handling. */
	readonly keyboard?: boolean | undefined;
	/** Closes the screen when aborted. */
	readonly signal: AbortSignal;
	/** Takes the whole terminal; what was on it comes back. */
	readonly fullScreen?: boolean | undefined;
	/** True where the screen is read aloud; without a word Ink looks at the environment. */
	readonly spoken?: boolean | undefined;
	/** Title of the window while the screen lasts. */
	readonly title?: SafeText | undefined;
}

export interface Screen {
	update(element: ReactNode): void;
	/** Writes text above the live lines exactly as it is, so that a long address is not broken. Ends in a newline. */
	printAbove(text: string): void;
	/** Names the window, if the screen began with a title. */
	setTitle(title: SafeText): void;
	/** Hands the terminal over while the work runs, then draws the screen anew. */
	suspend<T>(work: () => Promise<T>): Promise<T>;
	/** Takes the terminal anew and draws everything, unless somebody else has it. */
	redraw(): Promise<void>;
	/** Settles when the screen has ended, however that came; rejects like `close`. */
	readonly closed: Promise<void>;
	/**
	 * Ends the screen and restores cursor, raw mode and paste mode; `erase` takes the live lines away. May be called again.
	 * Rejects with the error that a component threw.
	 */
	close(options?: { readonly erase?: boolean }): Promise<void>;
}

/** Shows an element until it is closed, the signal aborts, or a component throws. */
export function mount(options: MountOptions, element: ReactNode): Screen {
	const { stdin, output, signal } = options;
	setColor(options.color);
	const wasRaw = stdin.isRaw === true;
	if (options.keyboard === true) stdin.setRawMode?.(true);
	const window = borrowWindow(output, {
		title: options.title,
		ownsRows: options.fullScreen === true && options.spoken !== true,
	});
	let closing: Promise<void> | undefined;
	let failure: { readonly error: unknown } | undefined;
	let suspendTerminal: ReturnType<typeof useApp>['suspendTerminal'] | undefined;
	let settle: (error?: { readonly error: unknown }) => void = () => {};
	const closed = new Promise<void>((resolve, reject) => {
		settle = (failed) => (failed ? reject(failed.error) : resolve());
	});
	closed.catch(() => undefined);

	const guard = (content: ReactNode): ReactNode => (
		<Guard
			onError={(error) => {
				failure ??= { error };
				close({ erase: true }).catch(() => undefined);
			}}
		>
			<Reach
				onApp={(app) => {
					suspendTerminal = app.suspendTerminal;
				}}
				onEnd={window.giveBack}
			/>
			{content}
		</Guard>
	);
	const abort = (): void => {
		close({ erase: true }).catch(() => undefined);
	};
	const instance = render(guard(element), {
		stdin,
		stdout: output,
		stderr: output,
		exitOnCtrlC: false,
		patchConsole: false,
		...(options.spoken === undefined ? {} : { isScreenReaderEnabled: options.spoken }),
		// Ink takes CI=true for "no terminal"; the caller knows that there is one.
		interactive: output.isTTY === true,
		...(options.fullScreen === true
			? { alternateScreen: true, incrementalRendering: true, maxFps: framesPerSecond }
			: {}),
	});
	signal.addEventListener('abort', abort, { once: true });
	if (signal.aborted) abort();

	async function close({ erase = false }: { readonly erase?: boolean } = {}): Promise<void> {
		closing ??= end(erase).finally(() => settle(failure));
		await closing;
		if (failure) throw failure.error;
	}

	async function end(erase: boolean): Promise<void> {
		signal.removeEventListener('abort', abort);
		// A component may have thrown while Ink is still inside its first render, when there is nothing to end yet.
		await Promise.resolve();
		// Who has the terminal meanwhile hears the same signal, and leaves it first.
		await suspended?.catch(() => undefined);
		// A frame that Ink holds back would be drawn after the erasing.
		await instance.waitUntilRenderFlush();
		if (erase) instance.clear();
		instance.unmount();
		await instance.waitUntilExit().catch(() => undefined);
		if ((stdin.isRaw === true || options.keyboard === true) && !wasRaw) stdin.setRawMode?.(false);
		// Ink leaves standard input unreferenced and perhaps reading: a later question could not be answered.
		stdin.pause();
		stdin.ref?.();
		window.giveBack();
		// Node stops reading one tick later, also when the next screen has begun to read by then.
		await new Promise((resolve) => setImmediate(resolve));
	}

	let suspended: Promise<unknown> | undefined;
	async function suspend<T>(work: () => Promise<T>): Promise<T> {
		if (closing || suspendTerminal === undefined) return work();
		const { resume } = await suspendTerminal();
		window.giveBack();
		const working = work().finally(async () => {
			if (!closing) window.take();
			await resume();
			suspended = undefined;
		});
		suspended = working;
		return working;
	}

	return {
		setTitle: window.setTitle,
		suspend,
		redraw: async () => {
			if (!suspended) await suspend(async () => {});
		},
		closed,
		update: (next) => {
			if (!closing) instance.rerender(guard(next));
		},
		printAbove: (text) => {
			if (closing) return;
			instance.clear();
			output.write(text);
		},
		close,
	};
}

/** Keys come faster than Ink's usual 30 frames a second. */
const framesPerSecond = 120;

interface ReachProps {
	readonly onApp: (app: ReturnType<typeof useApp>) => void;
	readonly onEnd: () => void;
}

/** Reaches what Ink gives to components alone. */
function Reach({ onApp, onEnd }: ReachProps): null {
	onApp(useApp());
	// Ink takes its tree away whenever the process ends, a crash included.
	useLayoutEffect(() => onEnd, [onEnd]);
	return null;
}

interface GuardProps {
	readonly onError: (error: unknown) => void;
	readonly children: ReactNode;
}

/** Catches what a component throws before Ink would draw its stack over the screen. */
class Guard extends Component<GuardProps, { readonly failed: boolean }> {
	override readonly state = { failed: false };

	static getDerivedStateFromError(): { readonly failed: boolean } {
		return { failed: true };
	}

	override componentDidCatch(error: unknown): void {
		this.props.onError(error);
	}

	override render(): ReactNode {
		return this.state.failed ? null : this.props.children;
	}
}
