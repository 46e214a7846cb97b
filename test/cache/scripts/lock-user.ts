/** Takes a lock many times, as one of many processes. Arguments: folder, rounds, and how: `work`, `die` (with the lock held) or `hold`. */
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { withLock } from '../../../src/cache/file-lock.js';
import { makeCacheRuntime } from '../cache-runtime.js';

const [, , folder = '', rounds = '1', how = 'work'] = process.argv;
const runtime = makeCacheRuntime(folder);

for (let round = 0; round < Number(rounds); round++) {
	await withLock(runtime, `${folder}/lock`, async () => {
		if (how === 'die') process.kill(process.pid, 'SIGKILL');
		if (how === 'hold') {
			process.stdout.write('held\n');
			await new Promise((resolve) => process.once('message', resolve));
		}
		// Fails when another process is inside.
		await (await open(`${folder}/inside`, 'wx')).close();
		const count = Number(await readFile(`${folder}/count`, 'utf8'));
		await sleep(1);
		await writeFile(`${folder}/count`, String(count + 1));
		await rm(`${folder}/inside`);
	});
}
process.disconnect?.();
