/** The open elements of a page that nobody has proofread. */

interface OpenElement {
	readonly name: string;
	readonly end: (() => void) | undefined;
}

/** Deeper nesting than any program writes; what is deeper counts as part of its parent. */
const deepest = 10_000;
/** What an end tag inside cannot close from outside (HTML, "has an element in scope"). */
const boundaries = new Set(['td', 'th', 'caption']);
const tableParts = new Set(['table', 'tr', 'td', 'th', 'caption']);

/** Knows what an end tag ends. Every element is pushed and popped once, and no search fails: time stays linear. */
export class OpenElements {
	readonly #stack: OpenElement[] = [];
	/** How many of a name are open since the last boundary; the last map is the present one. */
	readonly #scopes: Map<string, number>[] = [new Map()];
	readonly #parts = new Map<string, number>();

	/** Opens an element; `end` is called when it is closed, by whatever. */
	open(name: string, end?: () => void): void {
		if (this.#stack.length >= deepest) {
			end?.();
			return;
		}
		this.#stack.push({ name, end });
		if (tableParts.has(name)) add(this.#parts, name, 1);
		else add(this.#scope(), name, 1);
		if (boundaries.has(name)) this.#scopes.push(new Map());
	}

	/** Closes the innermost element of that name with all that is open within; nothing when there is none. */
	close(name: string): void {
		const open = tableParts.has(name) ? this.#parts : this.#scope();
		if ((open.get(name) ?? 0) === 0) return;
		while (this.#pop() !== name);
	}

	/** Closes the first of `names` that is found before any of `stops`, as a start tag does that needs no end tag before it. */
	closeImplied(names: readonly string[], stops: readonly string[]): void {
		// A few steps: this is for pages that leave out end tags, and must not search a deep one again and again.
		for (let at = this.#stack.length - 1; at >= 0 && at >= this.#stack.length - 24; at--) {
			const { name = '' } = this.#stack[at] ?? {};
			if (names.includes(name)) {
				while (this.#stack.length > at) this.#pop();
				return;
			}
			if (stops.includes(name) || boundaries.has(name)) return;
		}
	}

	closeAll(): void {
		while (this.#stack.length > 0) this.#pop();
	}

	#scope(): Map<string, number> {
		return this.#scopes.at(-1) ?? new Map();
	}

	#pop(): string | undefined {
		const element = this.#stack.pop();
		if (!element) return undefined;
		if (boundaries.has(element.name)) this.#scopes.pop();
		if (tableParts.has(element.name)) add(this.#parts, element.name, -1);
		else add(this.#scope(), element.name, -1);
		element.end?.();
		return element.name;
	}
}

function add(counts: Map<string, number>, name: string, amount: number): void {
	counts.set(name, (counts.get(name) ?? 0) + amount);
}
