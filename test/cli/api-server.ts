/** Loopback APIs that record what reaches them, and a person signed in by the sandbox whose Graph is one of them. */
import { readFile, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Runtime } from '../../src/runtime.js';
import { cloudOf, writeClouds } from '../helpers/built-program.js';
import { type CliUser, createCliUser } from '../helpers/cli-user.js';
import type { TestSandbox } from '../helpers/sandbox.js';
import type { TestCertificates } from '../node/http-test-certificates.js';
import { serve } from '../node/http-test-server.js';

export interface Seen {
	readonly method: string;
	readonly url: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

export interface Answer {
	readonly status?: number;
	readonly headers?: Readonly<Record<string, string>>;
	/** Text and bytes go out as they are, everything else as JSON. */
	readonly body?: unknown;
}

export interface RecordingApi {
	readonly origin: string;
	/** Requests in order. */
	readonly seen: readonly Seen[];
}

/** Starts an API that answers in order, the last answer for ever; it ends with the test. */
export async function startApi(
	certificates: TestCertificates,
	answers: readonly (Answer | ((origin: string) => Answer))[],
): Promise<RecordingApi> {
	const seen: Seen[] = [];
	const server = await serve(certificates.good, async (request, response) => {
		let body = '';
		for await (const chunk of request) body += String(chunk);
		const { method = '', url = '', headers } = request;
		seen.push({ method, url, headers, body });
		const given = answers[Math.min(seen.length, answers.length) - 1] ?? {};
		const answer = typeof given === 'function' ? given(server.origin) : given;
		const raw = typeof answer.body === 'string' || answer.body instanceof Uint8Array;
		if (!raw && answer.body !== undefined) response.setHeader('Content-Type', 'application/json');
		for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
		response.statusCode = answer.status ?? 200;
		response.end(raw || answer.body === undefined ? answer.body : JSON.stringify(answer.body));
	});
	onTestFinished(() => server.close());
	return { origin: server.origin, seen };
}

/** Adele, signed in, whose cloud has this origin for its Graph. */
export async function userOfApi(
	sandbox: TestSandbox,
	certificates: TestCertificates,
	graph: string,
	more: Partial<Runtime> = {},
): Promise<CliUser> {
	const user = await createCliUser(sandbox, more);
	const caFile = join(user.home, 'both.pem');
	await writeFile(caFile, `${await readFile(sandbox.caFile, 'utf8')}\n${certificates.caPem}`);
	await writeClouds(user, { sandbox: { ...cloudOf(sandbox), graph, caFile } });
	await user.login('AdeleV', '--scope', 'User.Read', '--scope', 'Mail.Read');
	return user;
}
