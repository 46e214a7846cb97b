/** What the bundler does beyond bundling: leaves out what is never used and puts off what is not needed yet. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type { Plugin } from 'esbuild';

const builtin = createRequire(import.meta.url);
const source = join(import.meta.dirname, '..', 'src');

/** Modules that dependencies name but this program never uses. */
const stubs: Readonly<Record<string, string>> = {
	// 42 MB of native broker: graphctl signs in through the system browser.
	'@azure/msal-node-runtime': 'export const msalNodeRuntime = {}; export const ErrorStatus = {}; export const LogLevel = {};',
	// Ink asks for it only when DEV=true.
	'react-devtools-core': 'export default {};',
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

/** Built-ins whose static import by a dependency costs milliseconds at start (node:http pulls in undici: 25 ms). */
const lazyBuiltins = ['assert', 'child_process', 'http', 'https', 'net', 'readline', 'stream/promises', 'tls', 'zlib'];

/** Turns such imports into objects that load the built-in when it is first used. */
export const lazyBuiltinPlugin: Plugin = {
	name: 'lazy-builtins',
	setup(builder) {
		const filter = new RegExp(`^(node:)?(${lazyBuiltins.join('|')})$`);
		builder.onResolve({ filter }, ({ path, importer, kind }) => {
			if (!importer.includes('node_modules') || kind === 'dynamic-import') return undefined;
			return { path: path.replace(/^node:/, ''), namespace: 'lazy-builtin' };
		});
		builder.onLoad({ filter: /.*/, namespace: 'lazy-builtin' }, ({ path }) => ({
			loader: 'js',
			contents: `
				let loaded;
				const load = () => (loaded ??= require('node:${path}'));
				module.exports = new Proxy({}, {
					get: (_, key) => load()[key],
					ownKeys: () => ${JSON.stringify(Object.keys(builtin(`node:${path}`)))},
					getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: undefined }),
				});`,
		}));
	},
};

/** yargs lays out help with these; string-width compiles a regular expression of all emoji, 17 ms, when it is loaded. */
export const lazyLayoutPlugin: Plugin = {
	name: 'lazy-layout',
	setup(builder) {
		builder.onResolve({ filter: /^(cliui|string-width)$/ }, ({ path, importer, resolveDir }) =>
			/node_modules\/yargs\//.test(importer) ? { path, namespace: 'lazy-layout', pluginData: resolveDir } : undefined,
		);
		builder.onLoad({ filter: /.*/, namespace: 'lazy-layout' }, ({ path, pluginData }) => ({
			loader: 'js',
			resolveDir: String(pluginData),
			contents: `export default (...args) => require('${path}').default(...args);`,
		}));
	},
};

/** Rooms behind an own file: what is large and seldom needed. */
const ownChunks = ['start', 'sandbox/server', 'ui/draw-messages', 'ui/draw-profile', 'ui/ink-sign-in-display'];

/**
 * Everything else that the source loads with `import()` stays in the one file of the program, still run only when it is
 * named: opening a file costs half a millisecond, and a command would open forty.
 */
export const oneFilePlugin: Plugin = {
	name: 'one-file',
	setup(builder) {
		builder.onLoad({ filter: /\.tsx?$/ }, ({ path }) => {
			if (!path.startsWith(source)) return undefined;
			const contents = readFileSync(path, 'utf8').replace(/\bimport\('(\.[^']+)\.js'\)/g, (whole, target: string) =>
				ownChunks.includes(relative(source, join(dirname(path), target)))
					? whole
					: `Promise.resolve().then(() => require('${target}.js'))`,
			);
			return { contents, loader: path.endsWith('x') ? 'tsx' : 'ts', resolveDir: dirname(path) };
		});
	},
};
