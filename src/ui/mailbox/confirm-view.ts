/** The question before a browser is opened: whose address it is, then the address. */
import { type SafeText, safeText, sanitizeLine } from '../../text/sanitize.js';
import { fitAddress, placeOf } from '../../text/shorten-address.js';
import { displayWidth } from '../../text/width.js';
import { wrap } from '../../text/wrap.js';
import { colors, type Theme } from '../theme.js';
import type { Area } from './layout.js';
import { centre, widthOfText } from './state-screen.js';
import type { Line } from './styled-line.js';

const question = safeText`Open this address in the browser?`;
const keys = safeText`y opens it, Esc leaves it.`;

/** The question in the middle of an area. The host has a line of its own and is on the screen whatever stands around it in the address. */
export function confirmView(url: string, area: Area, theme: Theme): Line[] {
	const width = widthOfText(area);
	const blanksAndHost = 4;
	const taken = wrap(question, width).length + wrap(keys, width).length + blanksAndHost;
	const text = [hostText(url, width), addressText(url, width * Math.max(1, area.rows - taken)), keys];
	return centre({ title: question, color: colors.caution, text }, area, theme);
}

/** The question in sentences, with as much of the address as so many rows hold. */
export function confirmSentences(url: string, { columns, rows }: Area): readonly SafeText[] {
	const lines = columns * Math.max(1, rows - 2);
	return [question, hostText(url, columns), safeText`Address: ${addressText(url, lines - 'Address: '.length)}`];
}

/** Where the address leads, in one line. */
function hostText(url: string, width: number): SafeText {
	const label = url.startsWith('mailto:') ? safeText`Mail to: ` : safeText`Host: `;
	return safeText`${label}${sanitizeLine(placeOf(url, width - displayWidth(label)))}`;
}

function addressText(url: string, columns: number): SafeText {
	return sanitizeLine(fitAddress(url, columns));
}
