/** The delegated permissions of Graph that the sandbox knows, in the words its consent page uses. */

export interface Permission {
	/** Scope name as Graph spells it. */
	readonly name: string;
	/** What the app may do once the person agrees. */
	readonly title: string;
	/** Only an administrator can agree (AADSTS90094 for everybody else). */
	readonly adminOnly?: true;
}

/** Graph's application id, the audience of its access tokens. */
export const graphAppId = '00000003-0000-0000-c000-000000000000';

/** OpenID Connect scopes; they belong to no resource. */
const oidcPermissions: readonly Permission[] = [
	{ name: 'openid', title: 'Sign you in' },
	{ name: 'profile', title: 'View your basic profile' },
	{ name: 'email', title: 'View your email address' },
	{ name: 'offline_access', title: 'Maintain access to data you have given it access to' },
];

/** Permissions of Graph. */
export const graphPermissions: readonly Permission[] = [
	{ name: 'User.Read', title: 'Sign you in and read your profile' },
	{ name: 'User.ReadWrite', title: 'Read and update your profile' },
	{ name: 'User.ReadBasic.All', title: "Read all users' basic profiles" },
	{ name: 'User.Read.All', title: "Read all users' full profiles", adminOnly: true },
	{ name: 'Directory.Read.All', title: 'Read directory data', adminOnly: true },
	{ name: 'People.Read', title: 'Read your relevant people list' },
	{ name: 'Contacts.Read', title: 'Read your contacts' },
	{ name: 'Mail.ReadBasic', title: 'Read your mail, without its text and attachments' },
	{ name: 'Mail.Read', title: 'Read your mail' },
	{ name: 'Mail.ReadWrite', title: 'Read and write access to your mail' },
	{ name: 'Mail.Send', title: 'Send mail as you' },
	{ name: 'Mail.Read.Shared', title: 'Read mail you can access' },
	{ name: 'Mail.ReadWrite.Shared', title: 'Read and write mail you can access' },
	{ name: 'Mail.Send.Shared', title: 'Send mail on behalf of others' },
	{ name: 'MailboxSettings.Read', title: 'Read your mailbox settings' },
	{ name: 'MailboxSettings.ReadWrite', title: 'Read and write to your mailbox settings' },
	{ name: 'Calendars.Read', title: 'Read your calendars' },
	{ name: 'Calendars.ReadWrite', title: 'Have full access to your calendars' },
	{ name: 'Files.Read', title: 'Read your files' },
	{ name: 'Files.ReadWrite', title: 'Have full access to your files' },
	{ name: 'Tasks.Read', title: 'Read your tasks and task lists' },
];

const byLowerCase = new Map([...oidcPermissions, ...graphPermissions].map((row) => [row.name.toLowerCase(), row]));
const oidcNames = new Set(oidcPermissions.map((row) => row.name));

/** The permission of that name, compared without case as Entra does. */
export function findPermission(name: string): Permission | undefined {
	return byLowerCase.get(name.toLowerCase());
}

/** What a `scope` parameter asks for. */
type ScopeRequest =
	| {
			/** `openid`, `profile`, `email`, `offline_access`. */
			readonly oidc: readonly string[];
			/** Permissions of Graph, or undefined when `.default` was asked. */
			readonly graph: readonly string[] | undefined;
	  }
	| { readonly problem: 'unknown-resource' | 'unknown-scope' | 'mixed-default'; readonly value: string };

/**
 * Reads a `scope` parameter. Bare names, names under one of `graphResources` (`https://HOST/User.Read`) and
 * names under Graph's application id all mean the sandbox's Graph.
 */
export function readScopes(text: string, graphResources: readonly string[]): ScopeRequest {
	const names = new Set<string>();
	let isDefault = false;
	for (const item of text.split(/\s+/).filter((word) => word !== '')) {
		const slash = item.lastIndexOf('/');
		const resource = item.slice(0, Math.max(slash, 0)).replace(/\/$/, '');
		const name = item.slice(slash + 1);
		if (slash >= 0 && ![...graphResources, graphAppId].includes(resource.toLowerCase())) {
			return { problem: 'unknown-resource', value: resource };
		}
		if (name.toLowerCase() === '.default') {
			isDefault = true;
			continue;
		}
		const permission = findPermission(name);
		if (permission === undefined) return { problem: 'unknown-scope', value: name };
		names.add(permission.name);
	}
	const all = [...names];
	const graph = all.filter((name) => !oidcNames.has(name));
	if (isDefault && graph.length > 0) return { problem: 'mixed-default', value: graph.join(' ') };
	return { oidc: all.filter((name) => oidcNames.has(name)), graph: isDefault ? undefined : graph };
}
