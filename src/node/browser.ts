/** Opens a page in the user's browser through `open`: http(s) only, and never through a shell. */
import { GraphctlError } from '../errors.js';

/** Longest wait for the opener to report failure; a browser that starts in the foreground never ends. */
const settleMs = 1500;

/** Opens an http(s) URL with `$BROWSER` or the platform's opener. @throws GraphctlError `internal.browser` */
export async function openBrowser(
	url: string,
	env: Readonly<Record<string, string | undefined>>,
	platform: NodeJS.Platform,
): Promise<void> {
	const { protocol } = new URL(url);
	if (protocol !== 'https:' && protocol !== 'http:') {
		throw new GraphctlError({
			code: 'internal.browser',
			message: `Refused to open a ${protocol} address in the browser.`,
		});
	}
	const { default: open } = await import('open');
	const chosen = platform === 'linux' || platform === 'darwin' ? browserFromEnv(env) : undefined;
	const child = await open(url, chosen === undefined ? {} : { app: chosen }).catch((error: unknown) => {
		throw failed(error instanceof Error ? error.message : String(error), error);
	});
	await new Promise<void>((resolve, reject) => {
		const timer = setTimeout(done, settleMs);
		timer.unref();
		function done(): void {
			clearTimeout(timer);
			child.removeAllListeners();
			// A late error event of the child must not end the process.
			child.on('error', () => {});
			resolve();
		}
		child.once('error', (error) => reject(failed(error.message, error)));
		child.once('exit', (code) =>
			code === 0 || code === null ? done() : reject(failed(`The program that opens pages ended with code ${code}`)),
		);
	});
}

/** The first program of `$BROWSER` (a colon-separated list); `%s` in it is dropped, as the URL is its last argument. */
function browserFromEnv(
	env: Readonly<Record<string, string | undefined>>,
): { name: string; arguments: string[] } | undefined {
	const words =
		(env['BROWSER'] ?? '')
			.split(':')[0]
			?.split(/\s+/)
			.filter((word) => word !== '' && word !== '%s') ?? [];
	const [name, ...rest] = words;
	return name === undefined ? undefined : { name, arguments: rest };
}

function failed(reason: string, cause?: unknown): GraphctlError {
	return new GraphctlError({ code: 'internal.browser', message: `${reason}.`, cause });
}
