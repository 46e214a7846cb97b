/** What the bundler does beyond bundling: leaves out what is never used and puts off what is not needed yet. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type { Metafile, Plugin } from 'esbuild';
import { replaceOnce } from './replace-once.ts';

const builtin = createRequire(import.meta.url);
const source = join(import.meta.dirname, '..', 'src');

/** Modules that dependencies name but this program never uses. */
const stubs: Readonly<Record<string, string>> = {
	// 42 MB of native broker: graphctl signs in through the system browser.
	'@azure/msal-node-runtime':
		'export const msalNodeRuntime = {}; export const ErrorStatus = {}; export const LogLevel = {};',
};

/** Replaces the stubbed modules. */
export const stubPlugin: Plugin = {
	name: 'stubs',
	setup(builder) {
		const filter = new RegExp(`^(${Object.keys(stubs).join('|')})$`);
		builder.onResolve({ filter }, ({ path }) => ({ path, namespace: 'stub' }));
		builder.onLoad({ filter: /.*/, namespace: 'stub' }, ({ path }) => ({ contents: stubs[path] ?? '', loader: 'js' }));
	},
};

/**
 * Built-ins whose static import costs milliseconds at start: node:http pulls in undici (25 ms), and an ESM import of
 * node:crypto or node:util runs the getters of all that they export.
 */
const lazyBuiltins = [
	'child_process',
	'crypto',
	'http',
	'https',
	'net',
	'readline',
	'stream/promises',
	'tls',
	'util',
	'zlib',
];

/** Turns such imports into objects that load the built-in when it is first used. */
export const lazyBuiltinPlugin: Plugin = {
	name: 'lazy-builtins',
	setup(builder) {
		const filter = new RegExp(`^(node:)?(${lazyBuiltins.join('|')})$`);
		builder.onResolve({ filter }, ({ path, kind, namespace }) => {
			if (kind === 'dynamic-import' || namespace === 'lazy-builtin') return undefined;
			return { path: path.replace(/^node:/, ''), namespace: 'lazy-builtin' };
		});
		builder.onLoad({ filter: /.*/, namespace: 'lazy-builtin' }, ({ path }) => ({
			loader: 'js',
			contents: `
				let loaded;
				const load = () => (loaded ??= require('node:${path}'));
				module.exports = new Proxy(() => {}, {
					apply: (_, self, args) => Reflect.apply(load(), self, args),
					get: (_, key) => load()[key],
					ownKeys: () => ${JSON.stringify(Object.keys(builtin(`node:${path}`)))},
					getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: undefined }),
				});`,
		}));
	},
};

/**
 * yargs lays out the help of every command that runs, in case somebody wants it later. graphctl asks for help by parsing
 * `--help` alone: the text is not made ahead, and cliui is loaded when it is made.
 */
export const lazyHelpPlugin: Plugin = {
	name: 'lazy-help',
	setup(builder) {
		// Its checks of its own arguments need no more of node:assert, which takes 2 ms to load.
		builder.onResolve({ filter: /^assert$/ }, ({ importer }) =>
			/node_modules\/yargs\//.test(importer) ? { path: 'assert', namespace: 'small-assert' } : undefined,
		);
		builder.onLoad({ filter: /.*/, namespace: 'small-assert' }, () => ({
			loader: 'js',
			contents: `
				const check = (holds, message) => { if (!holds) throw message instanceof Error ? message : new Error(message); };
				export const strictEqual = (a, b, message) => check(Object.is(a, b), message);
				export const notStrictEqual = (a, b, message) => check(!Object.is(a, b), message);`,
		}));
		builder.onResolve({ filter: /^cliui$/ }, ({ path, importer, resolveDir }) =>
			/node_modules\/yargs\//.test(importer) ? { path, namespace: 'lazy-help', pluginData: resolveDir } : undefined,
		);
		builder.onLoad({ filter: /.*/, namespace: 'lazy-help' }, ({ path, pluginData }) => ({
			loader: 'js',
			resolveDir: String(pluginData),
			contents: `export default (...args) => require('${path}').default(...args);`,
		}));
		builder.onLoad({ filter: /yargs\/build\/lib\/usage\.js$/ }, ({ path }) => {
			const text = readFileSync(path, 'utf8');
			return { contents: replaceOnce(text, 'cachedHelpMessage = this.help();', ''), loader: 'js' };
		});
	},
};

/**
 * yargs and Ink measure text with string-width, which compiles a regular expression of all emoji when it is loaded, 17 ms.
 * Ours gives the same widths without it (a test compares them), and so frames and contents agree.
 */
