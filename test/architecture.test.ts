import { describe, expect, it } from 'vitest';
import { findLines, listSources, readSource, roomOf } from './helpers/source-files.js';

/** Who may import whom, statically; `(types)` allows `import type` alone, `(dynamic)` only `import()`. */
const allowed: Readonly<Record<string, readonly string[]>> = {
	errors: [],
	runtime: [],
	text: ['text'],
	config: ['config', 'errors', 'runtime'],
	cache: ['cache', 'errors', 'runtime'],
	graph: ['graph', 'errors', 'runtime'],
	flows: ['flows', 'errors', 'runtime'],
	session: ['session', 'errors', 'runtime', 'config', 'cache', 'graph', 'flows (types)', 'flows (dynamic)'],
	ui: ['ui', 'text', 'graph (types)', 'errors (types)', 'runtime (types)', 'flows (types)'],
	sandbox: ['sandbox', 'errors', 'runtime'],
	cli: [
		'cli',
		'errors',
		'runtime',
		'session',
		'config',
		'cache',
		'graph',
		'text',
		'flows (types)',
		'flows (dynamic)',
		'ui (types)',
		'ui (dynamic)',
		'sandbox (types)',
		'sandbox (dynamic)',
	],
	node: ['node', 'errors', 'runtime'],
	main: ['node', 'start (dynamic)'],
	start: ['cli', 'node'],
};

/** Third-party packages and the only room that may import them. */
const packageRooms: Readonly<Record<string, readonly string[]>> = {
	'@azure/msal-node': ['flows'],
	'@azure/msal-node-extensions': ['node'],
	keytar: ['node'],
	open: ['node'],
	yargs: ['cli'],
	'@jmespath-community/jmespath': ['cli'],
	ink: ['ui'],
	react: ['ui'],
	chalk: ['ui'],
	htmlparser2: ['text'],
	'oidc-provider': ['sandbox'],
	koa: ['sandbox'],
	jose: ['sandbox'],
	'@peculiar/x509': ['sandbox'],
};

const sources = listSources('src').map(readSource);
const everything = [...sources, ...['test', 'bench', 'scripts'].flatMap(listSources).map(readSource)];

describe('the architecture', () => {
	it.each(sources.map((file) => [file.path, file] as const))('%s imports only the rooms its own may', (_path, file) => {
		const room = roomOf(file.path);
		const rules = allowed[room] ?? [];
		const wrong = file.imports.flatMap((item) => {
			if (item.target === undefined) return [];
			const to = roomOf(item.target);
			const fine =
				rules.includes(to) ||
				(item.typeOnly && rules.includes(`${to} (types)`)) ||
				(item.dynamic && rules.includes(`${to} (dynamic)`));
			return fine ? [] : [`${item.specifier} (${to})`];
		});
		expect(wrong).toEqual([]);
	});

	it('loads commands only when they are named', () => {
		const early = sources.flatMap((file) =>
			file.path.includes('cli/commands/')
				? []
				: file.imports
						.filter((item) => item.target?.startsWith('cli/commands/') && !item.dynamic)
						.map((item) => `${file.path}: ${item.specifier}`),
		);
		expect(early).toEqual([]);
	});

	it('keeps each third-party package in its room', () => {
		const wrong = sources.flatMap((file) =>
			file.imports.flatMap((item) => {
				if (item.target !== undefined || item.specifier.startsWith('node:')) return [];
				const name = item.specifier
					.split('/')
					.slice(0, item.specifier.startsWith('@') ? 2 : 1)
					.join('/');
				return packageRooms[name]?.includes(roomOf(file.path)) ? [] : [`${file.path}: ${item.specifier}`];
			}),
		);
		expect(wrong).toEqual([]);
	});

	it('has no import cycle', () => {
		const graph = new Map(
			sources.map((file) => [
				file.path,
				file.imports.flatMap((item) => (item.target && !item.typeOnly && !item.dynamic ? [item.target] : [])),
			]),
		);
		const cycles: string[] = [];
		const done = new Set<string>();
		const visit = (path: string, trail: readonly string[]): void => {
			if (trail.includes(path)) {
				cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
				return;
			}
			if (done.has(path)) return;
			for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
			done.add(path);
		};
		for (const path of graph.keys()) visit(path, []);
		expect(cycles).toEqual([]);
	});

	it('reaches the process and the clock only from main.ts, start.ts and node/', () => {
		const forbidden = /\b(process\.(?!getBuiltinModule)|console\.|Date\.now\(|new Date\(\)|Math\.random\()/;
		const wrong = sources.flatMap((file) =>
			['main', 'start', 'node'].includes(roomOf(file.path)) ? [] : findLines(file, forbidden),
		);
		expect(wrong).toEqual([]);
	});

	it('loads Ink, React, MSAL, the sandbox and the Secret Service only on demand', () => {
		const reachable = new Set<string>();
		const visit = (path: string): void => {
			if (reachable.has(path)) return;
			reachable.add(path);
			for (const item of sources.find((file) => file.path === path)?.imports ?? []) {
				if (item.target && !item.dynamic && !item.typeOnly) visit(item.target);
			}
		};
		for (const start of [
			'main.ts',
			'start.ts',
			'cli/run.ts',
			'cli/parse.ts',
			'node/node-runtime.ts',
			'session/session.ts',
		])
			visit(start);
		const heavy = sources
			.filter((file) => reachable.has(file.path))
			.flatMap((file) =>
				file.imports
					.filter(
						(item) =>
							!item.dynamic &&
							!item.typeOnly &&
							/^(ink|react|@azure|open|oidc-provider|keytar|jose|node:https?$)/.test(item.specifier),
					)
					.map((item) => `${file.path}: ${item.specifier}`),
			);
		expect(heavy).toEqual([]);
	});

	it('never mocks modules, switches checks off or skips a test', () => {
		const pattern =
			/\bvi\.(mock|doMock)\(|@ts-(ignore|expect-error|nocheck)|biome-ignore|: any\b|\bas any\b|\b(it|test|describe)\.(skip|only|todo)\b|\bskipIf\(|\brunIf\(/;
		const wrong = everything
			.filter((file) => file.path !== 'test/architecture.test.ts')
			.flatMap((file) => findLines({ ...file, code: file.text }, pattern));
		expect(wrong).toEqual([]);
	});

	it('keeps files under 251 lines', () => {
		const long = everything
			.filter((file) => file.text.split('\n').length > 251)
			.map((file) => `${file.path}: ${file.text.split('\n').length}`);
		expect(long).toEqual([]);
	});

	it('exports by name, without index files', () => {
		const wrong = sources.filter(
			(file) =>
				/\bexport default\b|\bexport \*/.test(file.code) ||
				/(^|\/)(index|utils|helpers|common|shared)\.tsx?$/.test(file.path),
		);
		expect(wrong.map((file) => file.path)).toEqual([]);
	});
});
