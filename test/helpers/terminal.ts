/** Runs a program in a real pseudo-terminal and shows what a person would see. */
import { spawn } from '@lydell/node-pty';
import { createScreen, type EmulatedScreen } from './screen.js';

export interface TerminalOptions {
	/** Default 80. */
	readonly columns?: number;
	/** Default 30. */
	readonly rows?: number;
	/** Environment of the program; default that of the tests without colour and CI variables. */
	readonly env?: Readonly<Record<string, string | undefined>>;
	readonly cwd?: string;
	/** Milliseconds that every wait may take, default 15 000. */
	readonly timeout?: number;
}

export interface TerminalExit {
	readonly code: number;
	/** Number of the signal that ended the program, 0 for none. */
	readonly signal: number;
}

const keys = {
	enter: '\r',
	escape: '\u001b',
	tab: '\t',
	backspace: '\u007f',
	up: '\u001b[A',
	down: '\u001b[B',
	right: '\u001b[C',
	left: '\u001b[D',
	pageUp: '\u001b[5~',
	pageDown: '\u001b[6~',
	home: '\u001b[H',
	end: '\u001b[F',
	'ctrl-c': '\u0003',
	'ctrl-d': '\u0004',
	'ctrl-u': '\u0015',
} as const;

export interface TerminalRun {
	readonly pid: number;
	readonly screen: EmulatedScreen;
	/** Everything the program wrote, escape sequences included. */
	output(): string;
	/** Resolves with the screen's text when it contains the text; rejects, showing the screen, when time or program end first. */
	waitFor(text: string | RegExp): Promise<string>;
	/** The same for any condition on the screen. */
	waitUntil(what: string, condition: (screen: EmulatedScreen, output: string) => boolean): Promise<string>;
	type(text: string): void;
	press(key: keyof typeof keys): void;
	/** Pastes as a terminal does: bracketed when the program asked for that. */
	paste(text: string): void;
	resize(columns: number, rows: number): void;
	/** Resolves when the program has ended and its last output is on the screen. */
	exited(): Promise<TerminalExit>;
	/** Ends the program if it still runs; call it in `finally`. */
	stop(): Promise<void>;
}

/** Starts a program in a terminal. */
export function runInTerminal(file: string, args: readonly string[], options: TerminalOptions = {}): TerminalRun {
	const { columns = 80, rows = 30, timeout = 15_000 } = options;
	const screen = createScreen({ columns, rows, convertEol: false });
	const program = spawn(file, [...args], {
		name: 'xterm-256color',
		cols: columns,
		rows,
		cwd: options.cwd ?? process.cwd(),
		env: options.env ? withoutUndefined(options.env) : testEnvironment(),
		encoding: null,
	});
	const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
	const watchers = new Set<() => void>();
	const notify = (): void => {
		for (const watcher of [...watchers]) watcher();
	};
	let output = '';
	let ended: TerminalExit | undefined;
	let shown = Promise.resolve();

	program.onData((data: unknown) => {
		const bytes =
			typeof data === 'string' ? new TextEncoder().encode(data) : data instanceof Uint8Array ? data : new Uint8Array();
		// The emulator's own decoder loses a character that is cut behind a byte 0x80, such as half a joiner.
		const text = decoder.decode(bytes, { stream: true });
		output += text;
		shown = screen.write(text).then(notify);
	});
	// A real terminal answers questions such as "where is the cursor?".
	screen.terminal.onData((answer) => {
		if (!ended) program.write(answer);
	});
	const exit = new Promise<TerminalExit>((resolve) => {
		program.onExit(({ exitCode, signal }) => {
			// The last output may still be on its way from the emulator to the screen.
			setImmediate(async () => {
				await shown;
				ended = { code: exitCode, signal: signal ?? 0 };
				resolve(ended);
				notify();
			});
		});
	});

	const waitUntil: TerminalRun['waitUntil'] = (what, condition) =>
		new Promise((resolve, reject) => {
			const stop = (): void => {
				watchers.delete(look);
				clearTimeout(timer);
			};
			const fail = (why: string): void => {
				stop();
				reject(new Error(`${why} while waiting for ${what}. The screen:\n${framed(screen)}`));
			};
			const look = (): void => {
				if (condition(screen, output)) {
					stop();
					resolve(screen.text());
				} else if (ended) fail(`The program ended with code ${ended.code}`);
			};
			const timer = setTimeout(() => fail(`${timeout} ms passed`), timeout);
			watchers.add(look);
			look();
		});

	return {
		pid: program.pid,
		screen,
		output: () => output,
		waitUntil,
		waitFor: (text) =>
			waitUntil(String(text), ({ text: shownText }) =>
				typeof text === 'string' ? shownText().includes(text) : text.test(shownText()),
			),
		type: (text) => program.write(text),
		press: (key) => program.write(keys[key]),
		paste: (text) => program.write(screen.terminal.modes.bracketedPasteMode ? `\u001b[200~${text}\u001b[201~` : text),
		resize: (toColumns, toRows) => {
			screen.terminal.resize(toColumns, toRows);
			program.resize(toColumns, toRows);
		},
		exited: async () => {
			let timer: NodeJS.Timeout | undefined;
			const late = new Promise<never>((_, reject) => {
				timer = setTimeout(
					() => reject(new Error(`The program still runs after ${timeout} ms. The screen:\n${framed(screen)}`)),
					timeout,
				);
			});
			return Promise.race([exit, late]).finally(() => clearTimeout(timer));
		},
		stop: async () => {
			if (!ended) program.kill('SIGKILL');
			await exit;
			screen.terminal.dispose();
		},
	};
}

/** The environment of the tests without what would change colours or make a terminal count as none. */
export function testEnvironment(more: Readonly<Record<string, string | undefined>> = {}): Record<string, string> {
	const { CI, NO_COLOR, FORCE_COLOR, COLORTERM, CONTINUOUS_INTEGRATION, NODE_OPTIONS, ...rest } = process.env;
	return withoutUndefined({ ...rest, TERM: 'xterm-256color', LANG: 'C.UTF-8', LC_ALL: undefined, ...more });
}

function withoutUndefined(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
	return Object.fromEntries(
		Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
	);
}

function framed(screen: EmulatedScreen): string {
	return screen
		.rows()
		.map((row) => `| ${row}`)
		.join('\n');
}