export const widthPlugin: Plugin = {
	name: 'width',
	setup(builder) {
		builder.onResolve({ filter: /^string-width$/ }, ({ path }) => ({ path, namespace: 'width' }));
		builder.onLoad({ filter: /.*/, namespace: 'width' }, () => ({
			loader: 'ts',
			resolveDir: join(source, 'text'),
			contents: `
				import { stripVTControlCharacters } from 'node:util';
				import { displayWidth } from './width.js';
				export default (text: string): number => displayWidth(text.includes('\\u001b') ? stripVTControlCharacters(text) : text);`,
		}));
	},
};

/** oidc-provider warns about Node 20, where the sandbox runs all the same: it brings the one function that is missing there. */
export const quietPlugin: Plugin = {
	name: 'quiet',
	setup(builder) {
		builder.onLoad({ filter: /oidc-provider\/lib\/index\.js$/ }, ({ path }) => ({
			loader: 'js',
			contents: readFileSync(path, 'utf8').replace(/attention\.warn\('Unsupported runtime[^']*'\);/, ''),
		}));
	},
};

/** Rooms behind an own file: what is large and seldom needed, or imports keytar, which may be absent or broken. */
const ownChunks = [
	'start',
	'sandbox/server',
	'ui/draw-message',
	'ui/draw-messages',
	'text/html-reader',
	'ui/draw-profile',
	'ui/draw-users',
	'ui/ink-sign-in-display',
	'ui/mailbox/open-mailbox',
	'node/persistence',
	'flows/msal',
	'flows/msal-confidential',
	'flows/certificate',
	// App-only sign-in.
	'cli/app-login',
	'cli/app-status',
	'session/app-session',
	'session/environment-app',
];

/**
 * Everything else that the source loads with `import()` stays in the one file of the program, still run only when it is
 * named: opening a file costs half a millisecond, and a command would open forty.
 *
 * @param common modules that several files of the bundle use: kept together in one file, which every other one names
 */
export function oneFilePlugin(common: readonly string[]): Plugin {
	const keep = `export const keep = () => {${common.map((path) => `require(${JSON.stringify(path)});`).join('')}};`;
	const named = common.length > 0 ? "import 'common:';" : '';
	return {
		name: 'one-file',
		setup(builder) {
			builder.onResolve({ filter: /^common:/ }, ({ path, resolveDir }) => ({
				path,
				namespace: 'common',
				pluginData: resolveDir,
				sideEffects: true,
			}));
			builder.onLoad({ filter: /.*/, namespace: 'common' }, ({ path, pluginData }) => ({
				loader: 'js',
				resolveDir: String(pluginData),
				contents: path === 'common:' ? keep : named + reexport(path.slice(7)),
			}));
			builder.onLoad({ filter: /\.tsx?$/ }, ({ path }) => {
				if (!path.startsWith(source)) return undefined;
				const own = ownChunks.includes(relative(source, path).replace(/\.tsx?$/, ''));
				const contents = readFileSync(path, 'utf8')
					.replace(/\bimport\('(\.[^']+)\.js'\)/g, (whole, target: string) =>
						ownChunks.includes(relative(source, join(dirname(path), target)))
							? whole
							: `Promise.resolve().then(() => require('${target}.js'))`,
					)
					.replace(/\bimport\('([^.'][^']*)'\)/g, (whole, name: string) =>
						name.startsWith('node:') ? whole : `import('common:${name}')`,
					);
				return {
					contents: (own ? named : '') + contents,
					loader: path.endsWith('x') ? 'tsx' : 'ts',
					resolveDir: dirname(path),
				};
			});
		},
	};
}

/** `export *` leaves out the default export, which some packages have alone. */
function reexport(name: string): string {
	return `export * from '${name}'; import * as all from '${name}'; export default Reflect.get(all, 'default');`;
}

/** From a first build: what the program's file and others share, as names that can be imported from `root`. */
export function findCommon(metafile: Metafile, root: string): string[] {
	const outputs = Object.entries(metafile.outputs);
	const find = (entry: string): (typeof metafile.outputs)[string] | undefined =>
		outputs.find(([, output]) => output.entryPoint === entry)?.[1];
	const chunksOf = (entry: string): string[] =>
		find(entry)
			?.imports.filter((item) => item.kind === 'import-statement')
			.map((item) => item.path) ?? [];
	return chunksOf('src/start.ts')
		.flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {}))
		.map((input) =>
			input.startsWith('lazy-builtin:')
				? `node:${input.slice(13)}`
				: input.includes(':')
					? input.slice(input.indexOf(':') + 1)
					: join(root, input),
		);
}
