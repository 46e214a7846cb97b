/** Control commands about apps: what an administrator would change in their registrations. */
import { type ControlAnswer, checked, type Fields, type RunCommand } from './control-fields.js';
import { appRolePermissions } from './permission-catalogue.js';
import { findApp, type SampleApp } from './sample-apps.js';

/** Command names and what they do; `clientId` says which app is meant. */
export const appCommands: Readonly<Record<string, RunCommand>> = {
	'grant-role': checked({ clientId: 'string', role: 'string' }, ({ realm }, read) =>
		forApp(read, ({ clientId }) => {
			const role = read.text('role') ?? '';
			if (!appRolePermissions.some(({ name }) => name === role)) return `There is no application permission "${role}".`;
			realm.registrations.grantRoles(clientId, [role]);
			return undefined;
		}),
	),
	'revoke-role': checked({ clientId: 'string', role: 'string' }, ({ realm }, read) =>
		forApp(read, ({ clientId }) => realm.registrations.revokeRole(clientId, read.text('role'))),
	),
	'expire-secret': checked({ clientId: 'string' }, ({ realm }, read) =>
		forApp(read, ({ clientId }) => realm.registrations.expireSecret(clientId)),
	),
	'revoke-federation': checked({ clientId: 'string' }, ({ realm }, read) =>
		forApp(read, ({ clientId }) => realm.registrations.revokeFederation(clientId)),
	),
};

function forApp(read: Fields, act: (app: SampleApp) => ControlAnswer | void): ControlAnswer {
	const clientId = read.text('clientId');
	const app = findApp(clientId);
	return app === undefined ? `There is no app "${clientId ?? ''}".` : (act(app) ?? undefined);
}
