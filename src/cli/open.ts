/** What a command that signs in or is signed in needs from the command line and the terminal. */
import { loadSettings } from '../config/settings.js';
import type { WaitInfo } from '../graph/client.js';
import type { Runtime } from '../runtime.js';
import { givenToken, openGivenSession } from '../session/given-token.js';
import { type Interaction, openSession as open, type Session, type SessionOptions } from '../session/session.js';
import { decodeJwt } from '../text/decode-jwt.js';
import { waitWords } from '../text/wait-words.js';
import { type GlobalArgs, settingFlags } from './options.js';
import type { OutputChoice } from './output.js';
import { outputChoice } from './output-choice.js';
import { note } from './report.js';
import { openSignInDisplay } from './sign-in-display.js';
import { tokenStore } from './storage.js';
import { canAsk } from './terminal.js';

/** How a command that draws the whole terminal is told things and asks for a sign-in. */
export interface SessionScreen {
	readonly note: (text: string) => void;
	/** Says for how long Graph is waited for; `note` does where this is missing. */
	readonly onWait?: (info: WaitInfo) => void;
	/** Runs a sign-in on a terminal that is not drawn on meanwhile. */
	readonly interaction: (usual: Interaction) => Interaction;
}

export interface OpenedSession extends Session {
	readonly output: OutputChoice;
}

/** Opens the session of the chosen account, or of the token that the environment gives. @throws GraphctlError `sign-in.required` and whatever settings and stores throw */
export async function openSession(
	runtime: Runtime,
	args: GlobalArgs,
	scopes: readonly string[],
	usesGraph = true,
	reads?: SessionOptions['reads'],
	screen?: SessionScreen,
): Promise<OpenedSession> {
	const settings = await loadSettings(runtime, settingFlags(args));
	const token = givenToken(runtime.env, settings);
	const say = screen?.note ?? ((text: string): void => note(runtime, text));
	const onWait = screen?.onWait ?? ((info: WaitInfo): void => say(waitWords(info)));
	const usual = canAsk(runtime, args) ? interactionOf(runtime, args) : undefined;
	const session =
		token === undefined
			? await open(runtime, {
					settings,
					scopes,
					usesGraph,
					reads,
					openStore: tokenStore(runtime, args, settings),
					interaction: usual && screen ? screen.interaction(usual) : usual,
					note: say,
					onWait,
				})
			: await openGivenSession(runtime, {
					settings,
					usesGraph,
					reads,
					token,
					claims: decodeJwt(token)?.claims,
					onWait,
				});
	return { ...session, output: outputChoice(runtime, args, settings) };
}

function interactionOf(runtime: Runtime, args: GlobalArgs): Interaction {
	return {
		async start(reason, own) {
			note(runtime, reason);
			return openSignInDisplay(own ? { ...runtime, ...own } : runtime, args);
		},
		async flow(preferred) {
			const { chooseFlow } = await import('../flows/choose-flow.js');
			if (preferred === 'device-code') return 'device-code';
			// A browser that cannot open here any more is no way to step up.
			const { flow, reason } = chooseFlow(runtime);
			if (preferred === 'refresh-token')
				note(runtime, `The refresh token that was imported cannot do that: signing in with a ${reason}.`);
			return flow;
		},
	};
}
