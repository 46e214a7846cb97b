import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostileNames } from '../../src/sandbox/attachment-letters.js';
import { fieldOf, parseMime, walk } from './parse-mime.js';
import { type Body, firstOf, startGraph, type TestGraph } from './start-graph.js';

const messages = '/v1.0/me/messages';
let graph: TestGraph;
let mail: readonly Body[];
beforeAll(async () => {
	graph = await startGraph();
	mail = (await graph.read(`${messages}?$top=1000&$select=subject,hasAttachments,body`)).value;
});
afterAll(() => graph.close());

interface Attachment {
	readonly '@odata.type': string;
	readonly '@odata.context'?: string;
	readonly id: string;
	readonly name: string;
	readonly contentType: string | null;
	readonly size: number;
	readonly isInline: boolean;
	readonly contentId?: string | null;
	readonly contentBytes?: string;
	readonly item?: Record<string, unknown>;
}

const pathOf = (subject: string): string =>
	`${messages}/${firstOf(mail.filter((message) => message.subject.includes(subject))).id}/attachments`;

async function list(path: string): Promise<readonly Attachment[]> {
	const body: { value: readonly Attachment[] } = JSON.parse((await graph.send(path)).text);
	return body.value;
}

async function read(path: string): Promise<Attachment> {
	return JSON.parse((await graph.send(path)).text);
}

describe('the list of attachments', () => {
	it('has all three kinds with what each has', async () => {
		const all = await list(pathOf('Everything for the board meeting'));
		expect(all.map((one) => [one['@odata.type'], one.name, one.isInline])).toEqual([
			['#microsoft.graph.fileAttachment', 'Agenda.docx', false],
			['#microsoft.graph.fileAttachment', 'Figures 2026.xlsx', false],
			['#microsoft.graph.itemAttachment', 'Fabrikam and Contoso: agenda for Tuesday', false],
			['#microsoft.graph.itemAttachment', 'Board meeting', false],
			['#microsoft.graph.itemAttachment', 'Megan Bowen', false],
			['#microsoft.graph.referenceAttachment', 'Board figures (live).xlsx', false],
			['#microsoft.graph.fileAttachment', 'chart.png', true],
		]);
		for (const one of all) expect('contentBytes' in one).toBe(one['@odata.type'].endsWith('fileAttachment'));
		for (const one of all) expect(one).not.toHaveProperty('item');
		expect(all[2]?.contentType).toBeNull();
	});

	it('leaves the bytes out when something else is selected', async () => {
		const path = `${pathOf('10 MB')}?$select=id,name,contentType,size,isInline,lastModifiedDateTime`;
		const [file] = await list(path);
		expect(Object.keys(file ?? {}).sort()).toEqual(
			['@odata.type', 'contentType', 'id', 'isInline', 'lastModifiedDateTime', 'name', 'size'].sort(),
		);
		// What the store calls the size is more than the length of the file.
		expect(file?.size).toBeGreaterThan(10_000_000);
	});

	it('knows the properties of files only behind their type', async () => {
		const path = pathOf('Everything for the board meeting');
		expect(await graph.refusal(`${path}?$select=id,contentId`)).toEqual({
			status: 400,
			code: 'RequestBroker--ParseUri',
			message: "Could not find a property named 'contentId' on type 'microsoft.graph.attachment'.",
		});
		const all = await list(`${path}?$select=name,microsoft.graph.fileAttachment/contentId`);
		expect(all.at(-1)).toMatchObject({ name: 'chart.png', contentId: 'chart-q3@contoso.com' });
		expect(all.at(-1)).not.toHaveProperty('contentBytes');
	});

	it('says the same below a folder, counts, and ignores a filter', async () => {
		const path = pathOf('Everything for the board meeting');
		const all = await list(`${path}?$select=id`);
		const below = path.replace('/me/', '/me/mailFolders/inbox/');
		expect(await list(`${below}?$select=id&$filter=${encodeURIComponent("name eq 'x'")}`)).toEqual(all);
		expect(await graph.read(`${path}?$count=true&$select=id`)).toMatchObject({ '@odata.count': 7 });
	});

	it('is empty for a message without, and agrees with hasAttachments', async () => {
		for (const message of mail.slice(0, 80)) {
			const all = await list(`${messages}/${message.id}/attachments?$select=isInline`);
			expect([message.subject, all.some((one) => !one.isInline)]).toEqual([message.subject, message.hasAttachments]);
		}
	});

	it('has every picture that a body shows, except the one that is lost', async () => {
		for (const subject of ['New logo', 'Shop window', 'Everything for the board']) {
			const body = firstOf(mail.filter((message) => message.subject.includes(subject))).body.content;
			const shown = [...body.matchAll(/src="cid:([^"]+)"/g)]
				.map(([, id]) => id)
				.filter((id) => !id?.startsWith('lost'));
			const inline = (await list(pathOf(subject))).filter((one) => one.isInline);
			expect(inline.map((one) => one.contentId)).toEqual(shown);
		}
	});

	it('carries hostile names as they are', async () => {
		expect((await list(`${pathOf('Documents as requested')}?$select=name`)).map((one) => one.name)).toEqual(
			hostileNames,
		);
		for (const name of [
			'../../etc/passwd',
			'CON.txt',
			'a\\b',
			'',
			'.bashrc',
			'photo\u202egnp.exe',
			'two\r\nlines\n.txt',
		]) {
			expect(hostileNames).toContain(name);
		}
		expect(Math.max(...hostileNames.map((name) => name.length))).toBeGreaterThan(300);
		expect(new Set(hostileNames).size).toBeLessThan(hostileNames.length);
	});
});

