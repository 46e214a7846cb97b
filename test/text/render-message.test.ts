import { describe, expect, it } from 'vitest';
import { lineAsText } from '../../src/text/lay-out.js';
import type { MessageText } from '../../src/text/message-text.js';
import { renderHtml } from '../../src/text/render-message.js';
import { hostileTexts } from '../helpers/hostile-text.js';
import { strayControls } from '../helpers/screen.js';

const textOf = ({ lines }: MessageText, width = 60): string => lines.map((line) => lineAsText(line, width)).join('\n');
const render = async (html: string, width = 60): Promise<string> => textOf(await renderHtml(html, { width }), width);
/** The lines of a kind. */
const kind = async (wanted: string, html: string): Promise<string[]> =>
	(await renderHtml(html, { width: 60 })).lines.filter((line) => line.kind === wanted).map(({ text }) => text);

describe('HTML as readable text', () => {
	it('keeps paragraphs, line breaks and headings apart and collapses white space', async () => {
		expect(
			await render(
				'<h2>Hello\n there</h2><p>One   two<br>three</p>\n<p>four&nbsp;&amp;&euro;</p><div>five</div><div>six</div>',
			),
		).toBe('Hello there\n\nOne two\nthree\n\nfour &€\n\nfive\nsix');
		expect(await kind('heading', '<h1>Big</h1><p>small</p>')).toEqual(['Big']);
	});

	it('numbers ordered lists from their start and nests bullets, without end tags too', async () => {
		expect(await render('<ul><li>One<li>Two<ul><li>inner</ul></ul><ol start=9><li>nine<li>ten</ol>')).toBe(
			' • One\n • Two\n    • inner\n\n9. nine\n10. ten',
		);
	});

	it('indents the following lines of a list item below its words', async () => {
		expect(await render('<ul><li>aaa bbb ccc ddd eee</ul>', 16)).toBe(' • aaa bbb ccc\n   ddd eee');
	});

	it('marks quotes with their depth', async () => {
		const { lines } = await renderHtml('<p>new</p><blockquote>old<blockquote>older</blockquote></blockquote>', {
			width: 60,
		});
		expect(lines.map(({ kind: what, depth, text }) => [what, depth, text])).toEqual([
			['text', 0, 'new'],
			['text', 0, ''],
			['quote', 1, 'old'],
			['quote', 1, ''],
			['quote', 2, 'older'],
		]);
	});

	it('dims what an answer repeats: Outlook, Gmail and the oldest form, but no forwarded message', async () => {
		const outlook = '<p>Yes.</p><hr><div>From: Bob<br>Sent: Monday<br>To: Eve<br>Subject: x</div><p>old words</p>';
		expect(await kind('quote', outlook)).toContain('old words');
		expect(await kind('text', outlook)).toContain('Yes.');
		expect(await kind('quote', '<p>Ja</p><p>-----Ursprüngliche Nachricht-----</p><p>alt</p>')).toContain('alt');
		expect(await kind('quote', '<p>Yes</p><p>On Mon, 2 Mar 2026, Bob wrote:</p><p>old</p>')).toContain('old');
		expect(await kind('text', '<div>From: Bob<br>Sent: x<br>To: y</div><p>all there is</p>')).toContain('all there is');
	});

	it('drops scripts, styles, comments, hidden words and tracking pixels, and keeps what pictures are called', async () => {
		const html = `<head><title>T</title><style>p { color: red }</style></head><script>alert("<p>1</p>")</script>
			<!-- no --><p style="display:none">preheader</p><p hidden>hidden</p><span style="visibility: hidden">x</span>
			<div style="max-height:0; overflow:hidden">preheader</div><span style="font-size:0px">y</span>
			<img src="https://t.example/p.gif" width="1" height="1" alt="track"><img src=cid:logo alt="Our logo"><svg><text>v</text></svg>shown`;
		expect(await render(html)).toBe('[Our logo]shown');
	});

	it('takes no small size for none', async () => {
		const html = '<td style="font-size:0">a<span style="font-size:0.9em">b</span><p style="max-height:0.5em">c</p>';
		expect(await render(html)).toBe('ab\n\nc');
	});

	it('reads pre as it stands and quote marks of a plain message that became HTML', async () => {
		expect(await render('<pre>a  b\n  c</pre>')).toBe('a  b\n  c');
		expect(await render('<div>new<br>&gt; old<br>&gt;&gt; older</div>')).toBe('new\n> old\n>> older');
	});
});

