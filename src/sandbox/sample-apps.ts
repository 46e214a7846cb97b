/** The apps that are registered in the sandbox's tenant. */

/** An app registration of the platform "Mobile and desktop applications" with the redirect URI `http://localhost`. */
export interface SampleApp {
	readonly clientId: string;
	/** What people read on the consent page. */
	readonly name: string;
	/** "Allow public client flows" of the registration. */
	readonly publicFlows: boolean;
	/** Permissions of the registration: what `.default` asks for. */
	readonly permissions: readonly string[];
}

/** The app that graphctl signs in with. */
export const sampleApp: SampleApp = {
	clientId: '1f8a3b52-6c1d-4f0e-9a77-5b0c2e94d610',
	name: 'graphctl',
	publicFlows: true,
	permissions: ['User.Read', 'Mail.Read'],
};

/** An app whose registration does not allow public client flows: signing in ends in AADSTS7000218. */
export const closedApp: SampleApp = {
	clientId: '7c2d9e14-03b8-4d65-8f1a-c4e6a0b7f392',
	name: 'Contoso Intranet',
	publicFlows: false,
	permissions: ['User.Read'],
};

/** The app with this client id (GUIDs compare without case), or undefined. */
export function findApp(clientId: string | null | undefined): SampleApp | undefined {
	return [sampleApp, closedApp].find((app) => app.clientId === clientId?.toLowerCase());
}

/**
 * Whether a redirect URI matches the registered `http://localhost`. The port is free, no path or `/`, nothing else.
 * The comparison knows case, as Entra's does.
 */
export function isRegisteredRedirect(uri: string | null | undefined): boolean {
	const match = /^http:\/\/localhost(?::(\d{1,5}))?\/?$/.exec(uri ?? '');
	return match !== null && Number(match[1] ?? 80) <= 65_535;
}
