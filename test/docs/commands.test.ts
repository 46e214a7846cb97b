/** What the documents tell people to type must be understood by the program. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from '../../src/cli/parse.js';
import { readCommands } from './shell-commands.js';

const root = join(import.meta.dirname, '../..');
const documents = [
	'README.md',
	...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.md'))
		.map((name) => `docs/${name}`),
].map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
const commands = documents.flatMap(({ path, text }) => readCommands(path, text));

describe('the documents', () => {
	it.each(commands.map(({ place, argv }) => [place, argv.join(' '), argv] as const))(
		'at %s name a command that exists, with options it takes: graphctl %s',
		async (_place, _line, argv) => {
			expect((await parse(argv, 80)).kind).toBe(argv.includes('--help') ? 'help' : 'run');
		},
	);

	it('are read at all', () => {
		const lines = commands.map(({ argv }) => argv.join(' '));
		expect(lines.length).toBeGreaterThan(60);
		for (const line of [
			// behind "||", in "$(...)", after a variable, with a quoted word, before a pipe sign or a redirection
			'login',
			'token',
			'me',
			'api me/messages --paginate -o jsonl --output-file mail.jsonl',
			'mail --unread -o json --query [].subject',
			'mail --all -o jsonl',
		])
			expect(lines).toContain(line);
	});

	it('link to headings and files that exist', () => {
		const broken = documents.flatMap(({ path, text }) =>
			[...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].flatMap(([link, file = '', heading]) => {
				const target = file === '' ? path : join(path, '..', file);
				const linked = documents.find((document) => document.path === target)?.text ?? readFileOrNothing(target);
				if (linked === undefined) return [`${path}: ${link}`];
				return heading === undefined || anchors(linked).includes(heading) ? [] : [`${path}: ${link}`];
			}),
		);
		expect(broken).toEqual([]);
	});
});

function readFileOrNothing(path: string): string | undefined {
	try {
		return readFileSync(join(root, path), 'utf8');
	} catch {
		return undefined;
	}
}

/** Names that GitHub gives to headings. */
function anchors(markdown: string): string[] {
	return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
		heading
			.toLowerCase()
			.replace(/[^\w\s-]/g, '')
			.replaceAll(' ', '-'),
	);
}
