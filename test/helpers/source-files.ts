/** The project's own source as text and imports, for the architecture test. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

export interface SourceFile {
	readonly path: string;
	readonly text: string;
	/** Code without comments and the content of strings. */
	readonly code: string;
	readonly imports: readonly Import[];
}

interface Import {
	readonly specifier: string;
	readonly dynamic: boolean;
	readonly typeOnly: boolean;
	/** Path below src when the import is of this project. */
	readonly target?: string;
}

/** Paths of the source files below a folder of the project. */
export function listSources(folder: string): string[] {
	return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
		.filter((path) => /\.(ts|tsx|mjs)$/.test(path) && !path.includes('node_modules'))
		.map((path) => join(folder, path));
}

/** One file with its imports. */
export function readSource(path: string): SourceFile {
	const text = readFileSync(join(root, path), 'utf8');
	const short = path.startsWith('src/') ? path.slice(4) : path;
	const code = text
		.replace(/\/\*[\s\S]*?\*\//g, '')
		.replace(/(^|[^:'"`])\/\/.*$/gm, '$1')
		.replace(/'(?:[^'\\\n]|\\.)*'/g, "''");
	const plain = text.replace(/\/\*[\s\S]*?\*\//g, '');
	const imports: Import[] = [];
	for (const match of plain.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm)) {
		const names = /\{([^}]*)\}/
			.exec(match[0])?.[1]
			?.split(',')
			.map((name) => name.trim())
			.filter(Boolean) ?? [''];
		const typeOnly =
			match[1] !== undefined ||
			(/^(?:import|export)\s*\{/.test(match[0]) && names.every((name) => name.startsWith('type ')));
		imports.push(toImport(short, match[2] ?? '', false, typeOnly));
	}
	for (const match of plain.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)) {
		const before = plain.slice(0, match.index).split('\n').at(-1) ?? '';
		imports.push(toImport(short, match[1] ?? '', true, /typeof\s*$/.test(before)));
	}
	return { path: short, text, code, imports };
}

const sourceFiles = listSources('src');

function toImport(from: string, specifier: string, dynamic: boolean, typeOnly: boolean): Import {
	if (!specifier.startsWith('.')) return { specifier, dynamic, typeOnly };
	const base = relative('.', join(dirname(from), specifier)).replace(/\.js$/, '');
	const target = ['.ts', '.tsx']
		.map((end) => base + end)
		.find((path) => path.startsWith('..') || sourceFiles.includes(join('src', path)));
	return { specifier, dynamic, typeOnly, target: target ?? `${base}.ts` };
}

/** The room a file of src is in: its folder, or its own name. */
export function roomOf(path: string): string {
	const first = path.split('/')[0] ?? path;
	return first.replace(/\.tsx?$/, '');
}

/** Lines of the code that match. */
export function findLines(file: SourceFile, pattern: RegExp): string[] {
	return file.code
		.split('\n')
		.flatMap((line, i) => (pattern.test(line) ? [`${file.path}:${i + 1}: ${line.trim().slice(0, 100)}`] : []));
}
