/** The screen of a sign-in: drawn with Ink on a terminal, plain lines elsewhere. */
import type { SignInDisplay } from '../flows/sign-in-events.js';
import type { Runtime } from '../runtime.js';
import type { GlobalArgs } from './options.js';
import { canAsk, wantsColor } from './terminal.js';

export type ClosableDisplay = SignInDisplay & { close(outcome?: string): Promise<void> };

/** Opens the screen; the caller closes it in every case. `cancel` is called on Ctrl-C. */
export async function openSignInDisplay(runtime: Runtime, args: GlobalArgs): Promise<ClosableDisplay> {
	const { stdin, stderr, clock, env, signal } = runtime;
	const color = wantsColor(env, stderr, args.color);
	if (canAsk(runtime, args) && env['TERM'] !== 'dumb') {
		const { createInkSignInDisplay } = await import('../ui/ink-sign-in-display.js');
		return createInkSignInDisplay({ stdin, stderr, clock, signal, env, color, onCancel: () => runtime.cancel() });
	}
	const { createPlainSignInDisplay } = await import('../ui/plain-sign-in-display.js');
	return createPlainSignInDisplay(stderr, clock);
}
