/**
 * Bundles the program into dist/ (or the folder named): one entry, lazy chunks, keytar outside, and the notices of what is inside.
 * Usage: node scripts/build.ts [FOLDER]
 */
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type BuildOptions, build, type Metafile, transform } from 'esbuild';
import {
	findCommon,
	lazyBuiltinPlugin,
	lazyHelpPlugin,
	oneFilePlugin,
	quietPlugin,
	stubPlugin,
	widthPlugin,
} from './bundle-plugins.ts';
import { inkPlugin, yogaPlugin } from './ink-plugins.ts';
import { lazyPackagePlugin, msalCopyPlugin } from './msal-plugins.ts';

const root = join(import.meta.dirname, '..');
const out = resolve(root, process.argv[2] ?? 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const options = {
	absWorkingDir: root,
	bundle: true,
	platform: 'node',
	target: 'node20.19',
	jsx: 'automatic',
	minifyWhitespace: true,
	// Names stay: oidc-provider finds its models by class name, and a stack in a bug report should be readable.
	minifySyntax: false,
	minifyIdentifiers: false,
	legalComments: 'none',
	external: ['keytar'],
	define: { GRAPHCTL_VERSION: JSON.stringify(version), 'process.env.NODE_ENV': '"production"' },
	logLevel: 'warning',
} satisfies BuildOptions;

const plugins = [
	quietPlugin,
	stubPlugin,
	msalCopyPlugin,
	lazyBuiltinPlugin,
	lazyPackagePlugin,
	lazyHelpPlugin,
	widthPlugin,
	yogaPlugin,
	inkPlugin,
];

const bundle = (common: readonly string[], write: boolean) =>
	build({
		...options,
		entryPoints: ['src/start.ts'],
		outdir: join(out, 'chunks'),
		entryNames: '[name]-[hash]',
		chunkNames: '[name]-[hash]',
		// esbuild splits ES modules alone; they become scripts afterwards.
		format: 'esm',
		splitting: true,
		metafile: true,
		write,
		plugins: [oneFilePlugin(common), ...plugins],
	});

rmSync(out, { recursive: true, force: true });
// The first build finds out what several files share; the second keeps that in one file.
const { metafile } = await bundle([], false);
const result = await bundle(findCommon(metafile, root), true);
for (const file of Object.keys(result.metafile.outputs)) await makeScript(join(root, file));

const start = Object.entries(result.metafile.outputs).find(([, output]) => output.entryPoint === 'src/start.ts')?.[0];
if (start === undefined) throw new Error('Nothing was made of src/start.ts.');
const entry = join(out, 'graphctl.js');
await build({
	...options,
	entryPoints: ['src/main.ts'],
	outfile: entry,
	format: 'cjs',
	define: { ...options.define, START_FILE: JSON.stringify(relative(out, join(root, start))) },
	banner: { js: '#!/usr/bin/env node' },
});
chmodSync(entry, 0o755);
// The package's own sources are ES modules, what it ships are scripts.
writeFileSync(join(out, 'package.json'), '{"type":"commonjs"}\n');
// Windows: msal-node-extensions looks for its native part beside the folder it runs in.
cpSync(join(root, 'node_modules/@azure/msal-node-extensions/bin'), join(out, 'bin'), { recursive: true });
writeFileSync(join(out, 'THIRD-PARTY-NOTICES.txt'), notices(result.metafile));

/** Makes a script of an ES module, as src/node/code-loader.ts wants it: V8 hands out compiled code of scripts alone. */
async function makeScript(file: string): Promise<void> {
	const { code } = await transform(readFileSync(file, 'utf8'), {
		format: 'cjs',
		platform: 'node',
		target: options.target,
		minifyWhitespace: true,
		legalComments: 'none',
		define: { 'import.meta': 'meta' },
		supported: { 'dynamic-import': false },
	});
	// esbuild escapes strings and leaves regular expressions as they are; the loader reads ASCII.
	const ascii = code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
	writeFileSync(file, `(function(exports,require,module,meta){${ascii}})`);
}

/** Licence texts of every package that ended up in the bundle. */
function notices(metafile: Metafile): string {
	const folders = new Set<string>();
	for (const input of Object.keys(metafile.inputs)) {
		// A second copy of what is there already.
		if (input.startsWith('msal-copy:')) continue;
		const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
		if (match?.[1]) folders.add(match[1]);
	}
	const parts: string[] = [];
	for (const folder of [...folders].sort()) {
		const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
		const licence = readdirSync(join(root, folder)).find((name) => /^licen[cs]e/i.test(name));
		const text = licence ? readFileSync(join(root, folder, licence), 'utf8').trim() : `Licence: ${manifest.license}`;
		parts.push(`${manifest.name} ${manifest.version}\n\n${text}\n`);
	}
	return `graphctl contains these packages.\n\n${parts.join(`\n${'-'.repeat(72)}\n\n`)}`;
}
