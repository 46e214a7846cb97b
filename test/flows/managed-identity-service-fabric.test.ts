/** Service Fabric's token service, whose certificate only its thumbprint vouches for. */
import { expect, it, vi } from 'vitest';
import { GraphctlError } from '../../src/errors.js';
import { acquireByManagedIdentity } from '../../src/flows/managed-identity.js';
import { identityOptions } from '../helpers/identity-server.js';

it('is not trusted by its thumbprint, and the error says what leads on', async () => {
	vi.stubEnv('IDENTITY_ENDPOINT', 'https://10.0.0.4:2377/metadata/identity/oauth2/token');
	vi.stubEnv('IDENTITY_HEADER', 'the-header');
	vi.stubEnv('IDENTITY_SERVER_THUMBPRINT', 'A0'.repeat(20));
	const http = {
		...identityOptions().http,
		request: async () => {
			throw new GraphctlError({ code: 'network.untrusted-certificate', message: 'It is signed by itself.' });
		},
	};
	const failing = acquireByManagedIdentity({ ...identityOptions(), http });
	await expect(failing).rejects.toMatchObject({
		code: 'network.untrusted-certificate',
		message: expect.stringMatching(/^It is signed by itself\. .*thumbprint/),
		hint: expect.stringContaining('--flow client-certificate'),
	});
	vi.unstubAllEnvs();
});
