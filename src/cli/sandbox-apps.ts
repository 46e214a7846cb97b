/** The sandbox's sample apps as `sandbox start` prints them. */
import { dirname } from 'node:path';
import type { Sandbox } from '../sandbox/types.js';

const labelWidth = 15;

/** Lines of at most 80 columns, unless a folder's own name is longer: ids, secrets and files of the apps. */
export function describeApps(
	sandbox: Pick<Sandbox, 'apps' | 'clientId' | 'company' | 'customers' | 'managedIdentity' | 'todoOrigin'>,
): readonly string[] {
	const { apps, clientId, company, customers, managedIdentity, todoOrigin } = sandbox;
	const { daemon, api } = apps;
	const row = (label: string, value: string): string => `  ${label.padEnd(labelWidth)}${value}`;
	const folder = dirname(daemon.certificateFile);
	const file = (path: string): string => path.slice(folder.length + 1);
	return [
		'Sample apps:',
		row('tenant', company.tenantId),
		row('graphctl', clientId),
		row('daemon', daemon.clientId),
		row('  secret', daemon.clientSecret),
		row('  certificate', `${file(daemon.certificateFile)}, ${file(daemon.pfxFile)} (password ${daemon.pfxPassword})`),
		row('  federated', file(daemon.federatedTokenFile)),
		row('to-do API', api.clientId),
		row('  secret', api.clientSecret),
		row('  audience', api.audience),
		row('  address', `${todoOrigin}/todolist`),
		row('customers', customers.clientId),
		row('  authority', customers.authority),
		row('  host', `${customers.host} (through a proxy)`),
		row('  sign-in', 'graphctl login --cloud sandbox \\'),
		`    --authority ${customers.authority} \\`,
		`    --client-id ${customers.clientId}`,
		row('identity', `${apps.managedIdentity.clientId} (user-assigned)`),
		'Their files are in:',
		`  ${folder}`,
		'Managed identities answer a command that has these variables:',
		`  IDENTITY_ENDPOINT=${managedIdentity.endpoint}`,
		`  IDENTITY_HEADER=${managedIdentity.header}`,
	];
}
