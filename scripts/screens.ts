/**
 * `npm run screens`: takes the README's pictures from the built program, in a real pseudo-terminal against the sandbox, so
 * that they stay true. Run by way of a bundle, since it uses the tests' terminal.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInTerminal, type TerminalRun, testEnvironment } from '../test/helpers/terminal.js';
import { screenToSvg } from './screen-to-svg.js';

const program = join('dist', 'graphctl.js');
const folder = join('docs', 'screens');

mkdirSync(folder, { recursive: true });
const shell = runInTerminal(
	process.execPath,
	[program, 'sandbox', 'exec', '--auto-approve', '--device-code-interval', '2', '--', 'sh'],
	{
		columns: 100,
		rows: 36,
		env: testEnvironment({ PS1: '$ ', COLORTERM: 'truecolor', LANG: 'C.UTF-8' }),
		timeout: 30_000,
	},
);
try {
	await shell.waitFor(/\$$/m);
	await take('login', 'graphctl login --device-code', /Waiting for you to sign in/);
	await shell.waitFor(/Tokens rest in/);
	await run('graphctl login --device-code --scope Mail.Read', /Tokens rest in/);
	await take('me', 'graphctl me', /╰─+╯\s+\$\s*$/);
	await take('mail', 'graphctl mail --top 5', /shown[\s\S]*\n\s*5 [\s\S]*\$\s*$/);
	await take(
		'script',
		"graphctl mail --unread --top 5 -o json -q '[].{from: from.emailAddress.name, subject: subject}'",
		/\]\s*\$\s*$/,
	);
	await take('browse', 'graphctl mail browse', /│ To +Adele[\s\S]*│ Hi Adele,[\s\S]*1 of \d+$/);
	shell.type('q');
} finally {
	await shell.stop();
}

/** Runs a command on an empty screen and waits for what it shows. */
async function run(command: string, shown: RegExp): Promise<TerminalRun> {
	const before = shell.output().length;
	shell.type('clear\r');
	await shell.waitUntil(
		'an empty screen',
		(screen, output) => output.slice(before).includes('\u001b[2J') && screen.text().trim() === '$',
	);
	shell.type(`${command}\r`);
	await shell.waitFor(shown);
	return shell;
}

/** The same, and keeps the picture. */
async function take(name: string, command: string, shown: RegExp): Promise<void> {
	const { screen } = await run(command, shown);
	writeFileSync(join(folder, `${name}.svg`), screenToSvg(screen.terminal, command));
}
