/** PNG files from raw pixels (PNG 1.2: 8-bit RGB, no interlace). */
import { crc32, deflateSync } from 'node:zlib';

/** Encodes `width * height * 3` RGB bytes as a PNG file. */
export function encodePng(width: number, height: number, rgb: Uint8Array): Uint8Array {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header[8] = 8;
	header[9] = 2;
	const stride = width * 3;
	const rows = Buffer.alloc(height * (stride + 1));
	for (let y = 0; y < height; y++) rows.set(rgb.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
	return Buffer.concat([
		Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
		chunk('IHDR', header),
		chunk('IDAT', deflateSync(rows)),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

function chunk(type: string, data: Buffer): Buffer {
	const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const framed = Buffer.alloc(typed.length + 8);
	framed.writeUInt32BE(data.length, 0);
	framed.set(typed, 4);
	framed.writeUInt32BE(crc32(typed), typed.length + 4);
	return framed;
}
