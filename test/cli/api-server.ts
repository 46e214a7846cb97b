/** Loopback APIs that record what reaches them, and a person signed in by the sandbox whose Graph is one of them. */
import { readFile, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import type { Runtime } from '../../src/runtime.js';
import { cloudOf, writeClouds } from '../helpers/built-program.js';
import { type CliUser, createCliUser } from '../helpers/cli-user.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';
import { createTestCertificates, type TestCertificates } from '../node/http-test-certificates.js';
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

type Answers = readonly (Answer | ((origin: string) => Answer))[];

/** What the tests of a file do with APIs; to be called within tests. */
export interface ApiWorld {
	/** Starts an API that answers in order, the last answer for ever; it ends with the test. */
	startApi(answers: Answers): Promise<RecordingApi>;
	/** Adele, signed in, whose cloud has this origin for its Graph. */
	userOfApi(graph: string, more?: Partial<Runtime>): Promise<CliUser>;
	/** What the APIs' certificates are signed with. */
	caFile(): string;
}

/** Prepares it for the file that calls this: one sandbox and one set of certificates, gone at its end. */
export function prepareApis(): ApiWorld {
	let sandbox: TestSandbox;
	let certificates: TestCertificates;
	beforeAll(async () => {
		sandbox = await startTestSandbox({ autoApprove: true }, { keep: true });
		certificates = await createTestCertificates();
	});
	afterAll(async () => {
		await sandbox.stop();
		await certificates.remove();
	});
	return {
		startApi: (answers) => startApi(certificates, answers),
		userOfApi: (graph, more) => userOfApi(sandbox, certificates, graph, more),
		caFile: () => certificates.caFile,
	};
}

async function startApi(certificates: TestCertificates, answers: Answers): Promise<RecordingApi> {
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

async function userOfApi(
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