describe('links', () => {
	const linkLines = (html: string): Promise<string[]> => kind('link', html);

	it('stand numbered at the end with their real address, each once', async () => {
		const html =
			'<a href="https://a.example/?x=1&amp;y=2">here</a> <a href="mailto:bob@contoso.com">write</a> <a href="https://a.example/?x=1&y=2">again</a>';
		expect(await render(html)).toBe(
			'here [1] write [2] again [1]\n\n[1] https://a.example/?x=1&y=2\n[2] mailto:bob@contoso.com',
		);
	});

	it('to a mail address that is itself the text need no number', async () => {
		expect(await render('<a href="mailto:Bob@contoso.com">bob@contoso.com</a>')).toBe('bob@contoso.com');
	});

	it('are never broken, however long', async () => {
		const address = `https://a.example/${'x'.repeat(300)}`;
		expect(await linkLines(`<a href="${address}">here</a>`)).toEqual([`[1] ${address}`]);
	});

	it.each([
		['https://contoso.com/login', 'https://evil.example/x', 'evil.example'],
		['contoso.com', 'http://contoso.com.evil.example/', 'contoso.com.evil.example'],
		['www.contoso.com', 'https://www.c0ntoso.com', 'www.c0ntoso.com'],
		['Open https://contoso.com now', 'https://evil.example', 'evil.example'],
		['con\u200btoso.com', 'https://evil.example', 'evil.example'],
		['bob@contoso.com', 'mailto:bob@evil.example', 'bob@evil.example'],
		['click', 'https://contoso.com@evil.example/', 'evil.example'],
		['contoso.com', 'https://c\u043entoso.com', 'xn--cntoso-wqf.com'],
	])('whose text %j looks like another address than %s are marked', async (text, href, place) => {
		const result = await renderHtml(`<a href="${href}">${text}</a>`, { width: 200 });
		expect(result.links).toMatchObject([{ deceptive: true }]);
		expect(textOf(result)).toContain(`[1! goes to ${place}]`);
		expect(textOf(result)).toContain('[1!] ');
	});

	it.each([
		['contoso.com', 'https://www.contoso.com/a'],
		['https://contoso.com/a', 'https://contoso.com/a?utm=1'],
		['login.contoso.com', 'https://contoso.com'],
		['report.pdf', 'https://files.example/1'],
		['Node.js', 'https://nodejs.example/'],
		['Read more', 'https://a.example'],
		['bob@contoso.com', 'mailto:Bob@contoso.com?subject=x'],
		['münchen.de', 'https://m\u00fcnchen.de/'],
	])('whose text is %j and address %s are not', async (text, href) => {
		expect((await renderHtml(`<a href="${href}">${text}</a>`, { width: 60 })).links).toMatchObject([
			{ deceptive: false },
		]);
	});

	it.each([
		'javascript:alert(1)',
		'data:text/html,x',
		'file:///etc/passwd',
		'vbscript:x',
		'/relative',
		'#top',
		'ftp://x',
		' ',
	])('to %j are words alone', async (href) => {
		expect(await render(`<a href="${href}">word</a>`)).toBe('word');
	});
});

describe('hostile HTML', () => {
	it.each(hostileTexts)('lets nothing act on a terminal: $name', async ({ text }) => {
		const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
		const coded = [...text].map((c) => `&#x${c.codePointAt(0)?.toString(16)};`).join('');
		const html = [escaped, coded]
			.map(
				(t) =>
					`<p>${t}</p><ul><li>${t}</ul><table><tr><th>${t}<th>b<tr><td>${t}<td>x</table><a href="https://x.example/${t}">${t}</a><a href="mailto:${t}">a.com</a><img alt="${t}"><pre>${t}</pre>`,
			)
			.join('');
		for (const line of (await renderHtml(html, { width: 60 })).lines) {
			expect(strayControls(line.text)).toEqual([]);
			expect(line.text).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
		}
	});

	const many = (text: string, bytes = 1_500_000): string => text.repeat(Math.ceil(bytes / text.length));
	it.each([
		[
			'five megabytes of everything',
			many('<div><table><td><b><ul><li>x<a href=http://a.example/>y</i></p>', 5_000_000),
		],
		['deeply nested divs', many('<div>')],
		['deeply nested tables', many('<table><tr><td>')],
		['deeply nested quotes', many('<blockquote>x')],
		['deeply nested lists', many('<ul><li>x')],
		['end tags that match nothing below many open ones', `${many('<b>')}${many('</i>')}`],
		['end tags within a cell for what is open outside', `<table><td>${'<b>'.repeat(9000)}${many('</div>')}`],
		['paragraphs that never end', many('<p>')],
		['nothing but <', many('<')],
		['nothing but &', many('&')],
		['one long word', many('a')],
		['one long tag', `<a ${many('a=1 ')}`],
		['a hundred thousand links', many('<a href=http://a.example/>x</a>')],
		['a table of a million cells', `<table><tr>${many('<td>a')}`],
		['comments that never end', many('<!--')],
		['scripts that never end', many('<script>')],
		['quote marks', many('&gt; ')],
		['lines that look like history', many('On x wrote<br>')],
		['combining marks', `a${many('\u0301')}`],
		['rows that a cell takes', `<table><tr><td rowspan=99 colspan=12>${many('<tr><td rowspan=99>x', 300_000)}`],
		['rows without end', `<table><tr>${many('<td rowspan=0>x', 12)}<tr><td>y${many('<tr>', 300_000)}`],
		['many widths to measure', many('漢字 x\u0301 ', 1_000_000)],
	])(
		'takes bounded time and memory: %s',
		async (_what, html) => {
			const started = performance.now();
			const { lines } = await renderHtml(html, { width: 80 });
			// Quadratic work on so many characters takes minutes.
			expect(performance.now() - started).toBeLessThan(15_000);
			expect(lines.length).toBeLessThan(1_500_000);
		},
		30_000,
	);

	it('says when it did not read everything, and shows the beginning', async () => {
		const { cut, lines } = await renderHtml(`begin ${many('word ', 3_000_000)}`, { width: 80 });
		expect(cut).toBe(true);
		expect(lines[0]?.text).toMatch(/^begin word/);
	});

	it.each([
		'',
		'   ',
		'<',
		'</',
		'<p',
		'<p>',
		'&#x110000;',
		'&#0;',
		'\ud800<b>\udfff',
		'</td></table></p>',
		'<td>lone cell',
		'<li>lone item',
		'<table>stray<tr>words<td>cell</table>',
		'<a href="https://x.example">',
	])('survives %j', async (html) => {
		await expect(renderHtml(html, { width: 1 })).resolves.toMatchObject({ cut: false });
	});
});
