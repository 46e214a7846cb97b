/**
 * The proof that Azure Arc's agent asks for: it names a file that only those it trusts can read, and wants what is in it
 * (https://learn.microsoft.com/azure/azure-arc/servers/managed-identity-authentication). MSAL would read the file as well, by the same rules of
 * place and size, but would send what is in it to whatever host the environment names, and not say why a file cannot be read.
 */
import { GraphctlError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import type { Answer } from './answer.js';
import { NoRegularFile, readStart } from './read-start.js';

/** In bytes. */
const largest = 4096;

/** True for the first answer of Arc's agent, told from App Service's and IMDS's refusals by its version of the interface. */
export function isArcChallenge({ status }: Pick<Answer, 'status'>, url: string): boolean {
	return status === 401 && new URL(url).searchParams.get('api-version') === '2020-06-01';
}

/** Where the agent keeps its files, with the separator at the end; undefined for a system that it does not run on. */
export function arcKeyFolder({ env, platform }: Pick<Runtime, 'env' | 'platform'>): string | undefined {
	if (platform === 'linux') return '/var/opt/azcmagent/tokens/';
	const data = platform === 'win32' ? env['ProgramData'] : undefined;
	return data === undefined ? undefined : `${data}\\AzureConnectedMachineAgent\\Tokens\\`;
}

/**
 * The `Authorization` header that answers the challenge.
 * @param keyFolder the only folder that is read from
 * @throws GraphctlError `config.managed-identity`
 */
export async function arcProof(
	{ headers }: Pick<Answer, 'headers'>,
	url: string,
	keyFolder: string | undefined,
	signal: AbortSignal,
): Promise<string> {
	const { host, hostname } = new URL(url);
	if (!/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname))
		throw refused(
			`${host} asks for the proof of Azure Arc's agent, which does not leave this machine; nothing was sent.`,
		);
	const path = /^Basic realm=(.+)$/i.exec(headers['www-authenticate'] ?? '')?.[1]?.replace(/^"(.*)"$/, '$1');
	if (path === undefined) throw refused(`Azure Arc's agent at ${host} refuses, and does not say what it asks for.`);
	if (keyFolder === undefined)
		throw refused(`${host} answers like Azure Arc's agent, which this system does not have.`);
	const name = path.startsWith(keyFolder) ? path.slice(keyFolder.length) : '';
	if (!/^[^/\\]+\.key$/.test(name))
		throw refused(
			`${host} asks for a file that is not one of Azure Arc's agent (those are in ${keyFolder}); it was not read.`,
		);
	const start = await readStart(path, { largest, regular: true, signal }).catch((error: unknown) => {
		if (error instanceof GraphctlError) throw error;
		throw unreadable(path, error);
	});
	const secret = start.toString('utf8').trim();
	if (start.length > largest || !/^[\x21-\x7e]+$/.test(secret))
		throw refused(`The file ${path} does not hold what Azure Arc's agent writes there; it was not sent.`);
	return `Basic ${secret}`;
}

/** Says why the file cannot be read, and who can. */
export function unreadable(path: string, error: unknown): GraphctlError {
	const code = error instanceof Error && 'code' in error ? error.code : undefined;
	if (code === 'EACCES' || code === 'EPERM') {
		return refused(
			`Azure Arc gives the identity of this machine only to those who may read ${path}, and this user may not.`,
			'On Linux an administrator runs "sudo usermod -aG himds USER", and the user signs in to the machine again; on Windows the user belongs to "Hybrid agent extension applications" or is an administrator.',
		);
	}
	const why = error instanceof NoRegularFile ? 'it is no regular file' : String(code);
	return refused(`The file ${path}, which Azure Arc's agent asks for, cannot be read: ${why}.`);
}

function refused(message: string, hint?: string): GraphctlError {
	return new GraphctlError({
		code: 'config.managed-identity',
		message,
		hint:
			hint ??
			'Check that the agent runs (azcmagent show), and that IDENTITY_ENDPOINT and IMDS_ENDPOINT are those that it sets.',
	});
}
