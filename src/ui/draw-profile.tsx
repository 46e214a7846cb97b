/** The profile card as text with colours. */
import { type DrawTarget, draw } from './draw.js';
import { Profile } from './profile.js';
import type { ProfileView } from './profile-view.js';
import { createTheme } from './theme.js';

/** The card for a terminal of the target's width, ending in a newline. */
export function drawProfile(view: ProfileView, target: DrawTarget): string {
	const theme = createTheme(target.env, target.color);
	return draw(<Profile view={view} theme={theme} columns={target.columns} />, target);
}
