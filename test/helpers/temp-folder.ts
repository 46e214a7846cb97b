/** Real folders for tests, removed when the test is over. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Makes an empty 0700 folder that lives as long as the running test. */
export async function makeTempFolder(): Promise<string> {
	const folder = await mkdtemp(join(await realpath(tmpdir()), 'graphctl-test-'));
	onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
	return folder;
}
