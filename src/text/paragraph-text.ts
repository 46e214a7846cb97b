/** The words of a paragraph as a browser would set them: white space collapsed, line breaks where the page has them. */

/** Takes pieces of text and gives the paragraph they make. */
export class ParagraphText {
	/** Above zero within `pre`: white space stays as it is. */
	exact = 0;
	#parts: string[] = [];
	/** A blank that is written when a word follows. */
	#blank = false;
	/** True while nothing but line breaks was written since the last line began. */
	#fresh = true;

	/** Adds words of the page. */
	add(text: string): void {
		if (this.exact > 0) {
			const kept = text.replaceAll(/\r\n?/g, '\n');
			this.#parts.push(kept);
			this.#fresh = kept.endsWith('\n');
			return;
		}
		const words = text.replaceAll(/[ \t\r\n\f]+/g, ' ');
		const inner = words.startsWith(' ') ? words.slice(1) : words;
		if (words.startsWith(' ') && !this.#fresh) this.#blank = true;
		if (inner === '') return;
		const ends = inner.endsWith(' ');
		this.append((this.#blank ? ' ' : '') + (ends ? inner.slice(0, -1) : inner));
		this.#blank = ends;
	}

	/** Adds the program's own words, as they are. */
	append(text: string): void {
		if (text === '') return;
		this.#parts.push(text);
		this.#fresh = false;
	}

	breakLine(): void {
		this.#parts.push('\n');
		this.#blank = false;
		this.#fresh = true;
	}

	/** The paragraph, and an empty one begins. Empty when there are no words. */
	take(): string {
		if (this.#parts.length === 0) return '';
		const text = this.#parts.join('').replaceAll('\u00a0', ' ');
		this.#parts = [];
		this.#blank = false;
		this.#fresh = true;
		if (text.trim() === '') return '';
		return text.replace(/^(?:[ \t]*\n)+/, '').trimEnd();
	}
}
