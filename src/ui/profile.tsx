/** The profile card. */
import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import type { SafeText } from '../text/sanitize.js';
import { displayWidth } from '../text/width.js';
import { wrap } from '../text/wrap.js';
import type { ProfileView } from './profile-view.js';
import { colors, type Theme } from './theme.js';

const badgeWidth = 8;
/** Badge and gap, and likewise label and gap: name and values share a column. */
const leftColumn = 12;
/** Border and padding of the card, both sides. */
const frameWidth = 8;
/** A card wider than this is hard to read across. */
const widestCard = 84;

export interface ProfileProps {
	readonly view: ProfileView;
	readonly theme: Theme;
	/** Columns of the terminal. */
	readonly columns: number;
}

/** A card with badge, name, title and details, as wide as its content up to the terminal; long values wrap. */
export function Profile({ view, theme, columns }: ProfileProps): ReactElement {
	const room = Math.max(8, Math.min(columns, widestCard) - frameWidth - leftColumn);
	const name = wrap(view.name, room);
	const title = view.title === undefined ? [] : wrap(view.title, room);
	return (
		<Box
			flexDirection="column"
			borderStyle={theme.symbols.border}
			borderColor={colors.frame}
			paddingX={3}
			paddingY={1}
			alignSelf="flex-start"
		>
			<Box marginBottom={1}>
				<Badge initials={view.initials} theme={theme} />
				<Box flexDirection="column" justifyContent="center">
					<Lines lines={name} bold color={colors.accent} />
					{title.length > 0 && <Lines lines={title} />}
				</Box>
			</Box>
			{view.details.map(({ label, value }) => (
				<Box key={label}>
					<Box width={leftColumn} flexShrink={0}>
						<Text dimColor>{label}</Text>
					</Box>
					<Lines lines={wrap(value, room)} />
				</Box>
			))}
		</Box>
	);
}

interface LinesProps {
	readonly lines: readonly SafeText[];
	readonly bold?: boolean;
	readonly color?: string;
}

/** Lines that are already wrapped to their room. */
function Lines({ lines, ...style }: LinesProps): ReactElement {
	return <Text {...style}>{lines.join('\n')}</Text>;
}

/** A coloured block with the initials; a frame around them where there is no colour. */
function Badge({ initials, theme }: { readonly initials: SafeText; readonly theme: Theme }): ReactElement {
	const inner = theme.color ? badgeWidth : badgeWidth - 2;
	const left = Math.max(0, Math.floor((inner - displayWidth(initials)) / 2));
	const middle = ' '.repeat(left) + initials + ' '.repeat(Math.max(0, inner - left - displayWidth(initials)));
	if (!theme.color) {
		return (
			<Box
				borderStyle={theme.symbols.border}
				width={badgeWidth}
				height={3}
				marginRight={leftColumn - badgeWidth}
				flexShrink={0}
			>
				<Text>{middle}</Text>
			</Box>
		);
	}
	const blank = ' '.repeat(inner);
	return (
		<Box width={badgeWidth} marginRight={leftColumn - badgeWidth} flexShrink={0}>
			<Text bold backgroundColor={colors.badge} color={colors.badgeText}>
				{`${blank}\n${middle}\n${blank}`}
			</Text>
		</Box>
	);
}
