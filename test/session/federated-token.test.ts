/** The file of a federated token, in a command that goes on while it is renewed. */
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createHttp } from '../../src/node/http.js';
import { createAppTokens } from '../../src/session/app-tokens.js';
import { countTokenRequests, startTestSandbox } from '../helpers/sandbox.js';
import { makeTempFolder } from '../helpers/temp-folder.js';
import { createTestRuntime } from '../helpers/test-runtime.js';

it('is read anew for each assertion', async () => {
	const sandbox = await startTestSandbox();
	const { clientId, federatedTokenFile } = sandbox.apps.daemon;
	const file = join(await makeTempFolder(), 'token.jwt');
	await copyFile(federatedTokenFile, file);
	const { runtime } = createTestRuntime({ http: createHttp({ env: {}, version: '0' }) });
	const { caFile, company, graphOrigin, loginOrigin } = sandbox;
	const cloud = { name: 'sandbox', authority: loginOrigin, graph: graphOrigin, caFile };
	const tokens = createAppTokens(runtime, {
		target: { cloud, clientId, authority: `${loginOrigin}/${company.tenantId}`, tenant: undefined },
		...{ flow: 'federated-token', source: async () => ({ flow: 'federated-token', federatedTokenFile: file }) },
		...{ store: undefined, onCorrupt: () => {}, loginLine: () => 'graphctl login', note: () => {} },
	});
	const ask = () => tokens(`${graphOrigin}/.default`, { forceRefresh: true });
	await ask();
	const before = countTokenRequests(sandbox);
	await rm(file);
	await expect(ask()).rejects.toMatchObject({ code: 'config.federated-token' });
	expect(countTokenRequests(sandbox)).toBe(before);
	await copyFile(federatedTokenFile, file);
	await expect(ask()).resolves.toMatchObject({ fromCache: false });
	runtime.http.close();
});
