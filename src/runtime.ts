/** Everything outside the process, as one argument. The real one is built in `node/`, the tests' one in `test/helpers/`. */
import type { Readable, Writable } from 'node:stream';

/** Standard input; `isTTY` and `setRawMode` exist on a terminal only. */
export type InputStream = Readable & {
	readonly isTTY?: boolean | undefined;
	readonly isRaw?: boolean | undefined;
	setRawMode?: ((raw: boolean) => unknown) | undefined;
	ref?: (() => unknown) | undefined;
	unref?: (() => unknown) | undefined;
};

/** Standard output or standard error; the terminal's size exists on a terminal only. */
export type OutputStream = Writable & {
	readonly isTTY?: boolean | undefined;
	readonly columns?: number | undefined;
	readonly rows?: number | undefined;
};

/** Time. All times are milliseconds since the epoch. */
export interface Clock {
	now(): number;
	/** Resolves after `ms`; rejects with the signal's reason when aborted first. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
	/** Calls `tick` every `ms` until the returned function is called. */
	every(ms: number, tick: () => void): () => void;
	/** IANA name of the local time zone, e.g. `Europe/Berlin`. */
	readonly timeZone: string;
}

export interface HttpRequest {
	readonly method: string;
	/** Absolute http(s) URL. */
	readonly url: string;
	readonly headers?: Readonly<Record<string, string>> | undefined;
	readonly body?: string | Uint8Array | undefined;
	/** Longest silence in milliseconds before the request fails; default 100 000. */
	readonly timeoutMs?: number | undefined;
	/** Largest accepted decoded body in bytes; default 64 MiB. */
	readonly maxBytes?: number | undefined;
	/** PEM file with the only certificate authorities this request trusts, instead of the public ones. */
	readonly caFile?: string | undefined;
	readonly signal?: AbortSignal | undefined;
	/** True passes by every proxy: the server is this machine's own. */
	readonly direct?: boolean | undefined;
	/** Demands a connection that no earlier request used (after a 503). */
	readonly freshConnection?: boolean | undefined;
	/**
	 * Asked when the head of an answer is there: takes the decoded body piece by piece as it arrives, or declines with undefined.
	 * What it took is not in the answer's `body`, and `maxBytes` does not bound it. The next piece comes when the promise of the
	 * last is fulfilled; a rejection ends the request with that very error.
	 */
	readonly receive?: ((head: HttpHead) => BodyTaker | undefined) | undefined;
}

/** Takes the pieces of a body. */
export type BodyTaker = (piece: Uint8Array) => Promise<void>;

export interface HttpHead {
	readonly status: number;
	/** Header names in lower case; several headers of one name are an array only for `www-authenticate` and `set-cookie`. */
	readonly headers: Readonly<Record<string, string | readonly string[]>>;
}

/** An answer whose body is complete and decompressed. Redirects are never followed. */
export interface HttpResponse extends HttpHead {
	readonly body: Uint8Array;
}

/** The one HTTP door. Rejects with `network.*` errors that name host and cause, or `cancelled.by-user`. */
export interface Http {
	request(request: HttpRequest): Promise<HttpResponse>;
	/** Opens a connection ahead of its first use; never rejects. */
	preconnect(url: string, caFile?: string): void;
	/** Closes idle connections so that the process can end. */
	close(): void;
}

/** One secret of the OS keychain. Values are text of any size. */
export interface Keychain {
	/** The stored text, or undefined when there is none. @throws GraphctlError `storage.keychain-*` */
	load(item: KeychainItem): Promise<string | undefined>;
	save(item: KeychainItem, secret: string): Promise<void>;
	/** True when something was removed. */
	remove(item: KeychainItem): Promise<boolean>;
}

export interface KeychainItem {
	/** Service attribute, e.g. `graphctl`. */
	readonly service: string;
	readonly account: string;
	/** Windows: the DPAPI-protected file. macOS and msal-node-extensions: the file whose time marks changes. */
	readonly file: string;
}

/** Where files rest; all absolute paths. */
export interface Folders {
	readonly config: string;
	/** Accounts, pinned storage, last lists. */
	readonly state: string;
	/** Things that may be deleted at any time. */
	readonly cache: string;
}

/** A process, told apart from a later one that got the same number. */
export interface ProcessId {
	readonly pid: number;
	/** Opaque start-time mark (`/proc/PID/stat` field 22 on Linux), or empty where the platform tells none. */
	readonly started: string;
}

export interface Processes {
	readonly self: ProcessId;
	/** False only when that very process certainly no longer runs. */
	isAlive(process: ProcessId): boolean;
}

/** Diagnostic log, already redacting; silent unless `--verbose`, `--debug` or `--log-file`. */
export interface Log {
	/** True when lines of it go to standard error, where nothing can be renewed in place then. */
	readonly onScreen?: boolean | undefined;
	/** A line for `--verbose`. */
	info(message: string): void;
	/** A line for `--debug` and `--log-file`. */
	debug(message: string): void;
}

export interface Runtime {
	readonly stdin: InputStream;
	readonly stdout: OutputStream;
	readonly stderr: OutputStream;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly clock: Clock;
	readonly http: Http;
	readonly folders: Folders;
	readonly processes: Processes;
	readonly platform: NodeJS.Platform;
	/** Aborts on Ctrl-C, SIGTERM and SIGHUP. */
	readonly signal: AbortSignal;
	/** Does what Ctrl-C does; for screens that read the keyboard in raw mode. */
	cancel(): void;
	/** Stops this job as Ctrl-Z does, and resolves when the shell lets it go on; at once where nothing can stop it. */
	suspend(): Promise<void>;
	/** Calls the listener whenever the process goes on after it was stopped; returns what ends that. */
	onContinue(listener: () => void): () => void;
	/** Version of graphctl. */
	readonly version: string;
	readonly log: Log;
	/** Cryptographically strong random bytes. */
	randomBytes(count: number): Uint8Array;
	/** Loads the keychain. @throws GraphctlError `storage.keychain-unavailable` with the reason */
	keychain(): Promise<Keychain>;
	/** Opens an http(s) URL in the user's browser. @throws GraphctlError `internal.browser` */
	openBrowser(url: string): Promise<void>;
	/**
	 * Runs a program on this process's own standard streams; resolves with its exit code, 128 + N after signal N. With `input`, that is
	 * its standard input, and it need not read all of it. @throws GraphctlError `not-found.program`
	 */
	execute(command: readonly string[], env: Readonly<Record<string, string>>, input?: string): Promise<number>;
	/** The command line that runs this very program: Node and the script. */
	readonly program: readonly [string, string];
	/** Content of a small system file such as `/proc/version`, or undefined. */
	systemFile(path: string): string | undefined;
}
