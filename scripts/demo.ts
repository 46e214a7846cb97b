/**
 * `npm run demo`: the main job on the sandbox, each command printed before it runs. On a terminal the person chooses how
 * to sign in; without one it runs by itself. Tokens rest in a real keychain: the system's own, on Linux a Secret Service
 * that lives as long as the demo, because the person's own may be absent, locked, or none of the demo's business.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const program = join(import.meta.dirname, '..', 'dist', 'graphctl.js');
const interactive = process.stdin.isTTY === true && process.stderr.isTTY === true;

if (process.argv[2] === 'steps') process.exitCode = runSteps(process.argv[3] ?? 'device-code');
else process.exitCode = await startDemo();

async function startDemo(): Promise<number> {
	console.log('graphctl demo: sign in, see profile and mail, sign out. Everything happens on this computer.\n');
	const flow = interactive ? await askFlow() : 'device-code';
	if (flow === undefined) {
		console.log('\nstopped');
		return 130;
	}
	const steps = [process.execPath, import.meta.filename, 'steps', flow];
	const sandbox = [
		process.execPath,
		program,
		'sandbox',
		'exec',
		...(interactive ? [] : ['--auto-approve']),
		'--device-code-interval',
		'1',
		'--',
		...steps,
	];
	const env: NodeJS.ProcessEnv = { ...process.env, GRAPHCTL_STORAGE: 'keychain' };
	if (process.platform !== 'linux') return execute(sandbox, env);
	return execute(['sh', join(import.meta.dirname, 'with-keychain.sh'), ...sandbox], env);
}

/** The chosen flow; undefined after Ctrl-C and Ctrl-D, which both close the input. */
async function askFlow(): Promise<string | undefined> {
	console.log(
		'How do you want to sign in?\n  1  with a code that you type into a page (device code)\n  2  with the browser on this computer',
	);
	console.log('The sandbox has a certificate authority of its own, so the browser will warn once: go on to the page.');
	const lines = createInterface({ input: process.stdin, output: process.stdout });
	const answer = await new Promise<string | undefined>((resolve) => {
		lines.once('close', () => resolve(undefined));
		lines.question('Your choice [1]: ', resolve);
	});
	lines.close();
	if (answer === undefined) return undefined;
	return answer.trim() === '2' ? 'browser' : 'device-code';
}

/** Runs the steps inside the sandbox's environment; the first unexpected exit code ends the demo. */
function runSteps(flow: string): number {
	const steps: readonly (readonly [readonly string[], number])[] = [
		[['status'], 4],
		[['login', '--flow', flow], 0],
		[['status'], 0],
		[['me'], 0],
		// Mail needs one more permission. On a terminal the same command asks for it and goes on; a script is told what to run.
		...(interactive
			? []
			: ([
					[['mail', '--top', '10'], 5],
					[['login', '--flow', flow, '--scope', 'Mail.Read'], 0],
				] as const)),
		[['mail', '--top', '10'], 0],
		[['mail', '--top', '3', '--unread', '-o', 'json', '--query', '[].subject'], 0],
		[['logout'], 0],
		[['me', '--no-input'], 4],
	];
	for (const [args, expected] of steps) {
		console.log(`\n$ graphctl ${args.map((word) => (/^[\w./=-]+$/.test(word) ? word : `'${word}'`)).join(' ')}`);
		const code = execute([process.execPath, program, ...args], process.env);
		if (code !== expected) {
			if (code === 130) console.log('\nThe demo was stopped.');
			else console.log(`\nThe demo failed: exit code ${code} where ${expected} was expected.`);
			return code === 0 ? 1 : code;
		}
		if (expected !== 0)
			console.log(
				`(exit code ${code}, as it should be: ${expected === 4 ? 'nobody is signed in' : 'the permission is missing'})`,
			);
	}
	console.log('\nThe demo is done. Next: README.md, "Register your app".');
	return 0;
}

function execute(command: readonly string[], env: NodeJS.ProcessEnv): number {
	const [file = '', ...args] = command;
	const { status, error } = spawnSync(file, args, { stdio: 'inherit', env });
	if (error) console.error(`Cannot run ${file}: ${error.message}`);
	return status ?? 1;
}
