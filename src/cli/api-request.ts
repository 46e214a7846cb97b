/** Makes of the arguments of `graphctl api` what is sent: method, headers, query, body. */
import { readFile } from 'node:fs/promises';
import { cancelled, GraphctlError } from '../errors.js';
import type { Query } from '../graph/graph-path.js';
import type { Runtime } from '../runtime.js';
import { fieldsAsQuery, parseFields } from './api-fields.js';
import { readReason } from './file-reason.js';

/** The arguments that decide what is sent. */
export interface ApiArgs {
	readonly method?: string | undefined;
	readonly rawField?: readonly string[] | undefined;
	readonly field?: readonly string[] | undefined;
	readonly data?: string | undefined;
	readonly header?: readonly string[] | undefined;
	readonly paginate?: boolean | undefined;
}

export interface ApiRequest {
	readonly method: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly query: Query;
	readonly body: string | Uint8Array | undefined;
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** Largest body read from a file or standard input, in bytes; Graph takes 4 MB, some APIs more. */
const largestBody = 64 * 1024 * 1024;

/** Headers that graphctl writes itself, and those that belong to the connection (RFC 9110, 7.6.1). */
const ownHeaders = ['authorization', 'host', 'content-length', 'user-agent', 'client-request-id', 'expect'];
const hopByHop = [
	'connection',
	'keep-alive',
	'proxy-authenticate',
	'proxy-authorization',
	'proxy-connection',
	'te',
	'trailer',
	'transfer-encoding',
	'upgrade',
];

/** The method: the one named, else POST for whatever has a body, else GET. */
export function methodOf({ method, rawField = [], field = [], data, paginate }: ApiArgs): string {
	if (method !== undefined) return method.toUpperCase();
	return paginate !== true && (data !== undefined || rawField.length + field.length > 0) ? 'POST' : 'GET';
}

/** Says why these arguments make no request; undefined when they do. */
export function checkRequest(args: ApiArgs): string | undefined {
	const method = methodOf(args);
	if (!methods.includes(method)) return `--method takes ${methods.join(', ')}, not "${method}".`;
	if (args.paginate === true && method !== 'GET') return '--paginate goes with GET alone.';
	if (args.data !== undefined && (method === 'GET' || method === 'HEAD'))
		return `A ${method} request has no body: --data needs another --method.`;
	const readers = [
		args.data === '-' || args.data === '@-',
		...(args.field ?? []).map((text) => /^[^=]*=@-$/.test(text)),
	];
	if (readers.filter(Boolean).length > 1) return 'Standard input can be read only once.';
	return undefined;
}

/** Reads files and standard input and puts the request together. @throws GraphctlError `usage.*`, `cancelled.by-user` */
export async function readRequest(runtime: Pick<Runtime, 'stdin' | 'signal'>, args: ApiArgs): Promise<ApiRequest> {
	const method = methodOf(args);
	const headers = parseHeaders(args.header ?? []);
	const fields = await parseFields(args.rawField ?? [], args.field ?? [], async (source) =>
		asText(await readSource(runtime, source), source),
	);
	const asQuery = args.data !== undefined || method === 'GET' || method === 'HEAD';
	const query = asQuery ? fieldsAsQuery(fields) : {};
	if (args.data !== undefined) {
		const body = await readData(runtime, args.data);
		return { method, query, body, headers: { ...bodyType(body, headers), ...headers } };
	}
	const body = asQuery || Object.keys(fields).length === 0 ? undefined : JSON.stringify(fields);
	const type = body === undefined || 'content-type' in headers ? {} : { 'content-type': 'application/json' };
	return { method, query, body, headers: { ...type, ...headers } };
}

/** Headers by name in lower case. @throws GraphctlError `usage.header` */
export function parseHeaders(lines: readonly string[]): Record<string, string> {
	const headers: Record<string, string> = Object.create(null);
	for (const line of lines) {
		const colon = line.indexOf(':');
		const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
		const value = line.slice(colon + 1).replace(/^[\t ]+|[\t ]+$/g, '');
		if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) throw refuseHeader(`A header looks like 'Name: value'.`);
		// A line break in a value would begin a header of its own, or a second request.
		if (!/^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value))
			throw refuseHeader(`The value of ${name} holds a line break or another character that no header can have.`);
		if (ownHeaders.includes(name)) throw refuseHeader(`graphctl sets ${name} itself.`);
		if (hopByHop.includes(name)) throw refuseHeader(`${name} belongs to the connection, not to the request.`);
		headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
	}
	return headers;
}

/** JSON says so itself; of everything else only the caller knows what it is. */
function bodyType(body: Uint8Array, headers: Readonly<Record<string, string>>): Record<string, string> {
	if ('content-type' in headers || body.length === 0) return {};
	try {
		JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
		return { 'content-type': 'application/json' };
	} catch {
		throw new GraphctlError({
			code: 'usage.data',
			message: 'The body is not JSON.',
			hint: "If it is meant to be something else, say what: -H 'Content-Type: text/plain'",
		});
	}
}

async function readData(runtime: Pick<Runtime, 'stdin' | 'signal'>, data: string): Promise<Uint8Array> {
	if (data === '-') return readSource(runtime, '-');
	return data.startsWith('@') ? readSource(runtime, data.slice(1)) : Buffer.from(data);
}

async function readSource({ stdin, signal }: Pick<Runtime, 'stdin' | 'signal'>, source: string): Promise<Uint8Array> {
	if (source !== '-') {
		return readFile(source, { signal }).catch((error: unknown) => {
			if (signal.aborted) throw cancelled();
			throw new GraphctlError({
				code: 'usage.file',
				message: `Cannot read ${source}: ${readReason(error)}.`,
				cause: error,
			});
		});
	}
	const stop = (): void => void stdin.destroy(cancelled());
	signal.addEventListener('abort', stop, { once: true });
	try {
		if (signal.aborted) throw cancelled();
		const chunks: Buffer[] = [];
		let size = 0;
		for await (const chunk of stdin) {
			const bytes = Buffer.from(chunk);
			size += bytes.length;
			if (size > largestBody)
				throw new GraphctlError({ code: 'usage.data', message: 'Standard input holds more than 64 MiB.' });
			chunks.push(bytes);
		}
		return Buffer.concat(chunks, size);
	} finally {
		signal.removeEventListener('abort', stop);
	}
}

function asText(bytes: Uint8Array, source: string): string {
	try {
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch (cause) {
		const name = source === '-' ? 'Standard input' : source;
		throw new GraphctlError({
			code: 'usage.file',
			message: `${name} is not UTF-8 text, so it cannot be a field.`,
			hint: 'Send it as the whole body: --data @FILE',
			cause,
		});
	}
}

function refuseHeader(message: string): GraphctlError {
	return new GraphctlError({ code: 'usage.header', message });
}
