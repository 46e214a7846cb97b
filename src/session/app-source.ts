/** Where an app's credential comes from: the account and the token store, or the environment. */
import { resolve } from 'node:path';
import type { Account, AppFlow } from '../cache/account.js';
import { looksLikeSecret } from '../config/secret-shape.js';
import { GraphctlError } from '../errors.js';
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
	/** Environment variable that decided, where the environment gives the credential and nothing is stored. */
	readonly variable?: string | undefined;
}

/** A credential that variables give, with the name of the one that decided. */
export interface EnvironmentSource extends AppSource {
	readonly variable: string;
}

const secretVariables = ['GRAPHCTL_CLIENT_SECRET', 'AZURE_CLIENT_SECRET'] as const;
const certificateVariables = ['GRAPHCTL_CLIENT_CERTIFICATE', 'AZURE_CLIENT_CERTIFICATE_PATH'] as const;
const passwordVariables = ['GRAPHCTL_CLIENT_CERTIFICATE_PASSWORD', 'AZURE_CLIENT_CERTIFICATE_PASSWORD'] as const;
/** Says which identity of the machine; the other name is the selector that Azure's own libraries read. */
const managedVariables = ['GRAPHCTL_MANAGED_IDENTITY', 'AZURE_TOKEN_CREDENTIALS'] as const;
const federatedVariables = ['GRAPHCTL_FEDERATED_TOKEN_FILE', 'AZURE_FEDERATED_TOKEN_FILE'] as const;

/**
 * The client secret without the blanks that pasting leaves around it; Entra's have none inside.
 * @param place where it came from, for the message
 * @throws GraphctlError `usage.secret`
 */
export function bareSecret(text: string, place: string): string {
	const secret = text.trim();
	if (!/\s/.test(secret)) return secret;
	throw new GraphctlError({
		code: 'usage.secret',
		message: `What ${place} gives as client secret has a blank or a line break inside, which no secret of Entra has.`,
		hint: 'Copy the value of the secret alone, not its id or description.',
	});
}

/**
 * The app credential of the environment: graphctl's own variables before Azure's; then managed identity, secret, certificate, federated
 * token. @throws GraphctlError `config.value` for a managed identity that is none, `usage.secret`
 */
export function environmentSource(env: Runtime['env']): EnvironmentSource | undefined {
	for (const index of [0, 1] as const) {
		const [secretName, certificateName] = [secretVariables[index], certificateVariables[index]];
		const [federatedName, managedName] = [federatedVariables[index], managedVariables[index]];
		// `AZURE_TOKEN_CREDENTIALS` has other values, which mean nothing here, and picks one of several credentials.
		if (index === 0 ? env[managedName] : /^\s*ManagedIdentityCredential\s*$/i.test(env[managedName] ?? ''))
			return { flow: 'managed-identity', managedIdentityId: managedIdentityId(env), variable: managedName };
		const [secret, certificate, federated] = [env[secretName], env[certificateName], env[federatedName]];
		if (secret?.trim()) return { flow: 'client-secret', secret: bareSecret(secret, secretName), variable: secretName };
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

/**
 * Client id of the user-assigned identity that the environment means; undefined for the system-assigned one. `GRAPHCTL_CLIENT_ID` and
 * the config file name people's app and have no part in this.
 * @throws GraphctlError `config.value`
 */
export function managedIdentityId(env: Runtime['env']): string | undefined {
	const name = env[managedVariables[0]] ? managedVariables[0] : 'AZURE_CLIENT_ID';
	const id = env[name]?.trim();
	if (!id || (name === managedVariables[0] && id.toLowerCase() === 'system')) return undefined;
	if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id)) return id;
	throw new GraphctlError({
		code: 'config.value',
		message: `${name}: ${looksLikeSecret(id) ? 'The value' : `"${id}"`} is not the client id of a managed identity, which looks like 00000000-0000-0000-0000-000000000000.`,
		hint: 'GRAPHCTL_MANAGED_IDENTITY takes the client id of a user-assigned identity, or system for the system-assigned one.',
	});
}

const variables = {
	secret: secretVariables,
	certificate: certificateVariables,
	password: passwordVariables,
	federated: federatedVariables,
};

/** Name of the variable that makes commands go on as an app where nobody is signed in. */
export function appVariable(env: Runtime['env']): string | undefined {
	try {
		return environmentSource(env)?.variable;
	} catch (error) {
		// What is misspelt is no app.
		if (error instanceof GraphctlError) return undefined;
		throw error;
	}
}

/** One part of a credential, from graphctl's own variable or else Azure's. @throws GraphctlError `usage.secret` */
export function environmentValue(env: Runtime['env'], part: keyof typeof variables): string | undefined {
	const name = variables[part].find((one) => (part === 'secret' ? env[one]?.trim() : env[one]));
	const value = name === undefined ? undefined : env[name];
	return part === 'secret' && name !== undefined && value !== undefined ? bareSecret(value, name) : value;
}

/** What the account itself says; its secret is in the token store. */
export function sourceOfAccount(account: Account, flow: AppFlow, secret: string | undefined): AppSource {
	const { certificateFile, federatedTokenFile, managedIdentityId } = account;
	return { flow, secret, certificateFile, federatedTokenFile, managedIdentityId };
}
