/** The package that users install: what is in it, and that it does the main job on every Node version it names. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createWorld, projectRoot, startProgram } from '../helpers/built-program.js';
import { runNpm } from '../helpers/npm.js';
import { startSecretService } from '../helpers/secret-service.js';

let folder: string;
let tarball: string;
let prefix: string;
beforeAll(async () => {
	folder = await mkdtemp(join(realpathSync(tmpdir()), 'graphctl-pack-'));
	const [packed] = JSON.parse(await runNpm(['pack', '--json', '--pack-destination', folder], projectRoot));
	tarball = join(folder, packed.filename);
	prefix = join(folder, 'prefix');
	await runNpm(
		['install', '--global', '--prefix', prefix, '--prefer-offline', '--no-fund', '--no-audit', tarball],
		folder,
	);
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));

const installed = (): string => join(prefix, 'lib', 'node_modules', 'graphctl');

describe('the tarball', () => {
	it('holds the built program and the papers, and nothing else', () => {
		const names = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' })
			.trim()
			.split('\n')
			.map((name) => name.replace(/^package\//, ''));
		const outside = names.filter((name) => !name.startsWith('dist/'));
		expect(outside.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'package.json']);
		const kinds = new Set(
			names
				.filter((name) => name.startsWith('dist/'))
				.map((name) =>
					name.replace(/^dist\/chunks\/.*\.js$/, 'dist/chunks/*.js').replace(/^dist\/bin\/[^/]+/, 'dist/bin/*'),
				),
		);
		expect([...kinds].sort()).toEqual([
			'dist/THIRD-PARTY-NOTICES.txt',
			'dist/bin/*/dpapi.node',
			'dist/chunks/*.js',
			'dist/graphctl.js',
			'dist/package.json',
		]);
	});

	it('names the licences of what is bundled', () => {
		const notices = readFileSync(join(installed(), 'dist', 'THIRD-PARTY-NOTICES.txt'), 'utf8');
		for (const name of ['@azure/msal-node', 'yargs', 'ink', 'react', 'oidc-provider', 'open'])
			expect(notices).toMatch(new RegExp(`^${name} \\d+\\.`, 'm'));
	});

	it('tells nothing of the machine it was built on', () => {
		for (const { path, text } of textFiles(join(installed(), 'dist'))) {
			for (const trace of [join(projectRoot, 'node_modules'), join(projectRoot, 'src'), 'sourceMappingURL=data']) {
				expect([path, trace, text.includes(trace)]).toEqual([path, trace, false]);
			}
		}
	});
});

describe('the files of the program', () => {
	it('are ASCII, as their loader reads them', () => {
		const chunks = [...textFiles(join(installed(), 'dist', 'chunks'))];
		expect(chunks.length).toBeGreaterThan(10);
		for (const { path, text } of chunks) expect([path, /[^\0-\x7f]/.test(text)]).toEqual([path, false]);
		// What a German sender's program writes above a quoted message.
		expect(chunks.some(({ text }) => text.includes('urspr\\u00fcngliche nachricht'))).toBe(true);
	});
});

describe('the installed package', () => {
	it('takes at most 15 MB and one dependency, keytar', () => {
		const { dependencies, scripts } = JSON.parse(readFileSync(join(installed(), 'package.json'), 'utf8'));
		expect(Object.keys(dependencies)).toEqual(['keytar']);
		// Nothing of ours runs while it is being installed.
		expect(Object.keys(scripts).filter((name) => /install|prepare/.test(name))).toEqual([]);
		expect(sizeOf(join(prefix, 'lib'))).toBeLessThan(15_000_000);
		expect(readdirSync(join(prefix, 'lib', 'node_modules'))).toEqual(['graphctl']);
	});

	it.each([
		['the current Node', process.execPath],
		['Node 20.19.0', join(projectRoot, '.cache/node-20.19.0/node_modules/node/bin/node')],
		['Node 22.12.0', join(projectRoot, '.cache/node-22.12.0/node_modules/node/bin/node')],
	])(
		'signs in, shows profile and mail, and signs out on %s with a real keychain',
		async (name, node) => {
			const wanted = /\d+\.\d+\.\d+/.exec(name)?.[0] ?? process.versions.node;
			const secrets = await startSecretService();
			onTestFinished(() => secrets.stop());
			const world = await createWorld({
				PATH: [dirname(realpathSync(node)), join(prefix, 'bin'), process.env['PATH']].join(delimiter),
				DBUS_SESSION_BUS_ADDRESS: secrets.env['DBUS_SESSION_BUS_ADDRESS'],
				GRAPHCTL_HOME: undefined,
				GRAPHCTL_STORAGE: 'keychain',
				GRAPHCTL_PASSPHRASE: undefined,
			});
			const script = [
				'set -e',
				'node --version',
				'graphctl login --device-code --scope User.Read --scope Mail.Read',
				"graphctl status -o json -q 'storage.kind'",
				'graphctl me -q displayName',
				"graphctl mail --top 10 -q 'length(@)'",
				'graphctl logout',
				'graphctl me || echo ended with $?',
			].join('\n');
			const args = ['sandbox', 'exec', '--auto-approve', '--device-code-interval', '1', '--', 'sh', '-c', script];
			const { code, stdout, stderr } = await startProgram(join(prefix, 'bin', 'graphctl'), args, {
				...world,
				timeout: 60_000,
			}).ended();
			expect(code, `${stdout}\n${stderr}`).toBe(0);
			expect(stdout.split('\n')).toEqual([`v${wanted}`, '"keychain"', 'Adele Vance', '10', 'ended with 4', '']);
			expect(stderr).toContain('Signed in as AdeleV@contoso.com');
			expect(stderr).toContain('Signed out AdeleV@contoso.com.');
			expect(stderr).not.toMatch(/^\(node:\d+\)/m);
		},
		90_000,
	);

	it('draws a screen on Node 20.19.0, too', async () => {
		const node = join(projectRoot, '.cache/node-20.19.0/node_modules/node/bin/node');
		const world = await createWorld();
		const { code, stdout } = await startProgram(
			node,
			[join(installed(), 'dist', 'graphctl.js'), '--help'],
			world,
		).ended();
		expect({ code }).toEqual({ code: 0 });
		expect(stdout).toContain('Usage: graphctl <command>');
	});
});

function* textFiles(root: string): Generator<{ path: string; text: string }> {
	for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
		if (!entry.isFile()) continue;
		const path = join(entry.parentPath, entry.name);
		yield { path, text: readFileSync(path, 'utf8') };
	}
}

/** Bytes of all files below a folder. */
function sizeOf(root: string): number {
	return readdirSync(root, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
