/** How MSAL is bundled: twice, once for people and once for apps, and for people without what only apps use. */
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type { OnResolveArgs, OnResolveResult, Plugin } from 'esbuild';

/** Packages that their importer needs in few cases only: msal-node makes certificate assertions with jsonwebtoken. */
const lazyPackages = ['jsonwebtoken'];

/** Loads these CommonJS packages when they are first used. */
export const lazyPackagePlugin: Plugin = {
	name: 'lazy-packages',
	setup(builder) {
		const filter = new RegExp(`^(${lazyPackages.join('|')})$`);
		builder.onResolve({ filter }, ({ path, namespace, resolveDir, pluginData }) =>
			namespace === 'lazy-package' || pluginData === 'msal-copy'
				? undefined
				: { path, namespace: 'lazy-package', pluginData: resolveDir },
		);
		builder.onLoad({ filter: /.*/, namespace: 'lazy-package' }, ({ path, pluginData }) => ({
			loader: 'js',
			resolveDir: String(pluginData),
			contents: `export default new Proxy({}, { get: (_, key) => require('${path}')[key] });`,
		}));
	},
};

/**
 * Apps get a copy of MSAL of their own: shared code would be a further file for everybody, with what only confidential clients
 * need of it in there.
 */
export const msalCopyPlugin: Plugin = {
	name: 'msal-copy',
	setup(builder) {
		const namespace = 'msal-copy';
		const root = dirname(import.meta.dirname);
		const copy = async ({ path, kind, resolveDir }: OnResolveArgs): Promise<OnResolveResult> => {
			if (isBuiltin(path)) return { path, external: true };
			// The mark keeps other plugins from putting a package off, which would be shared again.
			const found = await builder.resolve(path, { kind, resolveDir, pluginData: namespace });
			// Relative, for the bundle names the files of a namespace.
			const file = relative(root, found.path).replaceAll('\\', '/');
			return { path: file, namespace, sideEffects: found.sideEffects, errors: found.errors };
		};
		builder.onResolve({ filter: /^@azure\/msal-node$/ }, (args) =>
			/flows[\\/]msal-confidential\.ts$/.test(args.importer) ? copy(args) : undefined,
		);
		builder.onResolve({ filter: /.*/, namespace }, copy);
		builder.onLoad({ filter: /.*/, namespace }, ({ path }) => ({
			loader: 'js',
			resolveDir: dirname(join(root, path)),
			contents: readFileSync(join(root, path), 'utf8'),
		}));
	},
};
