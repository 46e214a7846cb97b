/** Where an app's credential comes from: the account and the token store, or the environment. */
import { resolve } from 'node:path';
import type { Account, AppFlow } from '../cache/account.js';
import type { Runtime } from '../runtime.js';

/** What an app needs to prove who it is. */
export interface AppSource {
	readonly flow: AppFlow;
	/** The client secret, or the password of the certificate file. */
	readonly secret?: string | undefined;
	/** Absolute path. */
	readonly certificateFile?: string | undefined;
	/** Absolute path. */
	readonly federatedTokenFile?: string | undefined;
	/** Client id of a user-assigned managed identity. */
	readonly managedIdentityId?: string | undefined;
}

/** A credential that variables give, with the name of the one that decided. */
export interface EnvironmentSource extends AppSource {
	readonly variable: string;
}

const secretVariables = ['GRAPHCTL_CLIENT_SECRET', 'AZURE_CLIENT_SECRET'] as const;
const certificateVariables = ['GRAPHCTL_CLIENT_CERTIFICATE', 'AZURE_CLIENT_CERTIFICATE_PATH'] as const;
const passwordVariables = ['GRAPHCTL_CLIENT_CERTIFICATE_PASSWORD', 'AZURE_CLIENT_CERTIFICATE_PASSWORD'] as const;
const federatedVariables = ['GRAPHCTL_FEDERATED_TOKEN_FILE', 'AZURE_FEDERATED_TOKEN_FILE'] as const;

/** The app credential of the environment: graphctl's own variables before Azure's; then secret, certificate, federated token. */
export function environmentSource(env: Runtime['env']): EnvironmentSource | undefined {
	for (const index of [0, 1] as const) {
		const [secretName, certificateName] = [secretVariables[index], certificateVariables[index]];
		const federatedName = federatedVariables[index];
		const [secret, certificate, federated] = [env[secretName], env[certificateName], env[federatedName]];
		if (secret) return { flow: 'client-secret', secret, variable: secretName };
		if (certificate) {
			const password = environmentValue(env, 'password');
			return {
				flow: 'client-certificate',
				certificateFile: resolve(certificate),
				secret: password,
				variable: certificateName,
			};
		}
		if (federated) return { flow: 'federated-token', federatedTokenFile: resolve(federated), variable: federatedName };
	}
	return undefined;
}

const variables = {
	secret: secretVariables,
	certificate: certificateVariables,
	password: passwordVariables,
	federated: federatedVariables,
};

/** One part of a credential, from graphctl's own variable or else Azure's. */
export function environmentValue(env: Runtime['env'], part: keyof typeof variables): string | undefined {
	return variables[part].map((name) => env[name]).find((value) => value !== undefined && value !== '');
}

/** What the account itself says; its secret is in the token store. */
export function sourceOfAccount(account: Account, flow: AppFlow, secret: string | undefined): AppSource {
	const { certificateFile, federatedTokenFile, managedIdentityId } = account;
	return { flow, secret, certificateFile, federatedTokenFile, managedIdentityId };
}
