/**
 * Bundles the program into dist/ (or the folder named): one entry, lazy chunks, keytar outside, and the notices of what is inside.
 * Usage: node scripts/build.ts [FOLDER]
 */
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import {
	findCommon,
	lazyBuiltinPlugin,
	lazyHelpPlugin,
	oneFilePlugin,
	quietPlugin,
	stubPlugin,
	widthPlugin,
	yogaPlugin,
} from './bundle-plugins.ts';
import { lazyPackagePlugin, msalCopyPlugin } from './msal-plugins.ts';

const root = join(import.meta.dirname, '..');
const out = resolve(root, process.argv[2] ?? 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const options = {
	absWorkingDir: root,
	entryPoints: { graphctl: 'src/main.ts' },
	outdir: out,
	bundle: true,
	splitting: true,
	format: 'esm',
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
	chunkNames: 'chunks/[name]-[hash]',
	// Bundled CommonJS dependencies call require() for built-ins.
	banner: {
		js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
	},
	plugins: [
		quietPlugin,
		stubPlugin,
		msalCopyPlugin,
		lazyBuiltinPlugin,
		lazyPackagePlugin,
		lazyHelpPlugin,
		widthPlugin,
		yogaPlugin,
	],
	metafile: true,
	logLevel: 'warning',
} satisfies BuildOptions;

const bundle = (common: readonly string[], write: boolean) =>
	build({ ...options, write, plugins: [oneFilePlugin(common), ...options.plugins] });

rmSync(out, { recursive: true, force: true });
// The first build finds out what several files share; the second keeps that in one file.
const { metafile } = await bundle([], false);
const result = await bundle(findCommon(metafile, root), true);

const entry = join(out, 'graphctl.js');
writeFileSync(entry, `#!/usr/bin/env node\n${readFileSync(entry, 'utf8')}`);
chmodSync(entry, 0o755);
// Windows: msal-node-extensions looks for its native part beside the folder it runs in.
cpSync(join(root, 'node_modules/@azure/msal-node-extensions/bin'), join(out, 'bin'), { recursive: true });
writeFileSync(join(out, 'THIRD-PARTY-NOTICES.txt'), notices(result.metafile));

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
