/** The limit of four requests for a mailbox, at the moment when one of them is answered. */
import { createServer, get, ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { createCompany } from '../../src/sandbox/company.js';
import { createConcurrencyLimit } from '../../src/sandbox/concurrency-limit.js';
import type { AccessTokenClaims } from '../../src/sandbox/types.js';
import { listenOnLoopback } from '../helpers/loopback-server.js';

it('gives a place free as soon as its answer is written, for the client may have it before the server knows', async () => {
	const limit = createConcurrencyLimit(createCompany(1));
	const claims = { appId: 'app', oid: 'somebody' } as AccessTokenClaims;
	const enter = (response: ServerResponse): boolean => limit.enter('/v1.0/me/messages', claims, response);
	const held: ServerResponse[] = [];
	const entered: boolean[] = [];
	const server = createServer((request, response) => {
		entered.push(enter(response));
		held.push(response);
		if (held.length < 4) return;
		entered.push(enter(new ServerResponse(request)));
		held[0]?.end('answer');
		entered.push(enter(new ServerResponse(request)), enter(new ServerResponse(request)));
		for (const one of held.slice(1)) one.end();
	});
	const port = await listenOnLoopback(server);
	await Promise.all(
		Array.from(
			{ length: 4 },
			() =>
				new Promise((resolve, reject) =>
					get({ port, host: '127.0.0.1', agent: false }, (answer) => answer.resume().on('end', resolve)).on(
						'error',
						reject,
					),
				),
		),
	);
	expect(entered).toEqual([true, true, true, true, false, true, false]);
});
