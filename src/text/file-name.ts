/** File names from strangers made into names that stay where they are put, on every system. */
import { sanitizeLine } from './sanitize.js';
import { graphemes } from './width.js';

/** Bytes of UTF-8 that a name may have: 255 are the limit of most file systems, and temporary names and numbers need some. */
const longest = 200;
const longestEnding = 24;

/** Names that Windows gives to devices, whatever their ending (https://learn.microsoft.com/windows/win32/fileio/naming-a-file). */
const devices = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])$/i;

/**
 * A name without folders, controls, bidi marks, characters that Windows or a shell gives a meaning, leading or trailing dots
 * and blanks, and of at most 200 bytes, its ending kept. `fallback` where nothing is left. `ending` is put behind names that lack it.
 */
export function safeFileName(name: string, fallback: string, ending = ''): string {
	// Only what stands behind the last separator was meant as the name.
	const bare = clean(name.split(/[\\/]/).findLast((part) => clean(part) !== '') ?? '') || fallback;
	const whole = ending !== '' && !bare.toLowerCase().endsWith(ending) ? bare + ending : bare;
	return fitBytes(whole);
}

/** The name with a number behind it: `report (1).pdf`. */
export function numberedName(name: string, number: number): string {
	if (number === 0) return name;
	const { stem, ending } = splitName(name);
	return `${stem} (${number})${ending}`;
}

function clean(name: string): string {
	const plain = sanitizeLine(name.normalize('NFC'))
		.replaceAll('\ufffd', '_')
		.replaceAll(/[:*?"<>|]/g, '_')
		.replaceAll(/\s+/g, ' ')
		.replace(/^[. ]+/, '')
		.replace(/[. ]+$/, '')
		// What a careless `rm *` or `cat *` would take for an option, or a shell for the home folder.
		.replace(/^[-~]/, '_');
	const first = plain.split('.', 1)[0]?.trimEnd() ?? '';
	return devices.test(first) ? `_${plain}` : plain;
}

function fitBytes(name: string): string {
	if (Buffer.byteLength(name) <= longest) return name;
	const { stem, ending } = splitName(name);
	let room = longest - Buffer.byteLength(ending);
	let kept = '';
	for (const grapheme of graphemes(stem)) {
		room -= Buffer.byteLength(grapheme);
		if (room < 0) break;
		kept += grapheme;
	}
	return `${kept.trimEnd()}${ending}`;
}

/** Stem and ending (`.pdf`, `.tar.gz`); a name that is all ending has none. */
function splitName(name: string): { readonly stem: string; readonly ending: string } {
	const ending = /(?:\.tar)?\.[^. ]+$/i.exec(name)?.[0] ?? '';
	if (ending === '' || ending.length === name.length || Buffer.byteLength(ending) > longestEnding) {
		return { stem: name, ending: '' };
	}
	return { stem: name.slice(0, -ending.length), ending };
}
