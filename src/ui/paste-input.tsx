/** One line that takes a typed or pasted address, and the keyboard of the sign-in screen. */
import { Box, Text, useInput, usePaste } from 'ink';
import { type ReactElement, useRef, useState } from 'react';
import { redact } from '../text/redact.js';
import { sanitizeLine } from '../text/sanitize.js';
import { displayWidth, graphemes, graphemeWidth } from '../text/width.js';
import { colors, type Theme } from './theme.js';

/** No address is longer; more is somebody's clipboard accident. */
const longestAddress = 16_384;

export interface PasteInputProps {
	/** Shows the line and takes text; without it only Ctrl-C is heard. */
	readonly active: boolean;
	readonly theme: Theme;
	/** Columns of the terminal. */
	readonly columns: number;
	/** Called with the address when Enter is pressed or a whole address was pasted. */
	readonly onPaste: (text: string) => void;
	/** Called on Ctrl-C, which raw mode delivers as a key. */
	readonly onCancel: () => void;
}

/** The question and the line. The code inside a pasted address is a secret and is not shown. */
export function PasteInput({ active, theme, columns, onPaste, onCancel }: PasteInputProps): ReactElement | null {
	// Several keys may arrive between two renders: the reference is the truth, the state draws it.
	const typed = useRef('');
	const [shown, setShown] = useState('');
	const change = (text: string): void => {
		typed.current = text.slice(0, longestAddress);
		setShown(typed.current);
	};
	const submit = (): void => {
		// A terminal may have broken a long address; an address has no blanks.
		const address = typed.current.replace(/\s+/g, '');
		change('');
		if (address !== '') onPaste(address);
	};
	const append = (text: string): void => {
		// What is typed fast, or pasted without brackets, arrives in one piece with its Enter and Ctrl-U.
		for (const part of text.split(/(\r\n?|\n|\u0015)/)) {
			if (part === '\u0015') change('');
			else if (/^[\r\n]/.test(part)) submit();
			else change(typed.current + part);
		}
	};

	useInput((input, key) => {
		if (key.ctrl && input === 'c') return onCancel();
		if (!active) return;
		if (key.return) return submit();
		if (key.backspace || key.delete) return change([...graphemes(typed.current)].slice(0, -1).join(''));
		if (key.ctrl && input === 'u') return change('');
		if (input !== '' && !key.ctrl && !key.meta && !key.tab && !key.escape) append(input);
	});
	usePaste(
		(text) => {
			change(typed.current + text.replace(/\s+/g, ''));
			if (/^https?:\/\/[^\s]+\?[^\s]+$/i.test(typed.current)) submit();
		},
		{ isActive: active },
	);

	if (!active) return null;
	const { prompt, ellipsis } = theme.symbols;
	return (
		<Box flexDirection="column" marginTop={1}>
			<Text dimColor>Paste the address the browser ended on, if it cannot reach this computer:</Text>
			<Text wrap="truncate">
				<Text color={colors.accent}>{prompt}</Text> {lastColumns(redact(shown), columns - 4, ellipsis)}
				<Text inverse={theme.color}>{theme.color ? ' ' : '_'}</Text>
			</Text>
		</Box>
	);
}

/** The end of a line that is being typed, as far as it fits. */
function lastColumns(text: string, width: number, ellipsis: string): string {
	const safe = sanitizeLine(text);
	if (displayWidth(safe) <= width) return safe;
	const kept: string[] = [];
	let used = displayWidth(ellipsis);
	for (const grapheme of [...graphemes(safe)].reverse()) {
		used += graphemeWidth(grapheme);
		if (used > width) break;
		kept.unshift(grapheme);
	}
	return ellipsis + kept.join('');
}
