/** Bundles the program into dist/: one entry, lazy chunks, keytar outside, and the notices of what is inside. */
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';

const builtin = createRequire(import.meta.url);
const root = join(import.meta.dirname, '..');
const out = join(root, 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Modules that dependencies name but this program never uses. */
const stubs: Record<string, string> = {
	// 42 MB of native broker: graphctl signs in through the system browser.
	'@azure/msal-node-runtime': 'export const msalNodeRuntime = {}; export const ErrorStatus = {}; export const LogLevel = {};',
	// Ink asks for it only when DEV=true.
	'react-devtools-core': 'export default {};',
};

const stubPlugin: Plugin = {
	name: 'stubs',
	setup(builder) {
		const filter = new RegExp(`^(${Object.keys(stubs).join('|')})$`);
		builder.onResolve({ filter }, ({ path }) => ({ path, namespace: 'stub' }));
		builder.onLoad({ filter: /.*/, namespace: 'stub' }, ({ path }) => ({ contents: stubs[path] ?? '', loader: 'js' }));
	},
};

/**
 * Static imports of these built-ins by dependencies cost 25 ms at start (node:http pulls in undici); as lazily
 * evaluated objects they cost nothing until used.
 */
const lazyBuiltins = ['http', 'https', 'child_process', 'net', 'tls', 'zlib', 'stream/promises', 'readline'];
const lazyBuiltinPlugin: Plugin = {
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

rmSync(out, { recursive: true, force: true });
const result = await build({
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
	plugins: [stubPlugin, lazyBuiltinPlugin],
	metafile: true,
	logLevel: 'warning',
});
const entry = join(out, 'graphctl.js');
writeFileSync(entry, `#!/usr/bin/env node\n${readFileSync(entry, 'utf8')}`);
chmodSync(entry, 0o755);
writeFileSync(join(out, 'THIRD-PARTY-NOTICES.txt'), notices(result.metafile));

/** Licence texts of every package that ended up in the bundle. */
function notices(metafile: Metafile): string {
	const folders = new Set<string>();
	for (const input of Object.keys(metafile.inputs)) {
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
