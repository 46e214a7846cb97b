/** Deterministic numbers: the same seed and labels give the same sandbox on every machine. */

/** Mixes integers and texts into 32 well-spread bits (MurmurHash3 rounds and finalizer). */
export function hash(...parts: readonly (number | string)[]): number {
	let state = 0x9747b28c;
	for (const part of parts) {
		if (typeof part === 'number') {
			state = mix(state, part | 0);
		} else {
			for (let index = 0; index < part.length; index++) state = mix(state, part.charCodeAt(index));
			state = mix(state, part.length);
		}
	}
	return finish(state);
}

/** A stream of deterministic choices that starts at a hash. */
export class Random {
	#state: number;

	constructor(start: number) {
		this.#state = start | 0;
	}

	/** Next 32 bits, unsigned. */
	next(): number {
		this.#state = (this.#state + 0x9e3779b9) | 0;
		return finish(this.#state);
	}

	/** An integer from 0 up to, not including, `limit`. */
	below(limit: number): number {
		return this.next() % limit;
	}

	/** True in about `percent` of 100 calls. */
	chance(percent: number): boolean {
		return this.below(100) < percent;
	}

	/** One of the items. @throws RangeError when there is none */
	pick<T>(items: readonly T[]): T {
		const item = items[this.below(items.length)];
		if (item === undefined) throw new RangeError('Nothing to pick from.');
		return item;
	}
}

/** Bytes that follow from a label. */
export function hashBytes(count: number, ...parts: readonly (number | string)[]): Buffer {
	const random = new Random(hash(...parts));
	const bytes = Buffer.alloc(count);
	for (let index = 0; index < count; index++) bytes[index] = random.next() & 0xff;
	return bytes;
}

/** A version 4 GUID that follows from a label. */
export function hashGuid(...parts: readonly (number | string)[]): string {
	const bytes = hashBytes(16, ...parts);
	bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
	bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
	const hex = bytes.toString('hex');
	return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function mix(state: number, value: number): number {
	let block = Math.imul(value, 0xcc9e2d51);
	block = Math.imul((block << 15) | (block >>> 17), 0x1b873593);
	const mixed = state ^ block;
	return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(state: number): number {
	let value = state ^ (state >>> 16);
	value = Math.imul(value, 0x85ebca6b);
	value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
	return (value ^ (value >>> 16)) >>> 0;
}
