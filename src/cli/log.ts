/** The diagnostic log of `--verbose`, `--debug` and `--log-file`: redacted before it is written anywhere. */
import { GraphctlError } from '../errors.js';
import type { HttpRequest, Log, Runtime } from '../runtime.js';
import { redact } from '../text/redact.js';
import { sanitizeLine } from '../text/sanitize.js';

/** The runtime with its log switched on as the arguments say, and how to finish the log file. */
export async function openLog(
	base: Runtime,
	args: Readonly<Record<string, unknown>>,
): Promise<{ runtime: Runtime; close: () => Promise<void> }> {
	const variable = base.env['GRAPHCTL_DEBUG'];
	const debug = args['debug'] === true || (variable !== undefined && variable !== '' && variable !== '0');
	const verbose = debug || args['verbose'] === true;
	const path = typeof args['logFile'] === 'string' ? args['logFile'] : undefined;
	if (!verbose && path === undefined) return { runtime: base, close: async () => {} };
	const file = path === undefined ? undefined : await openFile(path);
	const started = base.clock.now();
	const write = (level: 'info' | 'debug', message: string): void => {
		const line = sanitizeLine(redact(message));
		if (level === 'info' ? verbose : debug) base.stderr.write(`${line}\n`);
		file?.write(
			`${new Date(base.clock.now()).toISOString()} +${base.clock.now() - started}ms ${level} ${redact(line, { emails: true })}\n`,
		);
	};
	const log: Log = {
		onScreen: verbose,
		info: (message) => write('info', message),
		debug: (message) => write('debug', message),
	};
	const http: Runtime['http'] = {
		request: (request) => loggedRequest(base, log, request),
		preconnect: (url, caFile) => base.http.preconnect(url, caFile),
		close: () => base.http.close(),
	};
	const runtime: Runtime = { ...base, log, http };
	return { runtime, close: async () => file?.close() };
}

async function loggedRequest(base: Runtime, log: Log, request: HttpRequest): ReturnType<Runtime['http']['request']> {
	const { origin, pathname } = new URL(request.url);
	const started = base.clock.now();
	try {
		const response = await base.http.request(request);
		const ids = [
			...['request-id', 'x-ms-request-id'].map((name) => [name, response.headers[name]]),
			['client-request-id', request.headers?.['client-request-id']],
		].flatMap(([name, id]) => (typeof id === 'string' ? [`, ${name} ${id}`] : []));
		log.debug(
			`${request.method} ${origin}${pathname} -> ${response.status} in ${base.clock.now() - started} ms${ids.join('')}`,
		);
		return response;
	} catch (error) {
		log.debug(
			`${request.method} ${origin}${pathname} failed: ${error instanceof Error ? error.message : String(error)}`,
		);
		throw error;
	}
}

async function openFile(path: string): Promise<{ write(text: string): void; close(): Promise<void> }> {
	const { open } = await import('node:fs/promises');
	try {
		const handle = await open(path, 'a', 0o600);
		let last: Promise<unknown> = Promise.resolve();
		return {
			write: (text) => {
				last = last.then(() => handle.write(text)).catch(() => {});
			},
			close: async () => {
				await last;
				await handle.close();
			},
		};
	} catch (error) {
		throw new GraphctlError({
			code: 'usage.log-file',
			message: `Cannot write the log file ${path}: ${error instanceof Error ? error.message : String(error)}.`,
			cause: error,
		});
	}
}
