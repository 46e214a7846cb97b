import { gunzipSync, inflateSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startGraph, type TestGraph } from './start-graph.js';

let graph: TestGraph;
beforeAll(async () => {
	graph = await startGraph();
});
afterAll(() => graph.close());
beforeEach(() => {
	graph.signIn('AdeleV', 'User.Read', 'Mail.Read');
	graph.fault = undefined;
	graph.demandedAcrs = undefined;
});

describe('GET /me', () => {
	it('sends exactly the eleven default properties', async () => {
		const me = await graph.read('/v1.0/me');
		expect(me).toEqual({
			'@odata.context': `${graph.origin}/v1.0/$metadata#users/$entity`,
			businessPhones: ['+1 425 555 0109'],
			displayName: 'Adele Vance',
			givenName: 'Adele',
			id: graph.company.people[0]?.id,
			jobTitle: 'Retail Manager',
			mail: 'AdeleV@contoso.com',
			mobilePhone: '+1 425 555 0109',
			officeLocation: '18/2111',
			preferredLanguage: 'en-US',
			surname: 'Vance',
			userPrincipalName: 'AdeleV@contoso.com',
		});
	});

	it('sends only what is selected and names it in the context', async () => {
		const me = await graph.read('/v1.0/me?$select=displayName,postalCode,department');
		expect(me).toEqual({
			'@odata.context': `${graph.origin}/v1.0/$metadata#users(displayName,postalCode,department)/$entity`,
			displayName: 'Adele Vance',
			postalCode: null,
			department: 'Retail',
		});
	});

	it('sends nulls and an empty list for a person with unset properties', async () => {
		graph.signIn('NoaL', 'User.Read');
		expect(await graph.read('/v1.0/me')).toMatchObject({
			displayName: 'נועה לוי',
			jobTitle: null,
			mobilePhone: null,
			businessPhones: [],
			officeLocation: null,
		});
	});

	it('refuses a property that a user does not have', async () => {
		expect(await graph.refusal('/v1.0/me?$select=displayName,shoeSize')).toEqual({
			status: 400,
			code: 'RequestBroker--ParseUri',
			message: "Could not find a property named 'shoeSize' on type 'microsoft.graph.user'.",
		});
	});

	it('says 501 for a property it has no data for, rather than inventing some', async () => {
		expect(await graph.refusal('/v1.0/me?$select=aboutMe')).toEqual({
			status: 501,
			code: 'NotImplemented',
			message: 'The sandbox does not implement the user property aboutMe.',
		});
	});

	it('finds paths and options in any case, and options without a dollar sign', async () => {
		expect(Object.keys(await graph.read('/v1.0/ME?select=DisplayName'))).toEqual(['@odata.context', 'displayName']);
	});
});

describe('photos', () => {
	it('sends a JPEG whose metadata tell its size and type', async () => {
		const photo = await graph.send('/v1.0/me/photo/$value');
		expect(photo.status).toBe(200);
		expect(photo.headers['content-type']).toBe('image/jpeg');
		expect(photo.headers['content-encoding']).toBeUndefined();
		expect([...photo.bytes.subarray(0, 4)]).toEqual([0xff, 0xd8, 0xff, 0xe0]);
		const frame = photo.bytes.indexOf(Buffer.from([0xff, 0xc0]));
		expect([photo.bytes.readUInt16BE(frame + 5), photo.bytes.readUInt16BE(frame + 7)]).toEqual([240, 240]);
		expect([...photo.bytes.subarray(-2)]).toEqual([0xff, 0xd9]);
		expect(await graph.read('/v1.0/me/photo')).toMatchObject({
			'@odata.mediaContentType': 'image/jpeg',
			id: '240X240',
			width: 240,
			height: 240,
		});
	});

	it('sends a PNG that decodes to the asked size', async () => {
		graph.signIn('AlexW', 'User.Read');
		const { bytes, headers } = await graph.send('/v1.0/me/photos/48x48/$value');
		expect(headers['content-type']).toBe('image/png');
		expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([48, 48]);
		const length = bytes.readUInt32BE(33);
		expect(inflateSync(bytes.subarray(41, 41 + length))).toHaveLength(48 * (48 * 3 + 1));
	});

	it('says 404 for a person without a photo, without a mailbox, and for a size nobody has', async () => {
		expect(await graph.refusal('/v1.0/me/photos/50x50/$value')).toMatchObject({
			status: 404,
			code: 'ErrorItemNotFound',
		});
		graph.signIn('DiegoS', 'User.Read');
		expect(await graph.refusal('/v1.0/me/photo/$value')).toEqual({
			status: 404,
			code: 'ErrorItemNotFound',
			message: "The photo wasn't found.",
		});
		graph.signIn('DeliaD', 'User.Read');
		expect(await graph.refusal('/v1.0/me/photo/$value')).toMatchObject({
			status: 404,
			code: 'ErrorNonExistentMailbox',
		});
	});
});

