/** `graphctl login --flow managed-identity` where somebody else answers. */
import { expect, it } from 'vitest';
import { createCliUser } from '../helpers/cli-user.js';
import { appService, givesToken, serveIdentity } from '../helpers/identity-server.js';
import { startTestSandbox } from '../helpers/sandbox.js';

const identity = serveIdentity(appService);

const id = '9a4c1e67-2f80-4b3d-a5d9-e7316b0c8f24';
const jwt = (claims: object): string => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

it.each([
	['is opaque', 'opaque'],
	['names no app', jwt({ tid: id })],
	['names a tenant that is an address elsewhere', jwt({ appid: id, tid: '//evil.example/x' })],
])('a token that %s makes no account', async (_what, token) => {
	identity.answer = givesToken(token);
	const user = await createCliUser(await startTestSandbox());
	const { code, stderr } = await user.run('login', '--flow', 'managed-identity');
	expect(stderr).toContain('a token that does not say whose it is');
	expect(code).toBe(10);
	expect(await user.read('accounts', 'list')).toEqual([]);
});
