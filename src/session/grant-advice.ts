/** How an administrator gives an app, which nobody can ask for consent, a permission that Graph missed. */
import { type Account, appFlowOf } from '../cache/account.js';

/** An app, with the tenant it signed in to. */
type App = Pick<Account, 'authority' | 'clientId' | 'flow' | 'tenantId'>;

/**
 * The advice, one step a line.
 * @param role the permission's name, or undefined when it is not known here
 * @param objectId of the app's service principal, as far as a token has told it
 */
export function grantAdvice(
	app: App,
	graphOrigin: string,
	role: string | undefined,
	objectId: string | undefined,
): string {
	return appFlowOf(app.flow) === 'managed-identity' ? assign(role, objectId) : consent(app, graphOrigin, role);
}

const table = 'https://learn.microsoft.com/graph/permissions-reference';

function consent(app: App, graphOrigin: string, role: string | undefined): string {
	const which = role ?? `the application permission that ${table} names`;
	// A token that the environment gives is made elsewhere.
	const next =
		appFlowOf(app.flow) === undefined
			? 'The next token has it.'
			: 'The next token has it: graphctl token --force-refresh';
	return `Add ${which} under "API permissions" of the app registration; an administrator then consents at:\n${consentUrl(app, graphOrigin)}\n${next}`;
}

/**
 * A managed identity has no registration, so that nobody could consent; the portal has no page for it either
 * (learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-assign-app-role-managed-identity). The platform
 * keeps its tokens for up to 24 hours, whoever asks for a new one.
 */
function assign(role: string | undefined, objectId = 'OBJECT-ID'): string {
	const which = role === undefined ? `the application permission that ${table} names` : `the app role ${role}`;
	const graph = `(Get-MgServicePrincipal -Filter "appId eq '00000003-0000-0000-c000-000000000000'")`;
	const roleId = `($graph.AppRoles | Where-Object Value -eq ${role ?? 'NAME'}).Id`;
	return `An administrator assigns ${which} to the managed identity, in Microsoft Graph PowerShell:\n$graph = ${graph}; New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId ${objectId} -PrincipalId ${objectId} -ResourceId $graph.Id -AppRoleId ${roleId}\nAzure goes on giving tokens without it for up to 24 hours.`;
}

/** Where an administrator gives the app what it is registered to need (learn.microsoft.com/entra/identity-platform/v2-admin-consent). */
export function consentUrl({ authority, clientId, tenantId }: Omit<App, 'flow'>, graphOrigin: string): string {
	const { origin, pathname } = new URL(authority);
	const tenant = pathname.split('/')[1] || tenantId || 'organizations';
	const url = new URL(`${origin}/${tenant}/v2.0/adminconsent`);
	url.searchParams.set('client_id', clientId);
	url.searchParams.set('scope', `${graphOrigin}/.default`);
	url.searchParams.set('redirect_uri', 'http://localhost');
	return url.href;
}
