/** The apps that are registered in the sandbox's tenant. */

/** An app registration, or the identity of a resource that Azure would manage. */
export interface SampleApp {
	readonly clientId: string;
	/** What people read on the consent page. */
	readonly name: string;
	/** Platform "Mobile and desktop applications" with the redirect URI `http://localhost`. */
	readonly desktop: boolean;
	/** "Allow public client flows" of the registration; without it the app proves itself by a secret or a certificate. */
	readonly publicFlows: boolean;
	/** Delegated permissions of the registration: what `.default` asks of a person. */
	readonly permissions: readonly string[];
	/** Application permissions of the registration: what admin consent grants. */
	readonly appRoles: readonly string[];
	/** Those of them that an administrator has granted already. */
	readonly grantedRoles: readonly string[];
}

/** The to-do list's API; it may read the profile of whoever calls it. */
export const apiApp: SampleApp = {
	clientId: 'c3f6a9d2-7b15-4e80-9d4c-08a1b5e2f763',
	name: 'Contoso To-do API',
	desktop: false,
	publicFlows: false,
	permissions: ['User.Read'],
	appRoles: [],
	grantedRoles: [],
};

/** Identifier of the to-do list's API, the audience of its tokens. */
export const todoAudience = `api://${apiApp.clientId}`;

const todoPermissions = [`${todoAudience}/ToDoList.Read`, `${todoAudience}/ToDoList.ReadWrite`];

/** The app that graphctl signs in with. */
export const sampleApp: SampleApp = {
	clientId: '1f8a3b52-6c1d-4f0e-9a77-5b0c2e94d610',
	name: 'graphctl',
	desktop: true,
	publicFlows: true,
	permissions: ['User.Read', 'Mail.Read', ...todoPermissions],
	appRoles: [],
	grantedRoles: [],
};

/** An app whose registration does not allow public client flows: signing in ends in AADSTS7000218. */
export const closedApp: SampleApp = {
	clientId: '7c2d9e14-03b8-4d65-8f1a-c4e6a0b7f392',
	name: 'Contoso Intranet',
	desktop: true,
	publicFlows: false,
	permissions: ['User.Read'],
	appRoles: [],
	grantedRoles: [],
};

/** An app that runs without people; reading mail still waits for an administrator's consent. */
export const daemonApp: SampleApp = {
	clientId: '5e0b7d3a-91c4-4a28-b6f3-2d8c6e1f7049',
	name: 'Contoso Reports',
	desktop: false,
	publicFlows: false,
	permissions: [],
	appRoles: ['User.Read.All', 'Mail.Read'],
	grantedRoles: ['User.Read.All'],
};

/** The identity that a virtual machine or an app of Azure has of itself. */
export const systemIdentity: SampleApp = {
	clientId: '9a4c1e67-2f80-4b3d-a5d9-e7316b0c8f24',
	name: 'contoso-web (system-assigned)',
	desktop: false,
	publicFlows: false,
	permissions: [],
	appRoles: ['User.Read.All'],
	grantedRoles: ['User.Read.All'],
};

/** An identity that was made on its own and then assigned. */
export const userIdentity: SampleApp = {
	clientId: 'e2b85f10-6d9c-4713-8ae4-3f50c7d19b68',
	name: 'contoso-reports-identity',
	desktop: false,
	publicFlows: false,
	permissions: [],
	appRoles: ['User.Read.All'],
	grantedRoles: ['User.Read.All'],
};

/** The app of the company's customers; it lives in their tenant. */
export const customersApp: SampleApp = {
	clientId: '84d0f6b3-5a2e-4c91-b7d8-1e9c3a60f527',
	name: 'Contoso Shop',
	desktop: true,
	publicFlows: true,
	permissions: ['User.Read', ...todoPermissions],
	appRoles: [],
	grantedRoles: [],
};

/** Everything that is registered in either tenant. */
export const sampleApps: readonly SampleApp[] = [
	customersApp,
	sampleApp,
	closedApp,
	daemonApp,
	apiApp,
	systemIdentity,
	userIdentity,
];

/** The app with this client id (GUIDs compare without case), or undefined. */
export function findApp(clientId: string | null | undefined): SampleApp | undefined {
	return sampleApps.find((app) => app.clientId === clientId?.toLowerCase());
}

/**
 * Whether a redirect URI matches the registered `http://localhost`. The port is free, no path or `/`, nothing else.
 * The comparison knows case, as Entra's does.
 */
export function isRegisteredRedirect(uri: string | null | undefined): boolean {
	const match = /^http:\/\/localhost(?::(\d{1,5}))?\/?$/.exec(uri ?? '');
	return match !== null && Number(match[1] ?? 80) <= 65_535;
}
