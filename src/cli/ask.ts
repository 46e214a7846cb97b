/** Questions to the person at the terminal, on standard error. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { cancelled } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { sanitizeBlock } from '../text/sanitize.js';

type Terminal = Pick<Runtime, 'stdin' | 'stderr' | 'signal'>;

/** Asks for a line. @throws GraphctlError `cancelled.by-user` on Ctrl-C or Ctrl-D */
export function ask(runtime: Terminal, question: string): Promise<string> {
	return readAnswer(runtime, question, false);
}

/** Asks for a secret that does not appear on the screen. @throws GraphctlError `cancelled.by-user` */
export async function askHidden(runtime: Terminal, question: string): Promise<string> {
	const answer = await readAnswer(runtime, question, true);
	runtime.stderr.write('\n');
	return answer;
}

/** Asks until one of the choices is named by number; the first is the default. */
export async function choose<T>(
	runtime: Terminal,
	question: string,
	choices: readonly { readonly label: string; readonly value: T }[],
): Promise<T> {
	const list = choices.map(({ label }, i) => `  ${i + 1}  ${label}`).join('\n');
	for (;;) {
		const answer = (await ask(runtime, `${question}\n${list}\nYour choice [1]: `)).trim();
		const chosen = choices[answer === '' ? 0 : Number(answer) - 1];
		if (chosen) return chosen.value;
		runtime.stderr.write(`Please type a number from 1 to ${choices.length}.\n`);
	}
}

function readAnswer(runtime: Terminal, question: string, hidden: boolean): Promise<string> {
	const { stdin, stderr, signal } = runtime;
	return new Promise((resolve, reject) => {
		if (signal.aborted) return reject(cancelled());
		const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
		const lines = createInterface({ input: stdin, output: hidden ? silent : stderr, terminal: hidden, prompt: '' });
		// Asked only now: what is typed at once must not be echoed by a terminal that is not yet in raw mode.
		stderr.write(sanitizeBlock(question));
		let answered = false;
		const finish = (): void => {
			signal.removeEventListener('abort', close);
			stdin.pause();
			if (!answered) {
				stderr.write('\n');
				reject(cancelled());
			}
		};
		const close = (): void => lines.close();
		signal.addEventListener('abort', close, { once: true });
		lines.once('line', (line) => {
			answered = true;
			lines.close();
			resolve(line);
		});
		lines.once('SIGINT', close);
		lines.once('close', finish);
	});
}
