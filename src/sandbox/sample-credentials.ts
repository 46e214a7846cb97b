/** Secrets, certificates and tokens of the sample apps, and the files that hold them for as long as the sandbox runs. */
import { createPublicKey, generateKeyPair, type KeyObject, X509Certificate } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { AppCredentials } from './app-registrations.js';
import { issueAppCertificate } from './certificates.js';
import { signToken } from './json-web-token.js';
import { createPkcs12 } from './pkcs12.js';
import { apiApp, daemonApp, todoAudience } from './sample-apps.js';
import type { Sandbox } from './types.js';

/** The build service whose tokens stand for the daemon; the name is reserved for examples (RFC 2606). */
const federation = {
	issuer: 'https://ci.contoso.example',
	subject: 'repo:contoso/reports:ref:refs/heads/main',
	audience: 'api://AzureADTokenExchange',
} as const;

/** Seconds for which the token of the build service holds: as long as the certificates do. */
const federatedLifetime = 90 * 86_400;

/** Keys that apps sign with. */
export interface SampleKeys {
	readonly daemon: KeyObject;
	/** The build service's. */
	readonly issuer: KeyObject;
}

let keys: Promise<SampleKeys> | undefined;

/** Makes the keys, once in a process: nothing depends on their being different in its second sandbox, and RSA is slow. */
export function createSampleKeys(): Promise<SampleKeys> {
	const make = async (): Promise<KeyObject> =>
		(await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })).privateKey;
	keys ??= Promise.all([make(), make()]).then(([daemon, issuer]) => ({ daemon, issuer }));
	return keys;
}

/** Credentials of the sample apps: what the platform compares with, and what the sandbox tells its user. */
export interface SampleCredentials {
	/** By client id. */
	readonly registered: Readonly<Record<string, AppCredentials>>;
	readonly apps: Omit<Sandbox['apps'], 'managedIdentity'>;
}

/**
 * Makes the credentials and writes their files, readable to this user alone, into `folder`.
 * @param now milliseconds since the epoch
 */
export async function createSampleCredentials(
	folder: string,
	{ daemon, issuer }: SampleKeys,
	now: number,
	randomBytes: (count: number) => Uint8Array,
): Promise<SampleCredentials> {
	const secret = (size: number): string => Buffer.from(randomBytes(size)).toString('base64url');
	// The form of those that Entra makes: 40 characters, of which the fourth to sixth are always like these.
	const clientSecret = (): string => secret(28).replace(/^(.{3})(.{34}).*$/, (_, head, rest) => `${head}8Q~${rest}`);
	const [daemonSecret, apiSecret, pfxPassword] = [clientSecret(), clientSecret(), secret(12)];
	const pem = issueAppCertificate(daemonApp.name, daemon, now, randomBytes);
	const certificate = new X509Certificate(pem);
	const pfx = createPkcs12(
		{ key: daemon.export({ type: 'pkcs8', format: 'der' }), certificate: certificate.raw },
		pfxPassword,
		randomBytes,
	);
	const { audience: aud, issuer: iss, subject: sub } = federation;
	const seconds = Math.floor(now / 1000);
	const token = signToken({ iss, sub, aud, iat: seconds, nbf: seconds, exp: seconds + federatedLifetime }, issuer);
	const write = async (name: string, content: string | Uint8Array): Promise<string> => {
		const file = join(folder, name);
		await writeFile(file, content, { mode: 0o600 });
		// The mode counts only for new files.
		await chmod(file, 0o600);
		return file;
	};
	const key = daemon.export({ type: 'pkcs8', format: 'pem' }).toString();
	const [certificateFile, pfxFile, federatedTokenFile] = await Promise.all([
		write('daemon.pem', `${key}${pem}`),
		write('daemon.pfx', pfx),
		write('daemon-federated-token.jwt', token),
	]);
	return {
		registered: {
			[daemonApp.clientId]: {
				secret: daemonSecret,
				certificate,
				federation: { ...federation, key: createPublicKey(issuer) },
			},
			[apiApp.clientId]: { secret: apiSecret },
		},
		apps: {
			daemon: {
				clientId: daemonApp.clientId,
				clientSecret: daemonSecret,
				certificateFile,
				pfxFile,
				pfxPassword,
				federatedTokenFile,
			},
			api: { clientId: apiApp.clientId, clientSecret: apiSecret, audience: todoAudience },
		},
	};
}
