/** Reads the commands out of the documents' code blocks, as a shell would split them. */

/** One `graphctl` command line of a document, without the program's name. */
export interface DocumentedCommand {
	/** File and line. */
	readonly place: string;
	readonly argv: readonly string[];
}

/** Every `graphctl` command in the code of a Markdown text, but for those that only name a place (`graphctl COMMAND --help`). */
export function readCommands(path: string, markdown: string): DocumentedCommand[] {
	return [...readBlocks(markdown), ...readSpans(markdown)].flatMap(({ line, text }) =>
		splitCommands(text).flatMap((words) => {
			const start = words.findIndex((word) => !/^[A-Z_][A-Z0-9_]*=/.test(word));
			return words[start] === 'graphctl' ? [{ place: `${path}:${line}`, argv: words.slice(start + 1) }] : [];
		}),
	);
}

interface Line {
	readonly line: number;
	readonly text: string;
}

/** Lines of the fenced blocks, those that end in a backslash joined; of YAML what stands behind `run:` or alone. */
function readBlocks(markdown: string): Line[] {
	const lines: Line[] = [];
	let inside = false;
	let pending: Line | undefined;
	for (const [index, raw] of markdown.split('\n').entries()) {
		if (raw.startsWith('```')) {
			inside = /^```(sh|yaml)$/.test(raw);
			continue;
		}
		if (!inside) continue;
		const whole: Line = {
			line: pending?.line ?? index + 1,
			text: `${pending?.text ?? ''}${raw.trim().replace(/^(- )?run: /, '')}`,
		};
		pending = whole.text.endsWith('\\') ? { ...whole, text: whole.text.slice(0, -1) } : undefined;
		if (!pending) lines.push(whole);
	}
	return lines;
}

/** Commands within a sentence or a table. */
function readSpans(markdown: string): Line[] {
	return markdown
		.split('\n')
		.flatMap((text, index) =>
			[...text.matchAll(/`(graphctl [a-z-][^`]*)`/g)].map(([, span = '']) => ({ line: index + 1, text: span })),
		);
}

/** Simple commands of a shell line as their words: quotes undone, redirections and comments left out, `$(...)` a command of its own. */
function splitCommands(line: string): string[][] {
	const commands: string[][] = [[]];
	const inner: string[][] = [];
	let rest = line.replace(/\$\(([^)]*)\)/g, (_, within: string) => {
		inner.push(...splitCommands(within));
		return 'VALUE';
	});
	let word: string | undefined;
	const endWord = (): void => {
		if (word !== undefined) commands.at(-1)?.push(word);
		word = undefined;
	};
	while (rest !== '') {
		const take = (pattern: RegExp): string | undefined => {
			const found = pattern.exec(rest)?.[0];
			if (found !== undefined) rest = rest.slice(found.length);
			return found;
		};
		const blank = take(/^\s+/);
		if (blank !== undefined) {
			endWord();
			if (rest.startsWith('#')) break;
			continue;
		}
		if (take(/^(\|\||&&|\||;)/) !== undefined) {
			endWord();
			commands.push([]);
			continue;
		}
		if (word === undefined && take(/^\d*[<>]+&?\s*\S+/) !== undefined) continue;
		const single = take(/^'[^']*'/);
		const quoted = single ?? take(/^"(\\.|[^"\\])*"/);
		if (quoted !== undefined) {
			const text = quoted.slice(1, -1);
			word = `${word ?? ''}${single === undefined ? text.replace(/\\(.)/g, '$1') : text}`;
			continue;
		}
		word = `${word ?? ''}${take(/^\\?./) ?? ''}`;
	}
	endWord();
	return [...commands, ...inner].filter((words) => words.length > 0);
}