describe('headers and bodies', () => {
	it('sends the headers that support asks for and echoes the client-request-id', async () => {
		const { headers } = await graph.send('/v1.0/me', { headers: { 'client-request-id': 'my-id' } });
		expect(headers).toMatchObject({
			'client-request-id': 'my-id',
			'odata-version': '4.0',
			'cache-control': 'private',
			date: 'Sat, 21 Nov 2026 09:00:00 GMT',
			'content-type':
				'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
		});
		expect(headers['request-id']).toMatch(/^[0-9a-f-]{36}$/);
		expect(headers['strict-transport-security']).toBeDefined();
		expect(JSON.parse(String(headers['x-ms-ags-diagnostic'])).ServerInfo).toBeDefined();
	});

	it('puts the ids into the error body', async () => {
		const reply = await graph.send('/v1.0/nowhere', { headers: { 'client-request-id': 'my-id' } });
		expect(JSON.parse(reply.text).error.innerError).toEqual({
			date: '2026-11-21T09:00:00',
			'request-id': reply.headers['request-id'],
			'client-request-id': 'my-id',
		});
	});

	it('compresses large bodies for clients that can read them, and only for these', async () => {
		const plain = await graph.send('/v1.0/me/messages');
		expect(plain.headers['content-encoding']).toBeUndefined();
		const packed = await graph.send('/v1.0/me/messages', { headers: { 'accept-encoding': 'br, gzip;q=0.5' } });
		expect(packed.headers['content-encoding']).toBe('gzip');
		expect(gunzipSync(packed.bytes)).toEqual(plain.bytes);
		const refused = await graph.send('/v1.0/me/messages', { headers: { 'accept-encoding': 'gzip;q=0' } });
		expect(refused.headers['content-encoding']).toBeUndefined();
		const small = await graph.send('/v1.0/me', { headers: { 'accept-encoding': 'gzip' } });
		expect(small.headers['content-encoding']).toBeUndefined();
	});
});

describe('paths and methods', () => {
	it('names the segment that Graph does not have', async () => {
		expect(await graph.refusal('/v1.0/me/massages')).toEqual({
			status: 400,
			code: 'BadRequest',
			message: "Resource not found for the segment 'massages'.",
		});
		expect(await graph.refusal('/v2.0/me')).toMatchObject({ status: 400, code: 'BadRequest' });
		expect(await graph.refusal('/v1.0/me/%E0%A4%A')).toMatchObject({ status: 400, code: 'BadRequest' });
	});

	it('says 501 for what Graph has and the sandbox has not', async () => {
		expect(await graph.refusal('/v1.0/me/memberOf')).toEqual({
			status: 501,
			code: 'NotImplemented',
			message: 'The sandbox does not implement GET /me/memberOf.',
		});
		for (const [method, path] of [
			['GET', '/v1.0/groups'],
			['GET', '/v1.0/users/AdeleV@contoso.com/events'],
			['POST', '/v1.0/me/sendMail'],
			['POST', '/v1.0/me/messages'],
			['DELETE', '/v1.0/me/messages/AAMk'],
			['GET', '/v1.0/me/messages/AAMk/extensions'],
			['GET', '/v1.0/me/mailFolders/inbox/messages/delta'],
			['POST', '/v1.0/$batch'],
			['GET', '/beta/me'],
		] as const) {
			expect([path, (await graph.refusal(path, { method })).status]).toEqual([path, 501]);
		}
	});

	it('says 405 and the allowed methods for a method that Graph does not take', async () => {
		const reply = await graph.send('/v1.0/me', { method: 'DELETE' });
		expect(reply.status).toBe(405);
		expect(reply.headers.allow).toBe('GET, PATCH');
		expect(JSON.parse(reply.text).error).toMatchObject({
			code: 'Request_BadRequest',
			message: 'Specified HTTP method is not allowed for the request target.',
		});
	});

	it('reads a key in parentheses like a segment', async () => {
		expect((await graph.read("/v1.0/me/mailFolders('inbox')")).displayName).toBe('Inbox');
	});
});

describe('armed faults', () => {
	it('answers once with the armed status, headers and the usual body of that status', async () => {
		graph.fault = { status: 429, headers: { 'Retry-After': '2.128' } };
		const reply = await graph.send('/v1.0/me');
		expect([reply.status, reply.headers['retry-after']]).toEqual([429, '2.128']);
		expect(JSON.parse(reply.text).error).toMatchObject({
			code: 'TooManyRequests',
			innerError: { code: '429', status: '429' },
		});
		expect((await graph.send('/v1.0/me')).status).toBe(200);
	});

	it('sends an armed body as it is', async () => {
		graph.fault = { status: 502, body: { contentType: 'text/html', text: '<h1>Bad Gateway</h1>' } };
		const reply = await graph.send('/v1.0/me');
		expect([reply.status, reply.headers['content-type'], reply.text]).toEqual([
			502,
			'text/html',
			'<h1>Bad Gateway</h1>',
		]);
	});

	it('cuts the connection in the middle of the body', async () => {
		graph.fault = { status: 200, truncateAfter: 25 };
		await expect(graph.send('/v1.0/me')).rejects.toMatchObject({
			message: 'aborted',
			received: expect.stringMatching(/^\{"@odata.context":"http:\/$/),
		});
		graph.fault = { status: 200, truncateAfter: 0 };
		await expect(graph.send('/v1.0/me')).rejects.toThrow(/aborted|hang up|ECONNRESET/);
	});

	it('waits as long as armed', async () => {
		graph.fault = { status: 200, delayMs: 120 };
		const started = performance.now();
		expect((await graph.send('/v1.0/me')).status).toBe(200);
		expect(performance.now() - started).toBeGreaterThanOrEqual(110);
	});
});
