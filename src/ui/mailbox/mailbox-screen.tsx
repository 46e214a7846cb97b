/** The mailbox on the terminal: one text per row, drawn again only where it changed; and its keyboard. */
import { Box, Text, useInput, usePaste } from 'ink';
import { memo, type ReactElement, useSyncExternalStore } from 'react';
import { readKeys } from '../key-names.js';
import { actionOf } from '../keymap.js';
import type { ReadingTime } from '../message-rows.js';
import type { Theme } from '../theme.js';
import type { MailboxController } from './mailbox-controller.js';
import { contextOf, factsOf } from './mailbox-state.js';
import { mailboxView } from './mailbox-view.js';
import { spokenView } from './spoken-view.js';
import { paintLine } from './styled-line.js';

export interface MailboxScreenProps {
	readonly controller: MailboxController;
	readonly theme: Theme;
	readonly now: () => ReadingTime;
}

/** Draws the controller's state and hands keys to it. */
export function MailboxScreen({ controller, theme, now }: MailboxScreenProps): ReactElement {
	const state = useSyncExternalStore(controller.subscribe, () => controller.state);
	const press = (key: string): void => {
		const action = actionOf(key, contextOf(controller.state), factsOf(controller.state));
		if (action !== undefined) controller.dispatch({ kind: 'action', action });
	};
	useInput((input, key) => {
		for (const pressed of readKeys(input, key)) {
			if ('key' in pressed) press(pressed.key);
			else if (contextOf(controller.state) === 'prompt') controller.dispatch({ kind: 'text', text: pressed.letter });
			else press(pressed.letter === ' ' ? 'space' : pressed.letter);
		}
	});
	// Pasted text is never taken for keys: whoever pastes a mail into a list would start a dozen things.
	usePaste((text) => controller.dispatch({ kind: 'text', text }));
	const { spoken } = state;
	const lines = spoken ? spokenView(state, now()) : mailboxView(state, theme, now());
	return (
		<Box flexDirection="column" {...(spoken ? {} : { height: state.size.rows })}>
			{lines.map((pieces, row) => (
				<Row key={String(row)} text={paintLine(pieces)} />
			))}
		</Box>
	);
}

/** One row of the screen, already of the right width. */
const Row = memo(function Row({ text }: { readonly text: string }): ReactElement {
	return <Text wrap="truncate">{text}</Text>;
});
