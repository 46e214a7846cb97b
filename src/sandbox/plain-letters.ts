/** Mail that was written without HTML, and mail whose difficulty is its letters rather than its markup. */
import type { FixedLetter } from './mail-model.js';

const paragraph =
	'The warehouse moved twelve thousand pallets last month and nobody wrote down where the empty ones went, so we walked through all four halls with a clipboard. ';

/** The letters, newest first. */
export function plainLetters(): readonly FixedLetter[] {
	return [
		plain(
			'Kernel Announce',
			'announce@lists.example',
			'[announce] Notes on line lengths',
			`${paragraph.repeat(30).trim()}\r\n\r\n${'https://lists.example/archive/'.padEnd(900, 'abcdefghij')}\r\n\r\n${'word '.repeat(400).trim()}\r\n\r\nshort\r\n\tindented with a tab\r\n    indented with blanks\r\n-- \r\nThe list`,
		),
		plain(
			'Joni Sherman',
			'JoniS@contoso.com',
			'Re: Re: Which database?',
			'I agree with Lee.\r\n\r\nOn Tue, 17 Nov 2026 at 09:12, Lee Gu <LeeG@contoso.com> wrote:\r\n> Postgres, please. We know how to run it.\r\n>\r\n> On Mon, 16 Nov 2026 at 18:40, Joni Sherman <JoniS@contoso.com> wrote:\r\n>> Has anybody tried the new one in production?\r\n>>\r\n>>> From the first mail:\r\n>>> 1. It must survive a power cut.\r\n>>> 2. It must be boring.\r\n>> I would like to add:\r\n>> 3. Backups that have been restored once.\r\n> +1 for 3.\r\n\r\nFrom now on I will answer below the quote.\r\n.\r\n..\r\n\r\n-- \r\nJoni\r\n',
		),
		{
			from: { name: '佐藤 さくら', address: 'SakuraS@contoso.com' },
			subject: '議事録：第３四半期の振り返りと来期の計画について、関係者全員への共有とお願い',
			body: `{first}様\n${'本日の会議では、在庫管理の見直し、新しい棚札の印刷、ならびに配送の遅れについて話し合いました。'.repeat(8)}\n- 在庫：全角の数字１２３と半角の数字123が混ざっています\n- 半角カナ：ﾊﾝｶｸｶﾅ\n| 項目 | 担当 | 期限\n| 棚札 | 佐藤 | 11月30日\n| 배송 지연 보고 | 김민준 | 12월 2일\n よろしくお願いいたします。`,
		},
		{
			from: { name: 'נועה לוי and نور الهاشمي', address: 'noor@fabrikam.com' },
			subject: 'Bidi: שלום عليكم (mixed) 123-456',
			body: 'שלום {first},\nהמחיר הוא $1,250.00 (כולל מע"מ), ראה https://fabrikam.com/he?x=1 לפרטים.\nيرجى إرسال الملف report_v2.pdf قبل الساعة 10:30 إلى noor@fabrikam.com.\n- פריט ראשון: ABC-123\n- العنصر الثاني: مئة (100) قطعة\nEnglish sentence with עברית in it, then عربي, then 42.\nنَصٌّ مُشَكَّلٌ بِالكَامِلِ',
		},
		{
			from: { name: 'Grady Archie 👩‍🚀', address: 'GradyA@contoso.com' },
			subject: '👨‍👩‍👧‍👦👩🏽‍🚒🏳️‍🌈🏴󠁧󠁢󠁳󠁣󠁴󠁿 widths: 1️⃣ ☎️ ☎ ©️ 🇺🇳 👋🏿',
			body: `Hi {first},\n${'👨‍👩‍👧‍👦👩🏽‍🚒🏳️‍🌈'.repeat(60)}\n- keycaps 1️⃣2️⃣3️⃣#️⃣\n- text style ☎︎ ❤︎ and emoji style ☎️ ❤️\n- flags 🇩🇪🇯🇵🇧🇷, an odd one 🇩\n| 🧪 | narrow | 全角\n| 👩‍🔬 | i | ＷＷ\n{me}`,
		},
		{
			from: { name: 'Nguyễn Thị Ánh', address: 'anh.nguyen@proseware.com' },
			subject: 'Co\u0302\u0323ng tha\u0309nh ca\u0301c da\u0301u: a\u030a\u0323 o\u0308\u0304 n\u0303\u0331',
			body: `${'Vie\u0323\u0302t Nam co\u0301 nhie\u0302\u0300u da\u0301u. '.repeat(25)}\nहिन्दी: क्षत्रिय, தமிழ்: க்ஷ, ไทย: ก็ที่นั่น, བོད་ཡིག\n{me}`,
		},
	];
}

function plain(name: string, address: string, subject: string, text: string): FixedLetter {
	return { from: { name, address }, subject, body: [{ kind: 'plain', text }], other: true };
}
