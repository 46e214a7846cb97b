import { expect, test } from 'vitest';
import { describeApps } from '../../src/cli/sandbox-apps.js';
import { startTestSandbox } from '../helpers/sandbox.js';

test('a sandbox prints every id and credential of its apps in 80 columns', async () => {
	const sandbox = await startTestSandbox();
	const lines = describeApps(sandbox);
	expect(lines.filter((line) => line.length > 80)).toEqual([]);
	const { authority, clientId } = sandbox.customers;
	// A shell reads the parts as one line.
	expect(lines.join('\n').replace(/ \\\n\s+/g, ' ')).toContain(
		`graphctl login --cloud sandbox --authority ${authority} --client-id ${clientId}\n`,
	);
	const { daemon, api, managedIdentity } = sandbox.apps;
	// The form that Entra's have.
	for (const { clientSecret } of [daemon, api]) expect(clientSecret).toMatch(/^[\w~.-]{3}8Q~[\w~.-]{34}$/);
	for (const shown of [
		...[sandbox.clientId, sandbox.company.tenantId, sandbox.todoOrigin],
		...[
			daemon.clientId,
			daemon.clientSecret,
			daemon.pfxPassword,
			'daemon.pem',
			'daemon.pfx',
			'daemon-federated-token.jwt',
		],
		...[api.clientId, api.clientSecret, api.audience, managedIdentity.clientId],
		...[sandbox.customers.clientId, sandbox.customers.authority, sandbox.customers.host],
		...[sandbox.managedIdentity.endpoint, sandbox.managedIdentity.header],
	])
		expect(lines.join('\n')).toContain(shown);
});
