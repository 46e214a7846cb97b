/** The sandbox's to-do list API as somebody who runs commands, and what its callers send. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Runtime } from '../../src/runtime.js';
import { type CliUser, createCliUser } from './cli-user.js';
import type { TestSandbox } from './sandbox.js';
import { signInForTodo } from './sandbox-people.js';

/** Tokens rest where tests can look at them. */
export const plaintext = { GRAPHCTL_STORAGE: 'plaintext-file' };

/** What a person sends to the API; Adele unless told otherwise. */
export async function callerToken(sandbox: TestSandbox, login = 'AdeleV@contoso.com'): Promise<string> {
	return (await signInForTodo(sandbox, ['ToDoList.Read'], { login_hint: login })).access_token;
}

/** The API, signed in with its secret. */
export async function createApiUser(sandbox: TestSandbox, more: Partial<Runtime> = {}): Promise<CliUser> {
	const { clientId, clientSecret } = sandbox.apps.api;
	const stdin = Readable.from([clientSecret]);
	const user = await createCliUser(sandbox, { stdin, ...more, env: { ...plaintext, ...more.env } });
	const place = ['--client-id', clientId, '--tenant', sandbox.company.tenantId];
	const { code, stderr } = await user.run('login', '--flow', 'client-secret', '--client-secret-stdin', ...place);
	if (code !== 0) throw new Error(`The API could not sign in:\n${stderr}`);
	return user;
}

/** A file with that content in the user's home. */
export async function fileWith(user: CliUser, content: string, name = 'caller.jwt'): Promise<string> {
	const file = join(user.home, name);
	await writeFile(file, content);
	return file;
}
