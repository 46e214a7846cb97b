/**
 * Uses the keychain of its environment, in a process of its own because libsecret keeps its connection for life. Arguments: what to
 * do, one after another (`load:ACCOUNT`, `save:ACCOUNT`, `remove:ACCOUNT`). Prints a line of JSON for each; ends a wait when told
 * `abort` by its parent.
 */
import { GraphctlError } from '../../src/errors.js';
import { loadKeychain } from '../../src/node/keychain.js';

const controller = new AbortController();
process.on('message', () => controller.abort());

const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

for (const step of process.argv.slice(2)) {
	const [verb, account = ''] = step.split(':');
	const item = { service: 'graphctl', account, file: '/nonexistent/never-written' };
	try {
		const keychain = await loadKeychain('linux', {
			signal: controller.signal,
			noticeAfterMs: 200,
			onWaiting: (waiting) => print({ waiting }),
		});
		if (verb === 'load') print({ loaded: (await keychain.load(item)) ?? null });
		else if (verb === 'save') print({ saved: await keychain.save(item, 'a new secret').then(() => true) });
		else print({ removed: await keychain.remove(item) });
	} catch (error) {
		if (!(error instanceof GraphctlError)) throw error;
		print({ code: error.code, message: error.message });
	}
}
process.disconnect?.();
// A native call that waits for a prompt would keep the process; whoever aborted it knows.
if (controller.signal.aborted) process.kill(process.pid, 'SIGTERM');
