import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldOf, type Part, parseMime, walk } from './parse-mime.js';
import { type Body, firstOf, startGraph, type TestGraph } from './start-graph.js';

const messages = '/v1.0/me/messages';
let graph: TestGraph;
let mail: readonly Body[];
beforeAll(async () => {
	graph = await startGraph();
	const text = { prefer: 'outlook.body-content-type="text"' };
	mail = (await graph.read(`${messages}?$top=1000`, text)).value;
});
afterAll(() => graph.close());

const mimeOf = async (message: Body): Promise<Part> =>
	parseMime((await graph.send(`${messages}/${message.id}/$value`)).bytes);
const withSubject = (part: string): Body => firstOf(mail.filter((message) => message.subject.includes(part)));
const partOf = (part: Part, type: string): Part => firstOf(walk(part).filter((one) => one.type === type));

describe('$value of a message', () => {
	it('is MIME as plain text, the same bytes every time', async () => {
		const { id } = firstOf(mail);
		const first = await graph.send(`${messages}/${id}/$value`);
		expect([first.status, first.headers['content-type']]).toEqual([200, 'text/plain']);
		expect((await graph.send(`/v1.0/me/mailFolders/inbox/messages/${id}/$value`)).bytes).toEqual(first.bytes);
	});

	it('keeps to the RFCs for every message, says its subject and text unchanged, and carries every file', async () => {
		for (const message of mail) {
			const mime = await mimeOf(message);
			// Half a character has no UTF-8; it is looked at below.
			if (message.subject.includes('Half a character')) continue;
			expect(fieldOf(mime, 'subject')).toBe(message.subject);
			const text = partOf(mime, 'text/plain').content.toString('utf8');
			expect(text.replace(/(?:\r\n)+$/, '')).toBe(message.body.content.replace(/(?:\r\n)+$/, ''));
			expect(fieldOf(mime, 'message-id')).toMatch(/^<[^<>@\s]+@[^<>@\s]+>$/);
			expect(Date.parse(fieldOf(mime, 'date') ?? '')).toBe(Date.parse(message.sentDateTime));
			expect(walk(mime).some((part) => part.disposition === 'attachment')).toBe(message.hasAttachments);
		}
	}, 20_000);

	it('folds long fields at 78 characters and cuts encoded words between characters', async () => {
		const { text } = await graph.send(`${messages}/${withSubject('harmonisation').id}/$value`);
		const subject = /^Subject: .*(?:\r\n .*)*/m.exec(text)?.[0].split('\r\n') ?? [];
		expect(subject.length).toBeGreaterThan(3);
		for (const line of subject) expect(line.length).toBeLessThanOrEqual(78);
		const family = await graph.send(`${messages}/${withSubject('👨‍👩‍👧‍👦👩🏽‍🚒').id}/$value`);
		const words = [...family.text.matchAll(/=\?utf-8\?B\?([^?]*)\?=/g)].map(([, data = '']) =>
			Buffer.from(data, 'base64').toString(),
		);
		expect(words.length).toBeGreaterThan(1);
		for (const word of words) expect(word).not.toContain('\ufffd');
	});

	it('has plain text and HTML side by side, pictures beside the HTML that shows them, files after both', async () => {
		const mime = await mimeOf(withSubject('Everything for the board meeting'));
		expect(mime.type).toBe('multipart/mixed');
		const related = firstOf(mime.parts);
		expect(related.parts.map((part) => part.type)).toEqual(['multipart/alternative', 'image/png']);
		expect(firstOf(related.parts).parts.map((part) => part.type)).toEqual(['text/plain', 'text/html']);
		const picture = partOf(related, 'image/png');
		expect([picture.disposition, fieldOf(picture, 'content-id')]).toEqual(['inline', '<chart-q3@contoso.com>']);
		expect(partOf(mime, 'text/html').content.toString()).toContain('src="cid:chart-q3@contoso.com"');
		expect(mime.parts.slice(1).map((part) => [part.type, part.fileName])).toEqual([
			['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'Agenda.docx'],
			['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'Figures 2026.xlsx'],
			['message/rfc822', 'Fabrikam and Contoso: agenda for Tuesday.eml'],
			['text/calendar', 'Board meeting.ics'],
			['text/vcard', 'Megan Bowen.vcf'],
		]);
		const inner = parseMime(partOf(mime, 'message/rfc822').content);
		expect(fieldOf(inner, 'subject')).toBe('Fabrikam and Contoso: agenda for Tuesday');
	});

	it('has text alone where the message was written without HTML', async () => {
		const mime = await mimeOf(withSubject('Which database?'));
		expect(mime.type).toBe('text/plain');
		// Mail transfer would stop at a lone dot, and mbox would break at "From ".
		expect(mime.content.toString()).toContain('\r\nFrom now on');
		const { text } = await graph.send(`${messages}/${withSubject('Which database?').id}/$value`);
		expect(text).not.toMatch(/\r\nFrom |\r\n\.\r\n/);
	});

	it('keeps hostile mail hostile', async () => {
		const mime = await mimeOf(withSubject('Two lines'));
		expect(mime.fields.filter(([name]) => name === 'from' || name === 'bcc')).toHaveLength(1);
		expect(partOf(mime, 'text/plain').content.toString()).toContain('Line one\nline two\r\nline three\u2028');
		const locked = await mimeOf(withSubject('Account locked'));
		expect(partOf(locked, 'text/html').content.toString()).toContain('\u001b[2J');
		const raw = await graph.send(`${messages}/${withSubject('Documents as requested').id}/$value`);
		expect(raw.text).toContain('\r\nX-Terminal: \u001b[2J\u001b]52;c;Y2F0\u0007\r\n');
		expect(raw.text).toContain('=?utf-8?B?%%%?=');
		const half = await graph.send(`${messages}/${withSubject('Half a character').id}/$value`);
		const word = /^Subject: =\?utf-8\?B\?([^?]*)/m.exec(half.text)?.[1] ?? '';
		expect(Buffer.from(word, 'base64').includes(Buffer.from([0xed, 0xa0, 0xbd]))).toBe(true);
		const letter = partOf(await mimeOf(withSubject('Shelves that count')), 'text/html').content.toString();
		expect(letter).toContain('<script>');
	});

	it('names the mail it answers', async () => {
		const answer = firstOf(mail.filter((message) => message.subject.startsWith('RE: ') && !message.isDraft));
		const mime = await mimeOf(answer);
		const thread = mail.filter((message) => message.conversationId === answer.conversationId);
		const ids = await Promise.all(thread.map(async (message) => fieldOf(await mimeOf(message), 'message-id')));
		expect(ids).toContain(fieldOf(mime, 'in-reply-to'));
	});

	it('goes out while it is written when it is large', async () => {
		const reply = await graph.send(`${messages}/${withSubject('10 MB').id}/$value`);
		expect(reply.headers['content-length']).toBeUndefined();
		const files = walk(parseMime(reply.bytes)).filter((part) => part.fileName?.endsWith('.bin'));
		expect(firstOf(files).content).toHaveLength(10_000_000);
	}, 20_000);

	it('needs Mail.Read, a message that is there, and no query option', async () => {
		const { id } = firstOf(mail);
		graph.signIn('AdeleV', 'Mail.ReadBasic');
		expect(await graph.refusal(`${messages}/${id}/$value`)).toMatchObject({ status: 403, code: 'ErrorAccessDenied' });
		graph.signIn('AdeleV', 'Mail.Read');
		expect(await graph.refusal(`${messages}/xyz/$value`)).toMatchObject({
			status: 400,
			code: 'ErrorInvalidIdMalformed',
		});
		expect(await graph.refusal(`/v1.0/me/mailFolders/drafts/messages/${id}/$value`)).toMatchObject({ status: 404 });
		expect(await graph.refusal(`${messages}/${id}/$value?$select=id`)).toMatchObject({ status: 501 });
		expect(await graph.refusal(`${messages}/${id}/$value`, { method: 'PUT' })).toMatchObject({ status: 501 });
	});
});

describe('internetMessageHeaders', () => {
	it('come when they are selected, decoded, and not for drafts', async () => {
		const select = '$select=internetMessageHeaders';
		const { id } = withSubject('Documents as requested');
		const read: { internetMessageHeaders?: readonly { name: string; value: string }[] } = JSON.parse(
			(await graph.send(`${messages}/${id}?${select}`)).text,
		);
		const names = read.internetMessageHeaders?.map((header) => header.name) ?? [];
		expect(names.slice(0, 3)).toEqual(['Received', 'Received', 'Authentication-Results']);
		expect(read.internetMessageHeaders).toContainEqual({ name: 'Subject', value: 'Documents as requested' });
		expect(read.internetMessageHeaders).toContainEqual({
			name: 'X-Terminal',
			value: '\u001b[2J\u001b]52;c;Y2F0\u0007',
		});
		const draft = firstOf(mail.filter((message) => message.isDraft));
		expect(await graph.read(`${messages}/${draft.id}?${select}`)).not.toHaveProperty('internetMessageHeaders');
		expect(await graph.read(`${messages}/${id}`)).not.toHaveProperty('internetMessageHeaders');
	});
});
