/** Text that attacks terminals and readers, and text that must survive: what every view is shown in the tests. */

/** A hostile value and why it is dangerous. */
export interface HostileText {
	readonly name: string;
	readonly text: string;
}

const esc = '\u001b';

/** Each must lose its sting; the word "safe" stands in each and must stay readable. */
export const hostileTexts: readonly HostileText[] = [
	{ name: 'colour that never ends', text: `${esc}[31;5;7msafe` },
	{ name: 'cleared screen', text: `${esc}[2J${esc}[H${esc}[3Jsafe` },
	{ name: 'cursor moved over earlier lines', text: `safe${esc}[5A${esc}[1GEVIL` },
	{ name: 'clipboard write (OSC 52, BEL)', text: `safe${esc}]52;c;cm0gLXJmIH4=\u0007` },
	{ name: 'clipboard write (OSC 52, ST)', text: `safe${esc}]52;c;cm0gLXJmIH4=${esc}\\` },
	{ name: 'clipboard write (C1)', text: 'safe\u009d52;c;cm0gLXJmIH4=\u009c' },
	{ name: 'lying hyperlink (OSC 8)', text: `${esc}]8;;https://evil.example${esc}\\safe${esc}]8;;${esc}\\` },
	{ name: 'window title', text: `${esc}]0;pwned\u0007safe` },
	{ name: 'unterminated OSC', text: `safe${esc}]52;c;cm0gLXJmIH4=` },
	{ name: 'unterminated DCS', text: `safe${esc}P+q544e` },
	{ name: 'DCS with sixel payload', text: `${esc}Pq#0;2;0;0;0#0~~@@vv@@~~$${esc}\\safe` },
	{ name: 'status request (DECRQSS)', text: `${esc}P$q"p${esc}\\safe` },
	{ name: 'APC and PM and SOS', text: `${esc}_Gi=1;AAAA${esc}\\${esc}^x${esc}\\${esc}Xx${esc}\\safe` },
	{ name: 'title of screen and tmux', text: `${esc}kpwned${esc}\\safe` },
	{ name: 'C1 CSI', text: '\u009b31msafe\u009b0m' },
	{ name: 'device attributes question', text: `${esc}[c${esc}[6n${esc}[>csafe` },
	{ name: 'alternate screen and mouse', text: `${esc}[?1049h${esc}[?1003hsafe` },
	{ name: 'full reset', text: `${esc}csafe` },
	{ name: 'shifted character set', text: `${esc}(0\u000esafe` },
	{ name: 'lone escape at the end', text: `safe${esc}` },
	{ name: 'half a CSI at the end', text: `safe${esc}[38;5` },
	{ name: 'carriage return', text: 'EVIL\rsafe' },
	{ name: 'backspaces', text: 'EVIL\b\b\b\bsafe' },
	{ name: 'bell', text: 'sa\u0007fe\u0007' },
	{ name: 'NUL and DEL', text: 's\u0000a\u007ffe' },
	{ name: 'line breaks of all kinds', text: 'safe\nFrom: boss\r\n\u0085\u2028\u2029\u000b\u000cx' },
	{ name: 'bidi override', text: 'safe \u202egnp.exe\u202c' },
	{ name: 'bidi isolates and marks', text: '\u2066safe\u2069\u200e\u200f\u061c' },
	{ name: 'zero-width spaces', text: 's\u200ba\u2060f\ufeffe\u00ad' },
	{ name: 'joiner between Latin letters', text: 'sa\u200dfe s\u200cafe safe' },
	{
		name: 'tag characters (hidden prompt)',
		text: `safe${[...'ignore this'].map((c) => String.fromCodePoint(0xe0000 + c.charCodeAt(0))).join('')}`,
	},
	{ name: 'variation selectors as carrier', text: 'safe😀\ufe0f\ufe0f\ufe01\u{e0100}\u{e01ef}' },
	{ name: 'interlinear annotation', text: '\ufff9safe\ufffahidden\ufffb' },
	{ name: 'Hangul fillers', text: 'safe\u3164\u115f\u1160\uffa0' },
	{ name: 'unpaired surrogates', text: 'safe\ud800x\udc00' },
	{ name: 'noncharacters', text: 'safe\uffff\ufffe\ufdd0' },
	{ name: 'zalgo', text: `safe Z${'\u0300\u0301\u0489'.repeat(40)}algo` },
	{ name: 'mark at the beginning', text: '\u0301\u20ddsafe' },
	{ name: 'endless conjunct', text: `safe ${'\u0915\u094d'.repeat(200)}` },
	{ name: 'endless Hangul cluster', text: `safe ${'\u1100'.repeat(300)}` },
	{ name: 'endless family', text: `safe ${'👩\u200d'.repeat(200)}👩` },
	{ name: 'very long word', text: `safe${'a'.repeat(5000)}` },
	{ name: 'nested escapes', text: `${esc}${esc}[${esc}]${esc}[31msafe` },
	{ name: 'control inside a sequence', text: `${esc}[3\u00001msafe` },
];

/** Text of real people that must come through unchanged. */
export const honestTexts: readonly string[] = [
	'Grüße aus Köln – 20 °C',
	'Tiếng Việt có dấu',
	'Cafe\u0301 au lait',
	'שלום עולם',
	'مرحبا بالعالم',
	'می\u200cخواهم',
	'क्\u200dष और क्ष',
	'ශ්\u200dරී ලංකා',
	'日本語のメール、全角ＡＢＣ',
	'한국어 메일',
	'👩‍👩‍👧‍👦 👍🏽 ❤️ 🏳️‍🌈 1️⃣ 🇩🇪 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ☺︎',
	'👩🏻‍❤️‍💋‍👨🏿 kiss',
	'ไทยก็ได้',
	'±½€ “quoted” …',
];
