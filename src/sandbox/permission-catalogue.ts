/** The permissions of Graph and of the to-do list that the sandbox knows, in the words its consent pages use. */
import { apiApp, todoAudience } from './sample-apps.js';

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

/** Permissions of the to-do list's API, under their full names. */
export const todoPermissions: readonly Permission[] = [
	{ name: `${todoAudience}/ToDoList.Read`, title: 'Read your to-do list' },
	{ name: `${todoAudience}/ToDoList.ReadWrite`, title: 'Read and change your to-do list' },
];

/** Application permissions: what an app may be granted for itself. */
export const appRolePermissions: readonly Permission[] = [
	{ name: 'User.Read.All', title: "Read all users' full profiles" },
	{ name: 'User.ReadBasic.All', title: "Read all users' basic profiles" },
	{ name: 'Directory.Read.All', title: 'Read directory data' },
	{ name: 'Mail.Read', title: 'Read mail in all mailboxes' },
	{ name: 'Mail.ReadWrite', title: 'Read and write mail in all mailboxes' },
	{ name: `${todoAudience}/ToDoList.Read.All`, title: 'Read the to-do lists of all users' },
];

const byLowerCase = new Map(
	[...oidcPermissions, ...graphPermissions, ...todoPermissions].map((row) => [row.name.toLowerCase(), row]),
);
const oidcNames = new Set(oidcPermissions.map((row) => row.name));

/** The permission of that name, compared without case as Entra does. */
export function findPermission(name: string): Permission | undefined {
	return byLowerCase.get(name.toLowerCase());
}

/** The protected APIs of the sandbox. */
export type ResourceName = 'graph' | 'todo';

/** Which API a permission belongs to; those of the to-do list carry their full name. */
export function resourceOf(permission: string): ResourceName {
	return permission.startsWith(`${todoAudience}/`) ? 'todo' : 'graph';
}

/** What a `scope` parameter asks for. */
export type ScopeRequest =
	| {
			/** `openid`, `profile`, `email`, `offline_access`. */
			readonly oidc: readonly string[];
			/** Permissions: bare names of Graph, full names of the to-do list. */
			readonly names: readonly string[];
			/** `.default` was asked: everything that is registered or granted. */
			readonly isDefault: boolean;
			/** The APIs that were named, in that order. */
			readonly resources: readonly ResourceName[];
	  }
	| { readonly problem: 'unknown-resource' | 'unknown-scope' | 'mixed-default'; readonly value: string };

/**
 * Reads a `scope` parameter. Bare names, names under one of `graphResources` (`https://HOST/User.Read`) and
 * names under Graph's application id all mean the sandbox's Graph; `api://CLIENT-ID/...` means the to-do list.
 */
export function readScopes(text: string, graphResources: readonly string[]): ScopeRequest {
	const names = new Set<string>();
	const resources = new Set<ResourceName>();
	let isDefault = false;
	for (const item of text.split(/\s+/).filter((word) => word !== '')) {
		const slash = item.lastIndexOf('/');
		const prefix = item.slice(0, Math.max(slash, 0)).replace(/\/$/, '');
		const name = item.slice(slash + 1);
		const resource = slash < 0 ? 'graph' : findResource(prefix.toLowerCase(), graphResources);
		if (resource === undefined) return { problem: 'unknown-resource', value: prefix };
		if (name.toLowerCase() === '.default') {
			isDefault = true;
			resources.add(resource);
			continue;
		}
		const permission = findPermission(resource === 'todo' ? `${todoAudience}/${name}` : name);
		if (permission === undefined) return { problem: 'unknown-scope', value: name };
		names.add(permission.name);
		if (!oidcNames.has(permission.name)) resources.add(resource);
	}
	const all = [...names];
	const asked = all.filter((name) => !oidcNames.has(name));
	if (isDefault && asked.length > 0) return { problem: 'mixed-default', value: asked.join(' ') };
	return { oidc: all.filter((name) => oidcNames.has(name)), names: asked, isDefault, resources: [...resources] };
}

function findResource(prefix: string, graphResources: readonly string[]): ResourceName | undefined {
	if ([...graphResources, graphAppId].includes(prefix)) return 'graph';
	return [todoAudience, apiApp.clientId].includes(prefix) ? 'todo' : undefined;
}
