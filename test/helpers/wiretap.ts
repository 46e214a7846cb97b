/** A proxy that reads along: it knows every secret that went over the wire between a program and a sandbox. */

import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer, request } from 'node:https';
import { issueCertificates } from '../../src/sandbox/certificates.js';
import type { Sandbox } from '../../src/sandbox/types.js';
import { listenOnLoopback } from './loopback-server.js';

export interface Wiretap {
	/** Value for HTTPS_PROXY. */
	readonly proxy: string;
	/** Values that were sent under this name in a form, an address, a JSON answer or as the bearer token. */
	values(name: string): ReadonlySet<string>;
	/** `METHOD path` of every request, in order. */
	readonly requests: readonly string[];
}

/**
 * Starts it; it ends with the test.
 * @param caFile where to write the authority that the program must trust instead of the sandbox's own
 */
export async function startWiretap(sandbox: Pick<Sandbox, 'caFile'>, caFile: string): Promise<Wiretap> {
	const seen = new Map<string, Set<string>>();
	const requests: string[] = [];
	const keep = (name: string, value: unknown): void => {
		if (typeof value !== 'string' || value === '') return;
		seen.set(name, (seen.get(name) ?? new Set()).add(value));
	};
	const keepAll = (pairs: Iterable<readonly [string, unknown]>): void => {
		for (const [name, value] of pairs) keep(name, value);
	};
	const { authority, certificate, privateKey } = issueCertificates(Date.now(), (count) =>
		crypto.getRandomValues(new Uint8Array(count)),
	);
	await writeFile(caFile, authority);
	const ca = readFileSync(sandbox.caFile);

	const listener = createTlsServer({ cert: certificate, key: privateKey }, async (incoming, response) => {
		const url = new URL(incoming.url ?? '/', `https://${incoming.headers.host}`);
		requests.push(`${incoming.method} ${url.pathname}`);
		const body = await readText(incoming);
		keepAll(url.searchParams);
		keepAll(new URLSearchParams(body));
		keep('access_token', incoming.headers.authorization?.replace(/^Bearer /, ''));
		const { 'accept-encoding': _encoding, ...headers } = incoming.headers;
		const outgoing = request(url, { method: incoming.method, headers, ca, agent: false }, async (answer) => {
			const text = await readText(answer);
			if (String(answer.headers['content-type']).includes('json')) keepAll(fieldsOf(text));
			response.writeHead(answer.statusCode ?? 500, answer.rawHeaders).end(text);
		});
		outgoing.on('error', () => response.destroy());
		outgoing.end(body);
	});
	const proxy = createServer();
	proxy.on('connect', (_request, socket) => {
		socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
		listener.emit('connection', socket);
	});
	const port = await listenOnLoopback(proxy);
	return { proxy: `http://127.0.0.1:${port}`, values: (name) => seen.get(name) ?? new Set(), requests };
}

async function readText(message: IncomingMessage): Promise<string> {
	let text = '';
	for await (const chunk of message.setEncoding('utf8')) text += String(chunk);
	return text;
}

/** Top-level fields of a JSON object; none of anything else. */
function fieldsOf(text: string): [string, unknown][] {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null ? Object.entries(value) : [];
	} catch {
		return [];
	}
}
