/** JPEG files from raw pixels (ITU-T T.81): baseline, no subsampling, the typical luminance codes of K.3 for all components. */

const dcCounts = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const dcValues = '000102030405060708090a0b';
const acCounts = [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7d];
const acValues =
	'01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a' +
	'434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9' +
	'aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa';

type Code = readonly [bits: number, length: number];

/** Encodes `width * height * 3` RGB bytes as a JPEG (JFIF) file. */
export function encodeJpeg(width: number, height: number, rgb: Uint8Array): Uint8Array {
	const zigzag = zigzagOrder();
	// Coarser steps for finer patterns (T.81 annex K.1 in spirit).
	const steps = Array.from({ length: 64 }, (_, place) => 4 + 3 * ((place >> 3) + (place & 7)));
	const cosines = Float64Array.from({ length: 64 }, (_, at) => {
		const frequency = at >> 3;
		return (frequency === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * (at & 7) + 1) * frequency * Math.PI) / 16);
	});
	const dc = huffmanCodes(dcCounts, dcValues);
	const ac = huffmanCodes(acCounts, acValues);
	const out = new BitWriter();
	const previous = [0, 0, 0];
	for (let top = 0; top < height; top += 8) {
		for (let left = 0; left < width; left += 8) {
			for (let component = 0; component < 3; component++) {
				const block = transform(readBlock(rgb, width, height, left, top, component), cosines);
				const levels = zigzag.map((place) => Math.round((block[place] ?? 0) / (steps[place] ?? 1)));
				writeBlock(out, levels, previous[component] ?? 0, dc, ac);
				previous[component] = levels[0] ?? 0;
			}
		}
	}
	const size = [height >> 8, height & 255, width >> 8, width & 255];
	return Buffer.concat([
		Buffer.from([0xff, 0xd8]),
		segment(0xe0, [...Buffer.from('JFIF\0', 'latin1'), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
		segment(0xdb, [0, ...zigzag.map((place) => steps[place] ?? 1)]),
		segment(0xc0, [8, ...size, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]),
		segment(0xc4, [0x00, ...dcCounts, ...Buffer.from(dcValues, 'hex')]),
		segment(0xc4, [0x10, ...acCounts, ...Buffer.from(acValues, 'hex')]),
		segment(0xda, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]),
		out.finish(),
		Buffer.from([0xff, 0xd9]),
	]);
}

/** Luminance or chrominance of eight by eight pixels around zero; the picture's edge is repeated beyond it (JFIF 1.02). */
function readBlock(
	rgb: Uint8Array,
	width: number,
	height: number,
	left: number,
	top: number,
	component: number,
): Float64Array {
	const block = new Float64Array(64);
	for (let place = 0; place < 64; place++) {
		const x = Math.min(width - 1, left + (place & 7));
		const y = Math.min(height - 1, top + (place >> 3));
		const at = (y * width + x) * 3;
		const [red, green, blue] = [rgb[at] ?? 0, rgb[at + 1] ?? 0, rgb[at + 2] ?? 0];
		if (component === 0) block[place] = 0.299 * red + 0.587 * green + 0.114 * blue - 128;
		else if (component === 1) block[place] = -0.1687 * red - 0.3313 * green + 0.5 * blue;
		else block[place] = 0.5 * red - 0.4187 * green - 0.0813 * blue;
	}
	return block;
}

/** The discrete cosine transform, rows first. */
function transform(block: Float64Array, cosines: Float64Array): Float64Array {
	const rows = new Float64Array(64);
	const result = new Float64Array(64);
	for (let place = 0; place < 64; place++) {
		let sum = 0;
		for (let x = 0; x < 8; x++) sum += (block[(place & 56) + x] ?? 0) * (cosines[(place & 7) * 8 + x] ?? 0);
		rows[place] = sum;
	}
	for (let place = 0; place < 64; place++) {
		let sum = 0;
		for (let y = 0; y < 8; y++) sum += (rows[y * 8 + (place & 7)] ?? 0) * (cosines[(place & 56) + y] ?? 0);
		result[place] = sum;
	}
	return result;
}

function writeBlock(
	out: BitWriter,
	levels: readonly number[],
	previous: number,
	dc: ReadonlyMap<number, Code>,
	ac: ReadonlyMap<number, Code>,
): void {
	writeLevel(out, (levels[0] ?? 0) - previous, 0, dc);
	let zeros = 0;
	for (let index = 1; index < 64; index++) {
		const level = levels[index] ?? 0;
		if (level === 0) {
			zeros++;
			continue;
		}
		for (; zeros > 15; zeros -= 16) out.write(ac.get(0xf0));
		writeLevel(out, level, zeros, ac);
		zeros = 0;
	}
	if (zeros > 0) out.write(ac.get(0));
}

function writeLevel(out: BitWriter, level: number, zeros: number, codes: ReadonlyMap<number, Code>): void {
	const length = 32 - Math.clz32(Math.abs(level));
	out.write(codes.get(zeros * 16 + length));
	out.write([level < 0 ? level + (1 << length) - 1 : level, length]);
}

/** Codes by value (T.81 annex C). */
function huffmanCodes(counts: readonly number[], values: string): ReadonlyMap<number, Code> {
	const codes = new Map<number, Code>();
	const order = Buffer.from(values, 'hex');
	let code = 0;
	let next = 0;
	for (const [index, count] of counts.entries()) {
		for (let one = 0; one < count; one++) codes.set(order[next++] ?? 0, [code++, index + 1]);
		code <<= 1;
	}
	return codes;
}

function zigzagOrder(): number[] {
	return Array.from({ length: 64 }, (_, place) => place).sort((left, right) => {
		const [first, second] = [(left >> 3) + (left & 7), (right >> 3) + (right & 7)];
		return first - second || (first % 2 === 0 ? (left & 7) - (right & 7) : (left >> 3) - (right >> 3));
	});
}

function segment(marker: number, content: readonly number[]): Uint8Array {
	const length = content.length + 2;
	return Uint8Array.from([0xff, marker, length >> 8, length & 255, ...content]);
}

class BitWriter {
	readonly #bytes: number[] = [];
	#buffer = 0;
	#length = 0;

	write(code: Code | undefined): void {
		const [bits, length] = code ?? [0, 0];
		for (let bit = length - 1; bit >= 0; bit--) {
			this.#buffer = (this.#buffer << 1) | ((bits >> bit) & 1);
			if (++this.#length === 8) this.#flush();
		}
	}

	/** Pads with ones, as T.81 F.1.2.3 asks. */
	finish(): Uint8Array {
		while (this.#length > 0) this.write([1, 1]);
		return Uint8Array.from(this.#bytes);
	}

	#flush(): void {
		this.#bytes.push(this.#buffer);
		// A byte of ones would look like a marker.
		if (this.#buffer === 0xff) this.#bytes.push(0);
		this.#buffer = 0;
		this.#length = 0;
	}
}
