/** Starts the process: builds the real Runtime, calls `run()`, sets the exit code. */
import * as module from 'node:module';

declare const GRAPHCTL_VERSION: string;

// The version alone is answered before anything is loaded.
if (process.argv.length === 3 && process.argv[2] === '--version') {
	process.stdout.write(`${GRAPHCTL_VERSION}\n`);
} else {
	await start();
}

async function start(): Promise<void> {
	const { compileCacheFolder } = await import('./node/folders.js');
	// Node 20 has no compile cache; it helps only what is imported after this call.
	module.enableCompileCache?.(compileCacheFolder(process));
	const [{ createNodeRuntime }, { run }] = await Promise.all([import('./node/node-runtime.js'), import('./cli/run.js')]);
	const stop = stopOnSignals();
	const code = await run(process.argv.slice(2), createNodeRuntime(GRAPHCTL_VERSION, stop));
	process.exitCode = stop.name() === 'SIGTERM' ? 143 : stop.name() === 'SIGHUP' ? 129 : code;
	stop.release();
}

/** Aborts on the first signal; a second one, or work that does not end within three seconds, ends the process the hard way. */
function stopOnSignals(): {
	signal: AbortSignal;
	cancel(): void;
	name(): NodeJS.Signals | undefined;
	release(): void;
} {
	const controller = new AbortController();
	let received: NodeJS.Signals | undefined;
	const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
	const end = (): void => {
		for (const name of names) process.removeAllListeners(name);
		// Not process.exit(): it waits for a keychain call that blocks in native code.
		process.kill(process.pid, received ?? 'SIGINT');
	};
	const receive = (name: NodeJS.Signals): void => {
		if (received) return end();
		received = name;
		controller.abort(new DOMException('Cancelled.', 'AbortError'));
		setTimeout(end, 3000).unref();
	};
	for (const name of names) process.on(name, receive);
	return {
		signal: controller.signal,
		cancel: () => receive('SIGINT'),
		name: () => received,
		release: () => {
			for (const name of names) process.removeAllListeners(name);
		},
	};
}
