import { describe, expect, it } from 'vitest';
import { getMe, getPhoto } from '../../src/graph/me.js';
import { errorBody, prepareGraph } from './graph-test-setup.js';

const { graph, failure } = prepareGraph();

describe('the profile', () => {
	it('takes one request and keeps what Graph said, unknown properties included', async () => {
		const { client, seen } = await graph([{ body: { id: '1', displayName: 'Adele', novelty: { a: 1 } } }]);
		expect(await getMe(client)).toEqual({ id: '1', displayName: 'Adele', novelty: { a: 1 } });
		expect(seen.map(({ url }) => url)).toEqual(['/v1.0/me']);
	});

	it('can be asked for by property', async () => {
		const { client, seen } = await graph([{ body: { id: '1' } }]);
		await getMe(client, ['id', 'department']);
		expect(seen[0]?.url).toBe('/v1.0/me?$select=id%2Cdepartment');
	});
});

describe('the photo', () => {
	it('arrives byte for byte', async () => {
		const bytes = Buffer.from([0xff, 0xd8, 0xff, 0x00, 0x80]);
		const { client, seen } = await graph([(_request, response) => void response.end(bytes)]);
		expect(Buffer.from((await getPhoto(client)) ?? [])).toEqual(bytes);
		expect(seen[0]?.url).toBe('/v1.0/me/photo/$value');
	});

	it.each(['ErrorItemNotFound', 'ImageNotFound', 'ErrorNonExistentMailbox'])('may be missing (%s)', async (code) => {
		const { client } = await graph([{ status: 404, body: errorBody(code) }]);
		expect(await getPhoto(client)).toBeUndefined();
	});

	it('that is not allowed is not taken for missing', async () => {
		const { client } = await graph([{ status: 403, body: errorBody('ErrorAccessDenied') }]);
		expect((await failure(getPhoto(client))).code).toBe('permission.denied');
	});
});
