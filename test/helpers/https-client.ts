/** Single HTTPS requests to a sandbox, for tests that look at the wire. */
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import type { Sandbox } from '../../src/sandbox/types.js';

export interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
	readonly text: string;
}

interface Question {
	readonly method?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string;
	/** Address to connect to instead of what `localhost` resolves to. */
	readonly host?: string;
}

/** Sends one request on a connection of its own; redirects are not followed. */
export function sendRequest(caFile: string, url: string, question: Question = {}): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const { hostname, port, pathname, search } = new URL(url);
		const outgoing = request(
			{
				host: question.host ?? hostname,
				servername: hostname,
				port,
				path: pathname + search,
				method: question.method ?? 'GET',
				headers: question.headers ?? {},
				agent: false,
				ca: readFileSync(caFile),
			},
			(answer) => {
				let text = '';
				answer.setEncoding('utf8');
				answer.on('data', (chunk: string) => {
					text += chunk;
				});
				answer.on('error', reject);
				answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
			},
		);
		outgoing.on('error', reject);
		outgoing.end(question.body);
	});
}

/** Posts a form to the login origin. */
export function sendForm(
	sandbox: Pick<Sandbox, 'caFile' | 'loginOrigin'>,
	path: string,
	fields: Readonly<Record<string, string>>,
	headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
	return sendRequest(sandbox.caFile, sandbox.loginOrigin + path, {
		method: 'POST',
		headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
		body: new URLSearchParams(fields).toString(),
	});
}

/** The JSON of an answer; what it holds is for the test to check. */
export function readJson<T>(answer: Answer): T {
	return JSON.parse(answer.text);
}
