/** Signs in to a sandbox that approves by itself, without a browser program. */

import { type Ended, startGraphctl, type World } from './built-program.js';
import { createPageWalker } from './page-walker.js';
import type { TestSandbox } from './sandbox.js';

/** Does what a browser does with the sign-in address: walks to the program's own listener and returns the page it shows. */
export async function visitSignIn(caFile: string, url: string): Promise<string> {
	const stop = await createPageWalker(caFile).open(url);
	if (stop.url.protocol !== 'http:') throw new Error(`The sign-in stopped at ${stop.url.href}:\n${stop.html}`);
	const answer = await fetch(stop.url);
	return answer.text();
}

/** Runs the built `graphctl login` with these arguments to its end. @throws Error when it fails */
export async function signIn(
	world: World,
	sandbox: Pick<TestSandbox, 'caFile'>,
	args: readonly string[] = [],
): Promise<Ended> {
	const login = startGraphctl(['login', '--browser', '--no-open', ...args], world);
	await login.waitFor(/https:\/\/\S+authorize\S+\n/);
	await visitSignIn(sandbox.caFile, /https:\/\/\S+authorize\S+/.exec(login.stderr())?.[0] ?? '');
	const ended = await login.ended();
	if (ended.code !== 0) throw new Error(`The sign-in failed with ${ended.code}:\n${ended.stderr}`);
	return ended;
}
