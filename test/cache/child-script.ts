/** Runs scripts of this folder as processes of their own: what locks and crashes are about cannot be shown in one. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '../..');

/** msal-node-extensions names the native broker, which nothing here uses. */
const noBroker: Plugin = {
	name: 'no-broker',
	setup(builder) {
		builder.onResolve({ filter: /msal-node-runtime$/ }, ({ path }) => ({ path, namespace: 'no-broker' }));
		builder.onLoad({ filter: /.*/, namespace: 'no-broker' }, () => ({ contents: 'module.exports = {};' }));
	},
};

/** Bundles a script so that plain Node runs it; returns the file. */
export async function bundleScript(name: string): Promise<string> {
	const key = name.replace(/\W/g, '-');
	const outdir = join(root, '.cache/test-scripts', key);
	await build({
		entryPoints: { script: join(root, 'test', name) },
		outdir,
		outExtension: { '.js': '.mjs' },
		// As in the real build: what is imported on demand loads on demand.
		splitting: true,
		bundle: true,
		platform: 'node',
		format: 'esm',
		external: ['keytar'],
		// CommonJS packages within MSAL call require.
		banner: {
			js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
		},
		plugins: [noBroker],
		logLevel: 'error',
	});
	return join(outdir, 'script.mjs');
}

export interface Child {
	readonly process: ChildProcess;
	/** Lines of standard output so far. */
	readonly lines: readonly string[];
	/** Resolves when there are this many lines; rejects when the child ends first. */
	waitForLines(count: number): Promise<void>;
	/** Exit code, or the signal's name. */
	readonly ended: Promise<number | string>;
}

/** Starts a bundled script. */
export function startChild(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Child {
	const child = fork(script, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], env: { ...process.env, ...env } });
	const lines: string[] = [];
	let rest = '';
	const waiting = new Set<() => void>();
	child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
		const parts = (rest + chunk).split('\n');
		rest = parts.pop() ?? '';
		lines.push(...parts);
		for (const check of waiting) check();
	});
	const ended = once(child, 'close').then(([code, signal]: (number | string | null)[]) => code ?? signal ?? 'unknown');
	return {
		process: child,
		lines,
		ended,
		waitForLines: (count) =>
			new Promise((resolve, reject) => {
				const check = (): void => {
					if (lines.length >= count) resolve();
				};
				waiting.add(check);
				check();
				void ended.then((code) => reject(new Error(`the child ended with ${code} after ${lines.length} lines`)));
			}),
	};
}
