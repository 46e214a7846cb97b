/** Where the token of a managed identity is never asked for. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acquireByManagedIdentity } from '../../src/flows/managed-identity.js';
import { systemClock } from '../helpers/sandbox.js';

const before = { ...process.env };
beforeAll(() => {
	process.env['IDENTITY_ENDPOINT'] = 'http://tokens.example.com/msi/token';
	process.env['IDENTITY_HEADER'] = 'the-header';
});
afterAll(() => {
	process.env = before;
});

describe('the place of a managed identity', () => {
	it('is this machine or its link, or speaks TLS: nothing is sent elsewhere', async () => {
		const sent: string[] = [];
		const http = {
			request: async ({ url }: { readonly url: string }) => {
				sent.push(url);
				return { status: 500, headers: {}, body: new Uint8Array() };
			},
			preconnect: () => {},
			close: () => {},
		};
		const log = { info: () => {}, debug: () => {} };
		const failing = acquireByManagedIdentity({
			...{ http, log, clock: systemClock, signal: new AbortController().signal },
			...{ clientId: undefined, resource: 'https://graph.microsoft.com', onRetry: () => {} },
		});
		await expect(failing).rejects.toMatchObject({ code: 'config.managed-identity' });
		await expect(failing).rejects.toThrow('tokens.example.com');
		expect(sent).toEqual([]);
	});
});
