/** The live part of the sign-in screen: what is waited for, how long, and where an address can be pasted. */
import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import { type SafeText, safeText } from '../text/sanitize.js';
import { formatTimeLeft } from '../text/time.js';
import { truncate } from '../text/truncate.js';
import { wrap } from '../text/wrap.js';
import { PasteInput } from './paste-input.js';
import { colors, type Theme } from './theme.js';

/** What the screen shows; built from the events of the sign-in. */
export interface SignInState {
	readonly phase: 'browser' | 'device-code' | 'token';
	/** The code to type on the other device. */
	readonly userCode?: SafeText | undefined;
	/** Milliseconds since the epoch. */
	readonly expiresAt?: number | undefined;
	/** Something went wrong or needs the person. */
	readonly trouble?: SafeText | undefined;
	/** Somebody listens for a pasted address. */
	readonly takesPaste: boolean;
}

export interface SignInProps {
	readonly state: SignInState;
	readonly theme: Theme;
	/** Milliseconds since the epoch. */
	readonly now: number;
	/** Counts up; turns the waiting mark. */
	readonly frame: number;
	/** Columns of the terminal. */
	readonly columns: number;
	/** Keys can be read. */
	readonly interactive: boolean;
	readonly onPaste: (text: string) => void;
	readonly onCancel: () => void;
}

/** A live part that is taller than the terminal makes Ink clear the whole screen at each frame. */
const linesOfTrouble = 4;

const waitingFor: Readonly<Record<SignInState['phase'], SafeText>> = {
	browser: safeText`Waiting for the browser.`,
	'device-code': safeText`Waiting for you to sign in.`,
	token: safeText`Signing you in.`,
};

/** Code, trouble, a turning mark with the time left, and the paste line. */
export function SignIn(props: SignInProps): ReactElement {
	const { state, theme, now, frame, columns } = props;
	const { spinner, border } = theme.symbols;
	const left =
		state.expiresAt === undefined || state.phase === 'token' ? '' : ` ${formatTimeLeft(state.expiresAt - now)} left.`;
	return (
		<Box flexDirection="column">
			{state.phase === 'device-code' && state.userCode !== undefined && (
				<Box borderStyle={border} borderColor={colors.accent} paddingX={4} marginBottom={1} alignSelf="flex-start">
					<Text bold>{truncate(state.userCode, columns - 10, theme.symbols.ellipsis)}</Text>
				</Box>
			)}
			{state.trouble !== undefined && (
				<Box marginBottom={1}>
					<Text color={colors.caution}>{wrap(state.trouble, columns).slice(0, linesOfTrouble).join('\n')}</Text>
				</Box>
			)}
			<Text>
				<Text color={colors.accent}>{spinner[frame % spinner.length]}</Text> {waitingFor[state.phase]}
				{left}
				<Text dimColor> Ctrl-C to cancel.</Text>
			</Text>
			{props.interactive && (
				<PasteInput
					active={state.takesPaste && state.phase === 'browser'}
					theme={theme}
					columns={columns}
					onPaste={props.onPaste}
					onCancel={props.onCancel}
				/>
			)}
		</Box>
	);
}
