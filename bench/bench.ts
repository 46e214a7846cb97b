/**
 * `npm run bench`: how fast the built program is, as ratios within one run. Every round runs each case once, so that a
 * busy moment hits all alike; a ratio is the median of case over base, round by round. Lists of a hundred thousand messages
 * take half a minute a round: there is one of those for every ten of the others.
 * Usage: node bench/bench.ts [--rounds N]   (25; three minutes on an idle machine)
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn as spawnPty } from '@lydell/node-pty';
import { measureBrowse } from './browse.ts';
import { exportMailbox, measureExport } from './export.ts';
import {
	formatDependencies,
	formatSize,
	formatTable,
	isMet,
	largestSize,
	type Measured,
	measured,
	mostDependencies,
} from './figures.ts';
import { countDependencies, measureInstalledSize } from './installed-size.ts';
import { manyMessages, measureLongList, type Place } from './long-list.ts';

interface Case {
	readonly name: string;
	readonly base: string;
	/** Largest accepted ratio; undefined for a base. */
	readonly atMost?: number;
	readonly command: readonly string[];
	readonly pty?: boolean;
}

const root = join(import.meta.dirname, '..');
const program = join(root, 'dist', 'graphctl.js');
const graphctl = (...args: readonly string[]): string[] => [process.execPath, program, ...args];
// A bundle of extra certificates costs every Node start 37 ms and says nothing about the program.
const { NODE_EXTRA_CA_CERTS: _ca, NODE_OPTIONS: _options, ...plainEnv } = process.env;

if (process.argv.includes('--inside')) await measure();
else
	process.exitCode =
		spawnSync('sh', [join(root, 'scripts/with-keychain.sh'), process.execPath, ...process.argv.slice(1), '--inside'], {
			stdio: 'inherit',
			env: plainEnv,
		}).status ?? 1;

async function measure(): Promise<void> {
	const rounds = Number(process.argv[process.argv.indexOf('--rounds') + 1]) || 25;
	const rows = [
		// A mailbox of the usual size.
		...(await inSandbox(200, (place) => measureStarts(place, rounds))),
		...(await inSandbox(manyMessages, (place) => measureLongList(place, Math.ceil(rounds / 10)))),
		...(await inSandbox(exportMailbox, (place) => measureExport(place, Math.ceil(rounds / 10)))),
	];
	const browsing = await inSandbox(20_000, (place) => measureBrowse(place, Math.ceil(rounds / 2)));
	const size = measureInstalledSize(root);
	const dependencies = countDependencies(root);
	const below = `${formatSize(size)}\n${formatDependencies(dependencies)}`;
	console.log(`Node ${process.version}\n\n${formatTable(rows)}\n${browsing.text}\n${below}`);
	if (!rows.every(isMet) || !browsing.met || size > largestSize || dependencies > mostDependencies)
		process.exitCode = 1;
}

