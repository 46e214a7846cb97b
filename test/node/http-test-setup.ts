/** What every test of the HTTP door needs, cleaned up after each test. */
import { afterAll, afterEach, beforeAll } from 'vitest';
import { GraphctlError } from '../../src/errors.js';
import { createHttp } from '../../src/node/http.js';
import type { Http } from '../../src/runtime.js';
import { createTestCertificates, type TestCertificates } from './http-test-certificates.js';
import type { TestServer } from './http-test-server.js';

export interface HttpTools {
	certificates(): TestCertificates;
	/** A door that sees only this environment. */
	door(env?: Record<string, string>): Http;
	/** Waits for the server and closes it after the test. */
	started<T extends Pick<TestServer, 'close'>>(server: Promise<T>): Promise<T>;
	/** The GraphctlError with which the promise rejects. */
	failure(promise: Promise<unknown>): Promise<GraphctlError>;
}

export function prepareHttp(): HttpTools {
	let made: TestCertificates | undefined;
	const servers: Pick<TestServer, 'close'>[] = [];
	const doors: Http[] = [];
	beforeAll(async () => {
		made = await createTestCertificates();
	});
	afterEach(async () => {
		for (const http of doors.splice(0)) http.close();
		for (const server of servers.splice(0)) await server.close();
	});
	afterAll(() => made?.remove());
	return {
		certificates: () => {
			if (made === undefined) throw new Error('not before the tests begin');
			return made;
		},
		door: (env = {}) => {
			const http = createHttp({ env, version: '1.2.3' });
			doors.push(http);
			return http;
		},
		started: async (server) => {
			const ready = await server;
			servers.push(ready);
			return ready;
		},
		failure: async (promise) => {
			const outcome = await promise.then(
				(value) => value,
				(error: unknown) => error,
			);
			if (outcome instanceof GraphctlError) return outcome;
			throw new Error('it did not fail as it should', { cause: outcome });
		},
	};
}
