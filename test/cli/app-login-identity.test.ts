/** `graphctl login --flow managed-identity` where somebody else answers. One server serves all: MSAL keeps the first place it finds. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCliUser } from '../helpers/cli-user.js';
import { startTestSandbox } from '../helpers/sandbox.js';

let token = '';
const server = createServer((_request, response) => {
	const body = { access_token: token, expires_on: '4102444800', resource: 'r', token_type: 'Bearer' };
	response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});
const before = { ...process.env };
beforeAll(async () => {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('No port.');
	process.env['IDENTITY_ENDPOINT'] = `http://127.0.0.1:${address.port}/msi/token`;
	process.env['IDENTITY_HEADER'] = 'the-header';
});
afterAll(() => {
	process.env = before;
	server.close();
});

const id = '9a4c1e67-2f80-4b3d-a5d9-e7316b0c8f24';
const jwt = (claims: object): string => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

it.each([
	['is opaque', 'opaque'],
	['names no app', jwt({ tid: id })],
	['names a tenant that is an address elsewhere', jwt({ appid: id, tid: '//evil.example/x' })],
])('a token that %s makes no account', async (_what, answer) => {
	token = answer;
	const user = await createCliUser(await startTestSandbox());
	const { code, stderr } = await user.run('login', '--flow', 'managed-identity');
	expect(stderr).toContain('a token that does not say whose it is');
	expect(code).toBe(10);
	expect(await user.read('accounts', 'list')).toEqual([]);
});
