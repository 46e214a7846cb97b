/** A strict reader of MIME, written against the RFCs and not against the writer; it throws where a lenient one would guess. */

export interface Part {
	/** Lower-case name and unfolded raw value, in order. */
	readonly fields: readonly (readonly [name: string, value: string])[];
	readonly type: string;
	readonly fileName: string | undefined;
	readonly disposition: string | undefined;
	/** Decoded content of a leaf. */
	readonly content: Buffer;
	readonly parts: readonly Part[];
}

/** Reads a message or a part. @throws Error for what the RFCs forbid */
export function parseMime(bytes: Buffer): Part {
	const text = bytes.toString('latin1');
	if (/(?<!\r)\n|\r(?!\n)/.test(text)) throw new Error('A line does not end with CRLF.');
	if (text.split('\r\n').some((line) => line.length > 998)) throw new Error('A line is too long.');
	const split = text.startsWith('\r\n') ? 0 : text.indexOf('\r\n\r\n');
	if (split < 0) throw new Error('The header does not end.');
	const fields = parseFields(text.slice(0, split));
	const body = text.slice(split + (split === 0 ? 2 : 4));
	const type = rawField(fields, 'content-type') ?? 'text/plain';
	const mediaType = type.split(';')[0]?.trim().toLowerCase() ?? '';
	const disposition = rawField(fields, 'content-disposition');
	const fileName = disposition === undefined ? undefined : parameterOf(disposition, 'filename');
	const boundary = mediaType.startsWith('multipart/') ? parameterOf(type, 'boundary') : undefined;
	return {
		fields,
		type: mediaType,
		fileName,
		disposition: disposition?.split(';')[0]?.trim(),
		content: decode(body, rawField(fields, 'content-transfer-encoding')?.toLowerCase() ?? '7bit'),
		parts:
			boundary === undefined ? [] : splitParts(body, boundary).map((part) => parseMime(Buffer.from(part, 'latin1'))),
	};
}

/** The part and all below it. */
export function walk(part: Part): Part[] {
	return [part, ...part.parts.flatMap(walk)];
}

/** A field's value with its encoded words decoded (RFC 2047); undefined when it is not there. */
export function fieldOf(part: Part, name: string): string | undefined {
	const raw = rawField(part.fields, name.toLowerCase());
	return raw
		?.replaceAll(/(=\?[^?\s]+\?[BQ]\?[^?\s]*\?=)\s+(?==\?)/gi, '$1')
		.replaceAll(/=\?utf-8\?B\?([^?\s]*)\?=/gi, (word: string, data: string) => {
			if (word.length > 75) throw new Error('An encoded word is too long.');
			return Buffer.from(data, 'base64').toString('utf8');
		});
}

function parseFields(head: string): [string, string][] {
	const lines = head.replaceAll(/\r\n(?=[ \t])/g, '').split('\r\n');
	return lines
		.filter((line) => line !== '')
		.map((line) => {
			const found = /^([!-9;-~]+):[ \t]*(.*)$/s.exec(line);
			if (found === null) throw new Error(`Not a field: ${line}`);
			return [(found[1] ?? '').toLowerCase(), (found[2] ?? '').trim()];
		});
}

function rawField(fields: Part['fields'], name: string): string | undefined {
	return fields.find(([one]) => one === name)?.[1];
}

/** A parameter in any of the forms of RFC 2045 and RFC 2231. */
function parameterOf(value: string, name: string): string | undefined {
	const quoted = new RegExp(`;\\s*${name}="((?:[^"\\\\]|\\\\.)*)"`, 'i').exec(value);
	if (quoted !== null) return (quoted[1] ?? '').replaceAll(/\\(.)/g, '$1');
	const pieces = [...value.matchAll(new RegExp(`;\\s*${name}(?:\\*(\\d+))?\\*=([^;\\s]*)`, 'gi'))];
	if (pieces.length === 0) return undefined;
	pieces.forEach((piece, index) => {
		if (pieces.length > 1 && Number(piece[1]) !== index) throw new Error('The pieces are out of order.');
	});
	const whole = pieces.map((piece) => piece[2] ?? '').join('');
	const bytes = whole
		.replace(/^utf-8''/, '')
		.replaceAll(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
	return Buffer.from(bytes, 'latin1').toString('utf8');
}

function splitParts(body: string, boundary: string): string[] {
	const [preamble, ...rest] = `\r\n${body}`.split(`\r\n--${boundary}`);
	const last = rest.pop();
	if (preamble !== '' || last?.startsWith('--') !== true) throw new Error('The parts are not closed.');
	return rest.map((part) => {
		if (!part.startsWith('\r\n')) throw new Error('A delimiter is not a line of its own.');
		return part.slice(2);
	});
}

function decode(body: string, encoding: string): Buffer {
	switch (encoding) {
		case 'base64': {
			const letters = body.replaceAll('\r\n', '');
			if (letters.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(letters)) throw new Error('Not base64.');
			if (body.split('\r\n').some((line) => line.length > 76)) throw new Error('A line of base64 is too long.');
			return Buffer.from(body, 'base64');
		}
		case 'quoted-printable':
			if (
				/[^\t\r\n -~]|[ \t]\r\n|=(?!\r\n|[0-9A-F]{2})/.test(body) ||
				body.split('\r\n').some((line) => line.length > 76)
			) {
				throw new Error('Not quoted-printable.');
			}
			return Buffer.from(
				body
					.replaceAll('=\r\n', '')
					.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
				'latin1',
			);
		default:
			return Buffer.from(body, 'latin1');
	}
}
