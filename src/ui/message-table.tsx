/** The list of mail. */
import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import { type SafeText, safeText, sanitizeLine } from '../text/sanitize.js';
import { fitWidth, truncate } from '../text/truncate.js';
import { displayWidth } from '../text/width.js';
import { folderName, type MessageListTitle, type MessageRow, noMessages } from './message-rows.js';
import { colors, type Theme } from './theme.js';

export interface MessageTableProps {
	readonly rows: readonly MessageRow[];
	readonly title: MessageListTitle;
	readonly theme: Theme;
	/** Columns of the terminal. */
	readonly columns: number;
}

interface Widths {
	readonly number: number;
	readonly sender: number;
	readonly subject: number;
	readonly received: number;
	readonly attachment: number;
}

/** A line and a dimmed preview for each message; unread ones are marked and bold. */
export function MessageTable({ rows, title, theme, columns }: MessageTableProps): ReactElement {
	if (rows.length === 0) return <Text dimColor>{noMessages(title)}</Text>;
	const widths = layOut(rows, theme, columns);
	return (
		<Box flexDirection="column">
			<Heading rows={rows} title={title} theme={theme} columns={columns} />
			{rows.map((row) => (
				<Message key={row.number} row={row} widths={widths} theme={theme} columns={columns} />
			))}
		</Box>
	);
}

function Heading({ rows, title, theme, columns }: MessageTableProps): ReactElement {
	const folder = truncate(folderName(title.folder), Math.floor(columns / 2), theme.symbols.ellipsis);
	const unread = rows.filter((row) => row.unread).length;
	// Not the folder's total, which nobody asked for.
	const messages = safeText`${rows.length} shown`;
	const count = unread === 0 ? messages : safeText`${messages}, ${unread} unread`;
	const room = columns - displayWidth(folder) - displayWidth(count) - 4;
	const account = room < 12 ? safeText`` : truncate(sanitizeLine(title.username), room, theme.symbols.ellipsis);
	return (
		<Box marginBottom={1}>
			<Text wrap="truncate">
				<Text bold color={colors.accent}>
					{folder}
				</Text>
				<Text dimColor>{safeText`  ${fitWidth(account, room + 2)}${count}`}</Text>
			</Text>
		</Box>
	);
}

interface MessageProps {
	readonly row: MessageRow;
	readonly widths: Widths;
	readonly theme: Theme;
	readonly columns: number;
}

/** The cells are filled by this program, not by Ink's boxes: hundreds of rows need no hundreds of layouts. */
function Message({ row, widths, theme, columns }: MessageProps): ReactElement {
	const { symbols } = theme;
	const indent = widths.number + displayWidth(symbols.unread) + 2;
	const important = row.important ? displayWidth(symbols.important) + 1 : 0;
	const cut = (text: SafeText, width: number): SafeText => fitWidth(text, width, symbols.ellipsis);
	const preview = truncate(row.preview, columns - indent, symbols.ellipsis);
	return (
		<>
			<Text wrap="truncate">
				<Text dimColor>{String(row.number).padStart(widths.number)}</Text>{' '}
				<Text color={colors.accent}>{row.unread ? symbols.unread : ' '.repeat(displayWidth(symbols.unread))}</Text>{' '}
				<Text bold={row.unread}>{cut(row.sender, widths.sender)}</Text>
				{'  '}
				{row.important && <Text color={colors.alarm}>{`${symbols.important} `}</Text>}
				<Text bold={row.unread}>{cut(row.subject, widths.subject - important)}</Text>
				{'  '}
				<Text {...(row.unread ? { color: colors.accent } : { dimColor: true })}>
					{row.received.padStart(widths.received)}
				</Text>
				{row.attachment && ` ${symbols.attachment}`}
			</Text>
			{preview !== '' && <Text dimColor wrap="truncate">{`${' '.repeat(indent)}${preview}`}</Text>}
		</>
	);
}

function layOut(rows: readonly MessageRow[], theme: Theme, columns: number): Widths {
	const number = Math.max(2, ...rows.map((row) => String(row.number).length));
	const received = Math.max(...rows.map((row) => displayWidth(row.received)));
	const attachment = rows.some((row) => row.attachment) ? displayWidth(theme.symbols.attachment) + 1 : 0;
	const longestSender = Math.max(...rows.map((row) => displayWidth(row.sender)));
	const sender = Math.min(longestSender, Math.max(8, Math.min(28, Math.floor(columns * 0.26))));
	const others = number + displayWidth(theme.symbols.unread) + 2 + sender + 2 + 2 + received + attachment;
	return { number, sender, received, attachment, subject: Math.max(6, columns - others) };
}
