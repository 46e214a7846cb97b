/** Decides for each character whether it is seen: drops the invisible ones that only deceive, keeps those a script needs. */

/** Made when the first character needs them: Unicode classes take 2 ms to build, and plain ASCII never comes here. */
let patterns: ReturnType<typeof createPatterns> | undefined;

function createPatterns() {
	return {
		/** Default-ignorable, format and control characters, private tags and fillers: nothing a reader would see. */
		invisible: /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}]/u,
		mark: /\p{M}/u,
		pictograph: /\p{Extended_Pictographic}/u,
		skinTone: /\p{Emoji_Modifier}/u,

		/** Scripts in which a joiner between two letters changes what is read (Unicode core specification 23.2). */
		joiningScript:
			/[\p{scx=Arab}\p{scx=Syrc}\p{scx=Mong}\p{scx=Nko}\p{scx=Mand}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}]/u,
		letterOrMark: /[\p{L}\p{M}]/u,

		/** The flags of England, Scotland and Wales, the only tag sequences in Unicode's recommended set (UTS 51). */
		tagFlag:
			/\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f}/uy,

		virama: /[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0c4d\u0ccd\u0d4d\u1039\u17d2]/,
	};
}

/** No script in use stacks more; what does is drawn over its neighbours' lines. */
const marksAtMost = 4;
/** Longest chains of one grapheme that real words and real emoji have. */
const joinsAtMost = 4;

export interface CharacterFilter {
	/** Takes one character that ends at `at`; returns what to show (often itself, or nothing) and where to go on. */
	take(code: number, at: number): { readonly text: string; readonly at: number };
	/** Notes that plain characters up to `at` were shown. */
	passed(at: number): void;
	/** Notes that a blank was shown. */
	broke(): void;
}

/** A filter over the characters of `text`, in order; it remembers what was shown last. */
export function createCharacterFilter(text: string): CharacterFilter {
	patterns ??= createPatterns();
	const { invisible, joiningScript, letterOrMark, mark, pictograph, skinTone, tagFlag, virama } = patterns;
	/** The last character shown, '' at the start of a line. */
	let last = '';
	/** The last shown character that is not a mark: decides whether an emoji may be joined or varied. */
	let base = '';
	let marks = 0;
	let joins = 0;
	let jamo = 0;

	const show = (shown: string, at: number): { text: string; at: number } => {
		last = shown;
		return { text: shown, at };
	};
	const nextCharacter = (at: number): string => {
		const code = text.codePointAt(at);
		return code === undefined ? '' : String.fromCodePoint(code);
	};

	const takeInvisible = (code: number, character: string, at: number): string => {
		if (code === 0xfe0f || code === 0xfe0e) {
			const isKeycap = /^[0-9#*]$/.test(last) && text.charAt(at) === '\u20e3';
			return isKeycap || pictograph.test(last) ? character : '';
		}
		if (code !== 0x200c && code !== 0x200d) return '';
		const next = nextCharacter(at);
		if (code === 0x200d && pictograph.test(base) && pictograph.test(next)) {
			return last !== character && joins++ < joinsAtMost ? character : '';
		}
		const joinsLetters =
			letterOrMark.test(last) && joiningScript.test(last) && letterOrMark.test(next) && joiningScript.test(next);
		return joinsLetters ? character : '';
	};

	const takeMark = (character: string): string => {
		if (last === '' || marks >= marksAtMost) return '';
		// A chain of conjuncts is one grapheme: unbounded, it would measure one column and fill the line.
		if (virama.test(character) && ++joins > joinsAtMost) return '';
		marks += 1;
		return character;
	};

	return {
		take(code, at) {
			if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
			if ((code & 0xfffe) === 0xfffe || (code >= 0xfdd0 && code <= 0xfdef)) code = 0xfffd;
			const character = String.fromCodePoint(code);
			if (invisible.test(character)) {
				const shown = takeInvisible(code, character, at);
				return shown === '' ? { text: '', at } : show(shown, at);
			}
			if (mark.test(character)) {
				const shown = takeMark(character);
				return shown === '' ? { text: '', at } : show(shown, at);
			}
			const isModifier = skinTone.test(character) && pictograph.test(base);
			if (last !== '\u200d' && !virama.test(last)) joins = 0;
			marks = 0;
			const kind = jamoKind(code);
			jamo = kind !== 0 && kind === jamoKind(last.codePointAt(0) ?? 0) ? jamo + 1 : 0;
			if (jamo >= 3) return { text: '', at };
			if (!isModifier) base = character;
			tagFlag.lastIndex = at;
			if (code === 0x1f3f4 && tagFlag.test(text))
				return show(character + text.slice(at, tagFlag.lastIndex), tagFlag.lastIndex);
			return show(character, at);
		},
		passed(at) {
			last = text.charAt(at - 1);
			base = last;
			marks = 0;
			joins = 0;
		},
		broke() {
			last = '';
			base = '';
			marks = 0;
			joins = 0;
		},
	};
}

/** 1, 2, 3 for leading, vowel and trailing Hangul jamo; a run of one kind is a single grapheme of any width. */
function jamoKind(code: number): number {
	if ((code >= 0x1100 && code <= 0x115e) || (code >= 0xa960 && code <= 0xa97c)) return 1;
	if ((code >= 0x1161 && code <= 0x11a7) || (code >= 0xd7b0 && code <= 0xd7c6)) return 2;
	return (code >= 0x11a8 && code <= 0x11ff) || (code >= 0xd7cb && code <= 0xd7fb) ? 3 : 0;
}
