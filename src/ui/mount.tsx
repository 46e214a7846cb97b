/** The only live screen: one way in, one way out, and the terminal is as it was afterwards. */
import { render } from 'ink';
import { Component, type ReactNode } from 'react';
import type { InputStream, OutputStream } from '../runtime.js';
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
}

export interface Screen {
	update(element: ReactNode): void;
	/** Writes text above the live lines exactly as it is, so that a long address is not broken. Ends in a newline. */
	printAbove(text: string): void;
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
	let closing: Promise<void> | undefined;
	let failure: { readonly error: unknown } | undefined;

	const guard = (content: ReactNode): ReactNode => (
		<Guard
			onError={(error) => {
				failure ??= { error };
				close({ erase: true }).catch(() => undefined);
			}}
		>
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
		// Ink takes CI=true for "no terminal"; the caller knows that there is one.
		interactive: output.isTTY === true,
	});
	signal.addEventListener('abort', abort, { once: true });
	if (signal.aborted) abort();

	async function close({ erase = false }: { readonly erase?: boolean } = {}): Promise<void> {
		closing ??= end(erase);
		await closing;
		if (failure) throw failure.error;
	}

	async function end(erase: boolean): Promise<void> {
		signal.removeEventListener('abort', abort);
		// A component may have thrown while Ink is still inside its first render, when there is nothing to end yet.
		await Promise.resolve();
		// A frame that Ink holds back would be drawn after the erasing.
		await instance.waitUntilRenderFlush();
		if (erase) instance.clear();
		instance.unmount();
		await instance.waitUntilExit().catch(() => undefined);
		if ((stdin.isRaw === true || options.keyboard === true) && !wasRaw) stdin.setRawMode?.(false);
		// Ink leaves standard input unreferenced and perhaps reading: a later question could not be answered.
		stdin.pause();
		stdin.ref?.();
	}

	return {
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
