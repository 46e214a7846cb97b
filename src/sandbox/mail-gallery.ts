/** Honest mail that is hard to show: scripts of the world, emoji, missing parts, extreme lengths. */
import type { FixedLetter } from './mail-model.js';

/** Letters that a good mail program shows readably. */
export function galleryLetters(): readonly FixedLetter[] {
	return [
		{
			from: { name: 'نور الهاشمي', address: 'noor@fabrikam.com' },
			subject: 'مراجعة العقد قبل يوم الخميس',
			body: 'مرحباً {first}،\nيرجى مراجعة العقد المرفق قبل يوم الخميس 12 نوفمبر. المبلغ الإجمالي هو 42,000 USD.\nمع أطيب التحيات،\nنور',
			attachment: 'عقد 2026.pdf',
			read: false,
		},
		{
			from: { name: '佐藤 さくら', address: 'SakuraS@contoso.com' },
			subject: '【重要】東京オフィス移転のお知らせ（１１月）',
			body: '{first}様\nお疲れ様です。東京オフィスの移転についてお知らせします。\n- 日時：１１月２０日（金）９：００\n- 場所：港区芝浦３−１−１\n- 持ち物：社員証、ノートパソコン\nよろしくお願いいたします。\n佐藤',
			read: false,
		},
		{
			from: { name: 'Grady Archie', address: 'GradyA@contoso.com' },
			subject: '🎨🖌️ New logo, v7 — 👩🏽‍🎨 picks, 👨‍👩‍👧‍👦 approved, 🇩🇪🇯🇵🇧🇷 ready 🚀',
			body: 'Hi {first} 👋🏾\nVersion 7 is final-final ✅ (promise 🤞).\n- 👍 colours\n- ❤️ spacing\n- 🤔 the dot on the i\n!image logo-v7@contoso.com The new logo\n{me}',
			attachments: [
				{
					kind: 'file',
					name: 'image001.png',
					contentType: 'image/png',
					bytes: 9_416,
					inline: true,
					contentId: 'logo-v7@contoso.com',
				},
			],
		},
		{
			from: { name: 'Diego Siciliani', address: 'DiegoS@contoso.com' },
			subject: '',
			body: 'Sorry, sent too fast. The subject should have been “Holiday list”.\n{me}',
		},
		{
			subject: 'Imported from the old archive',
			body: 'This message lost its sender when the archive of 2009 was imported.',
		},
		{
			from: { name: 'נועה לוי', address: 'NoaL@contoso.com' },
			subject: 'פגישת צוות ביום רביעי (Room 3.14) בשעה 10:30',
			body: 'היי {first},\nהפגישה עברה לחדר Room 3.14 בקומה השלישית. נא להביא את הדוח Q3-report.xlsx.\nתודה,\nנועה',
		},
		{
			from: { name: '李固', address: 'LeeG@contoso.com' },
			subject: '关于第三季度产能计划的讨论（请周五前回复）',
			body: '{first}，你好：\n附件是第三季度的产能计划。请在周五之前回复意见，特别是第二页的表格。\n| 工厂 | 计划 | 实际\n| 苏州 | 12,000 | 11,870\n| 成都 | 8,500 | 9,020\n谢谢！',
			attachment: '产能计划.xlsx',
		},
		{
			from: { name: 'Nguyễn Thị Ánh', address: 'anh.nguyen@proseware.com' },
			subject:
				'Re\u0301sume\u0301 and na\u0308i\u0308ve cafe\u0301: Xin cha\u0300o tu\u031b\u0300 Ha\u0300 No\u0323\u0302i',
			body: 'Cha\u0300o {first},\nthis mail is written with combining marks throughout: e\u0301, o\u0308, n\u0303, a\u030a.\nA\u0301nh',
		},
		{
			from: { name: 'Nestor Wilke', address: 'NestorW@contoso.com' },
			subject:
				'Fwd: Fwd: RE: RE: Request for comments on the proposed harmonisation of the regional warehouse nomenclature, the related cost centres and the transition calendar for the fiscal year including all public holidays of the participating countries',
			body: 'FYI, see below. No action needed.\n{me}',
		},
		{
			from: null,
			subject: 'Automatic reply: out of office',
			body: 'I am out of the office until Monday. For urgent matters please call the front desk.',
			other: true,
		},
		{
			from: { address: 'alerts@contoso.com' },
			subject: 'Disk usage above 90 % on build-07',
			body: 'Host build-07: /var is at 91 %.\nThis sender has an address and no name.',
			other: true,
		},
		{
			from: { name: 'ศิริพร วงศ์สวัสดิ์', address: 'siriporn@tailspintoys.com' },
			subject: 'ใบเสนอราคาสำหรับของเล่นไม้ รุ่นใหม่',
			body: 'เรียน {first}\nขอส่งใบเสนอราคาตามที่คุยกันไว้เมื่อวานนี้ค่ะ\nขอบคุณค่ะ',
			attachment: 'ใบเสนอราคา.pdf',
		},
	];
}
