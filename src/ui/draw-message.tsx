/** A message as text with colours. */
import { Box, Text } from 'ink';
import { lineAsText } from '../text/lay-out.js';
import type { MessageText, TextLine } from '../text/message-text.js';
import { type DrawTarget, draw } from './draw.js';
import { cutNote, type HeaderLine, labelWidth } from './message-page.js';
import { paintLine } from './paint.js';
import { colors } from './theme.js';

/**
 * Header block and text for a terminal of the target's width, ending in a newline. The lines of the text are laid out already and may be many
 * thousands: they are coloured one by one, without Ink's layout.
 */
export function drawMessage(header: readonly HeaderLine[], text: MessageText, target: DrawTarget): string {
	const width = labelWidth(header);
	const head = draw(
		<Box flexDirection="column">
			{header.map(({ label, value }) => (
				<Box key={label}>
					<Box width={width} flexShrink={0}>
						<Text color={colors.accent}>{label}</Text>
					</Box>
					<Text bold={label === 'Subject'}>{value}</Text>
				</Box>
			))}
		</Box>,
		target,
	);
	const body = text.lines.map((line) => `${colored(line, target)}\n`).join('');
	return `${head}\n${body}${text.cut ? `\n${paintLine(target.color, 'dim', cutNote)}\n` : ''}`;
}

function colored(line: TextLine, { columns, color }: DrawTarget): string {
	const text = lineAsText(line, columns);
	if (text === '') return text;
	if (line.kind === 'heading') return paintLine(color, 'bold', text);
	if (line.kind === 'quote' || line.kind === 'rule') return paintLine(color, 'dim', text);
	// The mark of a link that lies stands out, at its place and in the list.
	const marked = text.split(/(\[\d+![^\]]*\])/);
	const own = line.kind === 'link' ? colors.accent : undefined;
	return marked
		.map((part, index) =>
			index % 2 === 1 ? paintLine(color, colors.alarm, part) : own ? paintLine(color, own, part) : part,
		)
		.join('');
}
