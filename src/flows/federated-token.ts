/** The token of a workload identity: another party's assertion of who this app is, in a file that is renewed again and again. */
import { GraphctlError } from '../errors.js';
import { NoRegularFile, readStart } from './read-start.js';

const largest = 65_536;

/** Reads the assertion anew. @throws GraphctlError `config.federated-token` */
export async function readFederatedToken(path: string): Promise<string> {
	const start = await readStart(path, { largest, regular: true }).catch((error: unknown) => {
		if (error instanceof NoRegularFile) throw refuse(error.message);
		const code = error instanceof Error && 'code' in error ? error.code : undefined;
		throw refuse(
			code === 'ENOENT' ? `The file ${path} does not exist.` : `The file ${path} cannot be read (${String(code)}).`,
		);
	});
	const token = start.toString('utf8').trim();
	if (token === '') throw refuse(`The file ${path} is empty.`);
	// A JWT is three words of base64url (RFC 7515 3.1).
	if (start.length > largest || !/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) {
		throw refuse(`The file ${path} does not hold a token.`);
	}
	return token;
}

function refuse(message: string): GraphctlError {
	return new GraphctlError({
		code: 'config.federated-token',
		message,
		hint: 'Name the file that your platform keeps the token in: --federated-token-file FILE or AZURE_FEDERATED_TOKEN_FILE.',
	});
}
