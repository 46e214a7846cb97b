/** Requests to the loopback listener as a browser, a hostile page or a broken program would make them. */
import { connect } from 'node:net';

export interface RawAnswer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

export interface RawRequest {
	readonly method?: string;
	readonly host?: string;
	readonly headers?: readonly string[];
	readonly body?: string;
	/** Loopback address to connect to. */
	readonly address?: string;
}

/** Sends one request on its own connection and reads until the server closes it; status 0 when it closed without an answer. */
export function rawRequest(redirectUri: string, path: string, request: RawRequest = {}): Promise<RawAnswer> {
	const { port, host } = new URL(redirectUri);
	const head = [
		`${request.method ?? 'GET'} ${path} HTTP/1.1`,
		`Host: ${request.host ?? host}`,
		...(request.headers ?? []),
	];
	return sendRaw(Number(port), `${head.join('\r\n')}\r\n\r\n${request.body ?? ''}`, request.address);
}

/** Sends bytes as they are. */
export function sendRaw(port: number, text: string, address = '127.0.0.1'): Promise<RawAnswer> {
	return new Promise((resolve) => {
		let received = '';
		const socket = connect(port, address, () => socket.write(text));
		socket.setEncoding('utf8');
		socket.on('data', (chunk: string) => {
			received += chunk;
		});
		socket.on('error', () => undefined);
		socket.on('close', () => resolve(parse(received)));
	});
}

/** True when something listens there. */
export function isListening(port: number, address = '127.0.0.1'): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, address, () => {
			socket.destroy();
			resolve(true);
		});
		socket.on('error', () => resolve(false));
	});
}

/** Follows the redirect of a callback as a browser does, and waits for the final page. */
export async function visit(redirectUri: string, parameters: Readonly<Record<string, string>>): Promise<RawAnswer> {
	const first = await rawRequest(redirectUri, `/?${new URLSearchParams(parameters)}`);
	const location = first.headers['location'];
	return first.status === 303 && location !== undefined ? rawRequest(redirectUri, location) : first;
}

function parse(text: string): RawAnswer {
	const end = text.indexOf('\r\n\r\n');
	const [first = '', ...lines] = text.slice(0, end < 0 ? text.length : end).split('\r\n');
	const headers: Record<string, string> = {};
	for (const line of lines) {
		const colon = line.indexOf(':');
		headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
	}
	return { status: Number(first.split(' ')[1] ?? 0), headers, body: end < 0 ? '' : text.slice(end + 4) };
}
