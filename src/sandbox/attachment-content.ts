/** The bytes of file attachments: whole small files of their type, and large ones piece by piece. */
import { crc32 } from 'node:zlib';
import type { AttachmentPlan } from './mail-model.js';
import { base64Piece } from './mime-encode.js';
import { drawPortrait } from './portrait.js';
import { hash } from './random.js';

export type FilePlan = Extract<AttachmentPlan, { kind: 'file' }>;

/** Longer content is never held as a whole. */
export const streamFrom = 1_000_000;

/** The content in pieces of `base64Piece` bytes and a rest, exactly `plan.bytes` long and always the same. */
export function* contentOf(plan: FilePlan): Generator<Buffer> {
	if (plan.bytes > streamFrom) return yield* streamOf(plan);
	const whole = wholeOf(plan);
	for (let at = 0; at < whole.length; at += base64Piece) yield whole.subarray(at, at + base64Piece);
}

function* streamOf(plan: FilePlan): Generator<Buffer> {
	let state = hash('content', plan.name, plan.bytes) | 1;
	for (let left = plan.bytes; left > 0; left -= base64Piece) {
		const words = new Int32Array(base64Piece / 4);
		for (let at = 0; at < words.length; at++) {
			state ^= state << 13;
			state ^= state >>> 17;
			state ^= state << 5;
			words[at] = state;
		}
		yield Buffer.from(words.buffer, 0, Math.min(left, base64Piece));
	}
}

function wholeOf(plan: FilePlan): Buffer {
	switch (plan.contentType) {
		case 'image/png':
		case 'image/jpeg':
			// Decoders stop at the end of the picture; what follows only makes up the size.
			return padded(Buffer.from(drawPortrait(plan.name, 64, plan.contentType)), plan.bytes);
		case 'application/pdf':
			return pdfOf(plan);
		default:
			return plan.contentType.startsWith('application/vnd.openxmlformats') ? officeOf(plan) : textOf(plan);
	}
}

function padded(bytes: Buffer, length: number): Buffer {
	return bytes.length >= length
		? bytes.subarray(0, length)
		: Buffer.concat([bytes, Buffer.alloc(length - bytes.length)]);
}

function textOf(plan: FilePlan): Buffer {
	return Buffer.alloc(plan.bytes, `Content of ${JSON.stringify(plan.name)}, made by the sandbox.\r\n`);
}

/** One empty page (PDF 1.4) with a comment that makes up the size. */
function pdfOf(plan: FilePlan): Buffer {
	const objects = [
		'<</Type/Catalog/Pages 2 0 R>>',
		'<</Type/Pages/Kids[3 0 R]/Count 1>>',
		'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>',
	];
	const build = (filling: number): string => {
		let text = `%PDF-1.4\n%${'.'.repeat(filling)}\n`;
		const offsets = objects.map((object, index) => {
			const at = text.length;
			text += `${index + 1} 0 obj${object}endobj\n`;
			return at;
		});
		const start = String(text.length).padStart(10, '0');
		const rows = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
		return `${text}xref\n0 4\n0000000000 65535 f \n${rows}trailer<</Size 4/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`;
	};
	return padded(Buffer.from(build(Math.max(0, plan.bytes - build(0).length)), 'latin1'), plan.bytes);
}

const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument';
const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

/** A document or a workbook without content (ECMA-376) with a comment that makes up the size. */
function officeOf(plan: FilePlan): Buffer {
	const isWord = plan.contentType.includes('wordprocessing');
	const main = isWord ? 'word/document.xml' : 'xl/workbook.xml';
	const body = isWord
		? '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p/></w:body></w:document>'
		: '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets/></workbook>';
	const part = `${plan.contentType.replace(/\.(document|sheet)$/, '.$1.main')}+xml`;
	const build = (filling: number): Buffer =>
		zipOf([
			[
				'[Content_Types].xml',
				`${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/${main}" ContentType="${part}"/></Types>`,
			],
			[
				'_rels/.rels',
				`${xml}<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}" Target="${main}"/></Relationships>`,
			],
			[main, `${xml}<!--${'.'.repeat(filling)}-->${body}`],
		]);
	return padded(build(Math.max(0, plan.bytes - build(0).length)), plan.bytes);
}

/** A zip file (APPNOTE 6.3) whose files are stored, not compressed. */
function zipOf(files: readonly (readonly [name: string, text: string])[]): Buffer {
	const local: Buffer[] = [];
	const central: Buffer[] = [];
	let at = 0;
	for (const [name, text] of files) {
		const label = Buffer.from(name, 'latin1');
		const data = Buffer.from(text, 'latin1');
		// Version 2.0, no flags, stored, 1 January 2026.
		const common = Buffer.alloc(26);
		common.writeUInt16LE(20, 0);
		common.writeUInt16LE(((2026 - 1980) << 9) | (1 << 5) | 1, 8);
		common.writeUInt32LE(crc32(data), 10);
		common.writeUInt32LE(data.length, 14);
		common.writeUInt32LE(data.length, 18);
		common.writeUInt16LE(label.length, 22);
		local.push(Buffer.from('PK\u0003\u0004', 'latin1'), common, label, data);
		const rest = Buffer.alloc(14);
		rest.writeUInt32LE(at, 10);
		central.push(Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'), common, rest, label);
		at += 30 + label.length + data.length;
	}
	const directory = Buffer.concat(central);
	const end = Buffer.alloc(22);
	end.write('PK\u0005\u0006', 'latin1');
	end.writeUInt16LE(files.length, 8);
	end.writeUInt16LE(files.length, 10);
	end.writeUInt32LE(directory.length, 12);
	end.writeUInt32LE(at, 16);
	return Buffer.concat([...local, directory, end]);
}
