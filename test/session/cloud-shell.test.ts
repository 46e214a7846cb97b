/** Azure Cloud Shell, which answers like a managed identity and gives the tokens of the person who opened it. */
import { expect, it } from 'vitest';
import { createHttp } from '../../src/node/http.js';
import { createAppTokens } from '../../src/session/app-tokens.js';
import { givesToken, serveIdentity } from '../helpers/identity-server.js';
import { createTestRuntime } from '../helpers/test-runtime.js';

const identity = serveIdentity((origin) => ({ MSI_ENDPOINT: `${origin}/oauth2/token` }));

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const tokenWith = (claims: object): string => `${encode({ alg: 'RS256' })}.${encode(claims)}.sig`;

function acquire(managedIdentityId?: string) {
	const cloud = {
		name: 'global',
		authority: 'https://login.microsoftonline.com',
		graph: 'https://graph.microsoft.com',
	};
	const { runtime } = createTestRuntime({ http: createHttp({ env: {}, version: '0' }) });
	const tokens = createAppTokens(runtime, {
		target: { cloud, clientId: '', authority: cloud.authority, tenant: undefined },
		...{
			flow: 'managed-identity',
			source: async () => ({ flow: 'managed-identity', managedIdentityId }),
			store: undefined,
		},
		...{ onCorrupt: () => {}, loginLine: () => 'graphctl login', note: () => {} },
	});
	return tokens('https://graph.microsoft.com/.default');
}

// First: MSAL settles what place this is once in a process, and refuses only then.
it('is not asked for an identity of its own', async () => {
	await expect(acquire('11111111-2222-4333-8444-555555555555')).rejects.toThrow('those of a person');
	expect(identity.asked).toEqual([]);
});

it.each([[{ scp: 'User.Read' }], [{ idtyp: 'user' }]])("is not taken for a machine's identity: %j", async (claims) => {
	identity.answer = givesToken(tokenWith({ tid: 't', appid: 'a', ...claims }));
	await expect(acquire()).rejects.toMatchObject({
		code: 'config.managed-identity',
		message: expect.stringContaining('those of a person'),
		hint: expect.stringContaining('graphctl login --device-code'),
	});
	expect(identity.asked).toMatchObject([{ method: 'POST', headers: { metadata: 'true' } }]);
});

it('would be, with the token of an app', async () => {
	identity.answer = givesToken(tokenWith({ tid: 't', appid: 'a', idtyp: 'app' }));
	await expect(acquire()).resolves.toMatchObject({ fromCache: false });
});