/** Lets somebody with so many messages be signed in, in a sandbox and a home of their own. */
async function inSandbox<T>(messages: number, use: (place: Place) => Promise<T>): Promise<T> {
	const home = mkdtempSync(join(tmpdir(), 'graphctl-bench-'));
	const env: NodeJS.ProcessEnv = {
		...plainEnv,
		GRAPHCTL_HOME: home,
		GRAPHCTL_CLOUD: 'sandbox',
		GRAPHCTL_STORAGE: 'keychain',
		TERM: 'xterm-256color',
		LANG: 'C.UTF-8',
	};
	const options = ['--messages', String(messages), '--auto-approve', '--device-code-interval', '1', '-o', 'json'];
	const server = spawn(process.execPath, [program, 'sandbox', 'start', ...options], {
		env,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	try {
		const { graphOrigin, caFile } = JSON.parse(await firstLine(server.stdout));
		run(graphctl('login', '--flow', 'device-code', '--scope', 'User.Read', '--scope', 'Mail.Read'), env);
		const token = run(graphctl('token', '--scope', 'Mail.Read'), env).trim();
		return await use({ env, graphOrigin, caFile, token, program: graphctl() });
	} finally {
		server.kill('SIGTERM');
		if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
		rmSync(home, { recursive: true, force: true, maxRetries: 3 });
	}
}

async function measureStarts({ env, graphOrigin, caFile, token }: Place, rounds: number): Promise<Measured[]> {
	const keytar = createRequire(import.meta.url)('keytar');
	await keytar.setPassword('graphctl-bench', 'floor', 'x'.repeat(10_000));
	const floor = (path: string): string[] => [
		process.execPath,
		join(root, 'bench/floor.mjs'),
		'graphctl-bench',
		'floor',
		`${graphOrigin}/v1.0${path}`,
		token,
		caFile,
	];
	const cases: Case[] = [
		{ name: 'node -e 0', base: '', command: [process.execPath, '-e', '0'] },
		{ name: 'graphctl --version', base: 'node -e 0', atMost: 1.3, command: graphctl('--version') },
		{ name: 'graphctl --help', base: 'node -e 0', atMost: 2.5, command: graphctl('--help') },
		{ name: 'floor: me', base: '', command: floor('/me') },
		{ name: 'graphctl me -o json', base: 'floor: me', atMost: 1.6, command: graphctl('me', '-o', 'json') },
		{
			name: 'floor: mail',
			base: '',
			command: floor('/me/messages?$top=10&$select=subject,from,receivedDateTime,isRead,hasAttachments,bodyPreview'),
		},
		{
			name: 'graphctl mail --top 10 -o json',
			base: 'floor: mail',
			atMost: 1.8,
			command: graphctl('mail', '--top', '10', '-o', 'json'),
		},
		{
			name: 'graphctl mail --top 10 (terminal)',
			base: 'floor: mail',
			atMost: 3,
			command: graphctl('mail', '--top', '10'),
			pty: true,
		},
	];
	const samples = await time(cases, rounds, env);
	return cases.map(({ name, base, atMost }) =>
		measured(
			{ name, unit: 'ms', limit: atMost === undefined ? undefined : { atMost } },
			samples.get(name) ?? [],
			samples.get(base),
		),
	);
}

/** Milliseconds of every case in every round, after two rounds that warm the file cache and the compile cache. */
async function time(cases: readonly Case[], rounds: number, env: NodeJS.ProcessEnv): Promise<Map<string, number[]>> {
	const samples = new Map<string, number[]>(cases.map((item) => [item.name, []]));
	for (let round = -2; round < rounds; round++) {
		for (const item of cases) {
			const ms = item.pty ? await timePty(item.command, env) : timeCommand(item.command, env);
			if (round >= 0) samples.get(item.name)?.push(ms);
		}
	}
	return samples;
}

function timeCommand(command: readonly string[], env: NodeJS.ProcessEnv): number {
	const started = process.hrtime.bigint();
	run(command, env);
	return Number(process.hrtime.bigint() - started) / 1e6;
}

function timePty([file = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
	const started = process.hrtime.bigint();
	const pty = spawnPty(file, args, {
		cols: 120,
		rows: 40,
		env: Object.fromEntries(Object.entries(env).map(([key, value]) => [key, value ?? ''])),
	});
	return new Promise((resolve, reject) => {
		pty.onExit(({ exitCode }) =>
			exitCode === 0
				? resolve(Number(process.hrtime.bigint() - started) / 1e6)
				: reject(new Error(`${args.join(' ')} ended with ${exitCode}`)),
		);
	});
}

function run([file = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): string {
	const { status, stdout, stderr } = spawnSync(file, args, {
		env,
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'pipe'],
		timeout: 60_000,
	});
	if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
	return stdout;
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
	let text = '';
	for await (const chunk of stream) {
		text += String(chunk);
		if (text.includes('\n')) return text.slice(0, text.indexOf('\n'));
	}
	throw new Error('The sandbox ended before it was ready.');
}
