/** Letters with attachments of every kind: files, items, links, pictures in the body, large ones, and names that attack whoever saves them. */
import { planFile } from './attachment-plan.js';
import type { AttachmentPlan, FixedLetter } from './mail-model.js';

/** File names as an attacker would choose them; a good client saves each inside the chosen folder and overwrites nothing. */
export const hostileNames: readonly string[] = [
	'../../etc/passwd',
	'..\\..\\Windows\\System32\\drivers\\etc\\hosts',
	'/etc/cron.d/evil',
	'C:\\Users\\Public\\evil.bat',
	'..',
	'.',
	'',
	'   ',
	'CON.txt',
	'nul',
	'LPT1.tar.gz',
	'a\\b',
	'a/b/c.txt',
	'photo\u202egnp.exe',
	'two\r\nlines\n.txt',
	'nul\u0000byte.txt',
	'\u001b[2J\u001b]0;owned\u0007red.txt',
	`${'long'.repeat(75)}.pdf`,
	`${'長'.repeat(120)}.txt`,
	'duplicate.txt',
	'duplicate.txt',
	'Duplicate.TXT',
	'cafe\u0301.txt',
	'caf\u00e9.txt',
	'.bashrc',
	'-rf',
	'~',
	'$(reboot).sh',
	'file.txt. . .',
	'stream.txt:evil.exe',
	'desktop.ini',
	'a\ud83db.txt',
];

/** The letters, newest first. */
export function attachmentLetters(): readonly FixedLetter[] {
	return [
		{
			from: { name: 'Lynne Robbins', address: 'LynneR@contoso.com' },
			subject: 'Everything for the board meeting',
			body: 'Hi {first},\nall in one place:\n- the agenda as a document\n- the mail from Fabrikam, the invitation and the contact, attached as items\n- the figures, which stay in SharePoint\n!image chart-q3@contoso.com Sales by quarter\nThe chart is part of this message.\n{me}',
			attachments: [
				file('Agenda.docx', 1),
				file('Figures 2026.xlsx', 2),
				{ kind: 'item', name: 'Fabrikam and Contoso: agenda for Tuesday', item: 'message' },
				{ kind: 'item', name: 'Board meeting', item: 'event' },
				{ kind: 'item', name: 'Megan Bowen', item: 'contact' },
				{ kind: 'reference', name: 'Board figures (live).xlsx' },
				inlineFile('chart.png', 'image/png', 14_208, 'chart-q3@contoso.com'),
			],
			importance: 'high',
			read: false,
		},
		{
			from: { name: 'Backup Service', address: 'backup@contoso.com' },
			subject: 'Your export is ready (10 MB)',
			body: 'Hello {first},\nthe export that you asked for is attached. It is ten million bytes long, please be patient.\nNothing in it is worth reading.',
			attachments: [
				{ kind: 'file', name: 'export-2026-11.bin', contentType: 'application/octet-stream', bytes: 10_000_000 },
				{ kind: 'file', name: 'export-2026-11.sha256.txt', contentType: 'text/plain', bytes: 95 },
			],
			other: true,
		},
		{
			from: { name: 'Mallory', address: 'mallory@evil.example' },
			subject: 'Documents as requested',
			body: 'Please save all of these files.\nNone of them has an honest name.',
			attachments: hostileNames.map((name, index) => ({
				kind: 'file',
				name,
				contentType: index % 4 === 3 ? 'text/plain; charset="\u001b[31m"' : 'application/octet-stream',
				bytes: 40 + index,
			})),
			headers: hostileHeaders,
		},
		{
			from: { name: 'Mallory', address: 'mallory@evil.example' },
			subject: 'Items and links with odd names',
			body: 'Attached messages, links and pictures may be named badly too.',
			folder: 'hostile',
			attachments: [
				{ kind: 'item', name: '../../\u001b[31mmessage\r\n', item: 'message' },
				{ kind: 'item', name: '', item: 'event' },
				{ kind: 'reference', name: 'https://evil.example/\u202efdp.exe' },
				inlineFile('..\\picture.png', 'image/png', 4_800, 'x"><script>alert(1)</script>@evil.example'),
				// Announced as a picture of the body, but nothing in the body shows it.
				inlineFile('hidden.exe', 'application/x-msdownload', 512, 'nowhere@evil.example'),
			],
		},
		{
			from: { name: 'Contoso Legal', address: 'legal@contoso.com' },
			subject: 'Fwd: signed contract',
			body: 'FYI\n{me}',
			folder: 'oddname',
			attachments: [
				file('Contract (signed).pdf', 3),
				file('Contract (signed).pdf', 4),
				file('Übersicht – Änderungen №2.csv', 5),
			],
		},
	];
}

/** Header fields that a reader of headers or of MIME must survive. */
const hostileHeaders: readonly (readonly [name: string, value: string])[] = [
	['X-Terminal', '\u001b[2J\u001b]52;c;Y2F0\u0007'],
	['X-Broken-Word', '=?utf-8?B?%%%?= =?x-nobody-knows?Q?=1B[31m?= =?utf-8?Q?=1B=5B31m?='],
	['X-Long', 'unbroken'.repeat(110)],
	['X-Eight-Bit', 'r\u00e9sum\u00e9 \u009b31m \u202etxt'],
	['X-Empty', ''],
];

function file(name: string, label: number): AttachmentPlan {
	return planFile(name, label);
}

function inlineFile(name: string, contentType: string, bytes: number, contentId: string): AttachmentPlan {
	return { kind: 'file', name, contentType, bytes, inline: true, contentId };
}
