/** The sample people's photos: simple drawn portraits, so that no real person's picture is shipped. */
import { encodeJpeg } from './jpeg.js';
import { encodePng } from './png.js';
import { hash, Random } from './random.js';

type Colour = readonly [number, number, number];

const backdrops: readonly Colour[] = [
	[0x2b, 0x57, 0x9a],
	[0x10, 0x7c, 0x10],
	[0x86, 0x4b, 0x9e],
	[0xc2, 0x4f, 0x1a],
	[0x03, 0x83, 0x87],
	[0xa4, 0x26, 0x2c],
];
const skins: readonly Colour[] = [
	[0xf3, 0xd2, 0xb8],
	[0xd9, 0xa6, 0x7c],
	[0x9c, 0x6a, 0x46],
	[0x6d, 0x46, 0x30],
];
const hairs: readonly Colour[] = [
	[0x2a, 0x1f, 0x1a],
	[0x6b, 0x3e, 0x1f],
	[0xb9, 0x8a, 0x4a],
	[0x8a, 0x8d, 0x91],
];
const shirts: readonly Colour[] = [
	[0xfa, 0xfa, 0xfa],
	[0x33, 0x3f, 0x50],
	[0xe3, 0xc6, 0x4b],
	[0x9f, 0xc5, 0xe8],
];

/** File formats of the portraits. */
export type PhotoType = 'image/jpeg' | 'image/png';

/** Draws the portrait of the person with this object id as a square picture, `size` pixels wide. */
export function drawPortrait(personId: string, size: number, type: PhotoType): Uint8Array {
	const random = new Random(hash('portrait', personId));
	const backdrop = random.pick(backdrops);
	const skin = random.pick(skins);
	const hair = random.pick(hairs);
	const shirt = random.pick(shirts);
	const longHair = random.chance(50);
	const pixels = new Uint8Array(size * size * 3);
	for (let row = 0; row < size; row++) {
		for (let column = 0; column < size; column++) {
			const x = (column + 0.5) / size;
			const y = (row + 0.5) / size;
			const shade = 1.1 - 0.35 * y;
			const colour = colourAt(x, y, longHair, { skin, hair, shirt }) ?? [
				backdrop[0] * shade,
				backdrop[1] * shade,
				backdrop[2] * shade,
			];
			const at = (row * size + column) * 3;
			for (let part = 0; part < 3; part++) pixels[at + part] = Math.min(255, Math.round(colour[part] ?? 0));
		}
	}
	return type === 'image/png' ? encodePng(size, size, pixels) : encodeJpeg(size, size, pixels);
}

interface Look {
	readonly skin: Colour;
	readonly hair: Colour;
	readonly shirt: Colour;
}

function colourAt(x: number, y: number, longHair: boolean, look: Look): Colour | undefined {
	const eyes = inside(x, y, 0.435, 0.42, 0.018, 0.022) || inside(x, y, 0.565, 0.42, 0.018, 0.022);
	if (eyes) return [0x22, 0x22, 0x22];
	const smile = inside(x, y, 0.5, 0.505, 0.06, 0.04) && !inside(x, y, 0.5, 0.49, 0.065, 0.04);
	if (smile) return [0x8c, 0x2f, 0x2f];
	const fringe = inside(x, y, 0.5, 0.29, 0.19, 0.11);
	if (fringe) return look.hair;
	if (inside(x, y, 0.5, 0.42, 0.165, 0.2)) return look.skin;
	if (y > 0.55 && y < 0.72 && Math.abs(x - 0.5) < 0.07) return look.skin;
	if (longHair && inside(x, y, 0.5, 0.44, 0.22, 0.27)) return look.hair;
	if (!longHair && inside(x, y, 0.5, 0.34, 0.185, 0.16)) return look.hair;
	if (inside(x, y, 0.5, 1.02, 0.38, 0.36)) return look.shirt;
	return undefined;
}

function inside(x: number, y: number, centreX: number, centreY: number, radiusX: number, radiusY: number): boolean {
	return ((x - centreX) / radiusX) ** 2 + ((y - centreY) / radiusY) ** 2 <= 1;
}
