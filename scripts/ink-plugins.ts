/** What keeps Ink from being loaded at once: its layout engine and its developer tools wait while they are loaded. */
import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';
import { replaceOnce } from './replace-once.ts';

/**
 * Ink's layout engine waits for its WebAssembly when it is loaded, and so everything that draws could only be an ES module. This one
 * compiles it at once, and decodes it without fetch, which takes 19 ms to load.
 */
export const yogaPlugin: Plugin = {
	name: 'yoga',
	setup(builder) {
		builder.onLoad({ filter: /yoga-layout\/dist\/src\/index\.js$/ }, ({ path }) => ({
			loader: 'js',
			contents: replaceOnce(
				readFileSync(path, 'utf8'),
				'const Yoga = wrapAssembly(await loadYoga());',
				`const assembly = {
					instantiateWasm: (imports, receive) => {
						const instance = new WebAssembly.Instance(new WebAssembly.Module(loadYoga.bytes()), imports);
						receive(instance);
						return instance.exports;
					},
				};
				loadYoga(assembly);
				const Yoga = wrapAssembly(assembly);`,
			),
		}));
		builder.onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, ({ path }) => {
			const text = readFileSync(path, 'utf8');
			const encoded = /"data:application\/octet-stream;base64,([^"]+)"/.exec(text);
			if (!encoded) throw new Error('Yoga keeps its WebAssembly elsewhere: look at yogaPlugin.');
			const contents = replaceOnce(
				replaceOnce(text, encoded[0], '"data:"'),
				'export default loadYoga;',
				`loadYoga.bytes = () => Buffer.from("${encoded[1]}", 'base64'); export default loadYoga;`,
			);
			return { loader: 'js', contents };
		});
	},
};

/** With DEV=true Ink looks for React's developer tools, which are not there; for that, too, it would wait while it is loaded. */
export const inkPlugin: Plugin = {
	name: 'ink',
	setup(builder) {
		builder.onLoad({ filter: /ink\/build\/reconciler\.js$/ }, ({ path }) => {
			const text = replaceOnce(readFileSync(path, 'utf8'), "await import('./devtools.js');", '');
			return { loader: 'js', contents: replaceOnce(text, 'await loadPackageJson()', 'packageInfo') };
		});
	},
};