describe('one attachment', () => {
	it('is a file whose bytes are the same in JSON, in $value and in MIME', async () => {
		for (const subject of ['Everything for the board meeting', 'Shop window', 'signed contract']) {
			const path = pathOf(subject);
			const mime = walk(parseMime((await graph.send(path.replace('/attachments', '/$value'))).bytes));
			for (const one of await list(path)) {
				if (one.contentBytes === undefined) continue;
				const bytes = Buffer.from(one.contentBytes, 'base64');
				const value = await graph.send(`${path}/${one.id}/$value`);
				expect(value.headers['content-type']).toBe(one.contentType);
				expect(value.bytes.equals(bytes)).toBe(true);
				expect(mime.some((part) => part.fileName === one.name && part.content.equals(bytes))).toBe(true);
				expect(one.size).toBeGreaterThan(bytes.length);
			}
		}
	});

	it('is a whole document of its type', async () => {
		const path = pathOf('Everything for the board meeting');
		const [document] = await list(path);
		const zip = Buffer.from(document?.contentBytes ?? '', 'base64');
		expect(zip.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
		const end = zip.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
		const directory = zip.readUInt32LE(end + 16);
		expect(zip.subarray(directory, directory + 4).toString('latin1')).toBe('PK\u0001\u0002');
		expect(zip.readUInt16LE(end + 10)).toBe(3);
		expect(() => inflateRawSync(zip)).toThrow();
		const pdf = firstOf((await list(pathOf('signed contract'))).filter((one) => one.name.endsWith('.pdf')));
		const text = Buffer.from(pdf.contentBytes ?? '', 'base64').toString('latin1');
		const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
		expect(text.slice(start, start + 4)).toBe('xref');
	});

	it('is ten megabytes long on demand, always the same, with its length announced', async () => {
		const path = pathOf('10 MB');
		const [file] = await list(`${path}?$select=id`);
		const [first, second] = await Promise.all([1, 2].map(() => graph.send(`${path}/${file?.id}/$value`)));
		expect(first?.headers['content-length']).toBe('10000000');
		expect(first?.bytes).toHaveLength(10_000_000);
		expect(second?.bytes.equals(first?.bytes ?? Buffer.alloc(0))).toBe(true);
		expect(new Set(first?.bytes.subarray(0, 4096)).size).toBeGreaterThan(200);
	}, 20_000);

	it('is an item that can be expanded, or read as MIME, iCalendar and vCard', async () => {
		const path = pathOf('Everything for the board meeting');
		const items = (await list(`${path}?$select=id`)).filter((one) => one['@odata.type'].endsWith('itemAttachment'));
		const [message, event, contact] = items.map((one) => `${path}/${one.id}`);
		expect(await read(`${message}`)).not.toHaveProperty('item');
		const expand = '?$expand=microsoft.graph.itemattachment/item';
		const { item } = await read(`${message}${expand}`);
		expect(item).toMatchObject({
			'@odata.type': '#microsoft.graph.message',
			id: '',
			subject: 'Fabrikam and Contoso: agenda for Tuesday',
		});
		expect((await read(`${event}${expand}`)).item).toMatchObject({
			'@odata.type': '#microsoft.graph.event',
			subject: 'Board meeting',
		});
		expect((await read(`${contact}${expand}`)).item).toMatchObject({ '@odata.type': '#microsoft.graph.contact' });
		expect(fieldOf(parseMime((await graph.send(`${message}/$value`)).bytes), 'subject')).toBe(item?.['subject']);
		expect((await graph.send(`${event}/$value`)).text).toMatch(
			/^BEGIN:VCALENDAR\r\n[\s\S]*DTSTART:\d{8}T\d{6}Z\r\n[\s\S]*END:VCALENDAR\r\n$/,
		);
		expect((await graph.send(`${contact}/$value`)).text).toMatch(/^BEGIN:VCARD\r\nVERSION:3.0\r\n/);
	});

	it('is a link that has no bytes', async () => {
		const path = pathOf('Everything for the board meeting');
		const link = firstOf((await list(path)).filter((one) => one['@odata.type'].endsWith('referenceAttachment')));
		expect(await graph.refusal(`${path}/${link.id}/$value`)).toMatchObject({ status: 405 });
	});

	it('names itself and its message in the context', async () => {
		const path = pathOf('10 MB');
		const [, small] = await list(`${path}?$select=id`);
		const one = await read(`${path}/${small?.id}?$select=name`);
		expect(one['@odata.context']).toMatch(/#users\('[^']+'\)\/messages\('[^']+'\)\/attachments\(name\)\/\$entity$/);
		expect(Object.keys(one).sort()).toEqual(['@odata.context', '@odata.type', 'id', 'name']);
	});

	it.each([
		['/xyz', 400, 'ErrorInvalidIdMalformed'],
		[`/AAMk${'A'.repeat(60)}`, 404, 'ErrorItemNotFound'],
		['?$expand=item', 400, 'BadRequest'],
		['?$expand=microsoft.graph.itemattachment/item($select=id)', 501, 'NotImplemented'],
		['?$search=x', 400, 'BadRequest'],
		['?$top=1', 501, 'NotImplemented'],
	])('is refused for %s', async (tail, status, code) => {
		expect(await graph.refusal(`${pathOf('10 MB')}${tail}`)).toMatchObject({ status, code });
	});

	it('belongs to its message alone and needs Mail.Read', async () => {
		const path = pathOf('10 MB');
		const [file] = await list(`${path}?$select=id`);
		expect(await graph.refusal(`${pathOf('Shop window')}/${file?.id}`)).toMatchObject({ status: 404 });
		expect(await graph.refusal(`${path}/${file?.id}`, { method: 'DELETE' })).toMatchObject({ status: 501 });
		graph.signIn('AdeleV', 'Mail.ReadBasic');
		for (const tail of ['', `/${file?.id}`, `/${file?.id}/$value`]) {
			expect(await graph.refusal(`${path}${tail}`)).toMatchObject({ status: 403, code: 'ErrorAccessDenied' });
		}
		graph.signIn('AdeleV', 'Mail.Read');
	});
});
