/** What Entra keeps of each app: how it proves itself, and which application permissions it was granted. */
import type { KeyObject, X509Certificate } from 'node:crypto';
import { findApp, sampleApps } from './sample-apps.js';

/** A federated credential: whose tokens stand for the app. */
export interface FederatedTrust {
	readonly issuer: string;
	readonly subject: string;
	readonly audience: string;
	/** Key that the issuer signs with. */
	readonly key: KeyObject;
}

/** The ways in which one app can prove itself. */
export interface AppCredentials {
	readonly secret?: string;
	readonly certificate?: X509Certificate;
	readonly federation?: FederatedTrust;
}

/** The credentials and grants of all apps; the control endpoint changes them. */
export interface AppRegistrations {
	credentials(clientId: string): AppCredentials;
	isSecretExpired(clientId: string): boolean;
	/** Makes the secret of an app expired. */
	expireSecret(clientId: string): void;
	/** Takes away the federated credential of an app. */
	revokeFederation(clientId: string): void;
	/** Application permissions of an app that an administrator has granted. */
	roles(clientId: string): readonly string[];
	grantRoles(clientId: string, roles: Iterable<string>): void;
	/** Takes back one application permission, or all. */
	revokeRole(clientId: string, role?: string): void;
}

/** @param credentials by client id; apps without an entry have none */
export function createAppRegistrations(credentials: Readonly<Record<string, AppCredentials>>): AppRegistrations {
	const expired = new Set<string>();
	const untrusted = new Set<string>();
	const granted = new Map(sampleApps.map((app) => [app.clientId, new Set(app.grantedRoles)]));
	const idOf = (clientId: string): string => findApp(clientId)?.clientId ?? clientId;
	return {
		credentials(clientId) {
			const { federation, ...others } = credentials[idOf(clientId)] ?? {};
			return federation === undefined || untrusted.has(idOf(clientId)) ? others : { ...others, federation };
		},
		isSecretExpired: (clientId) => expired.has(idOf(clientId)),
		expireSecret: (clientId) => void expired.add(idOf(clientId)),
		revokeFederation: (clientId) => void untrusted.add(idOf(clientId)),
		roles: (clientId) => [...(granted.get(idOf(clientId)) ?? [])].sort(),
		grantRoles(clientId, roles) {
			for (const role of roles) granted.get(idOf(clientId))?.add(role);
		},
		revokeRole(clientId, role) {
			if (role === undefined) granted.get(idOf(clientId))?.clear();
			else granted.get(idOf(clientId))?.delete(role);
		},
	};
}
