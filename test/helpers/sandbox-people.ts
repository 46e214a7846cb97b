/** People's tokens for the to-do list, and what an API does with them, by hand. */

import { signIn, type TokenAnswer } from './entra-client.js';
import { type Answer, readJson, sendForm, sendRequest } from './https-client.js';
import type { TestSandbox } from './sandbox.js';

type Fields = Readonly<Record<string, string>>;

/** Full name of a scope of the to-do list. */
export function todoScope(sandbox: TestSandbox, name: string): string {
	return `${sandbox.apps.api.audience}/${name}`;
}

/** Signs in, on a sandbox that does so by itself, for scopes of the to-do list. */
export function signInForTodo(
	sandbox: TestSandbox,
	names: readonly string[],
	fields: Fields = {},
): Promise<TokenAnswer> {
	const scopes = names.map((name) => todoScope(sandbox, name)).join(' ');
	return signIn(sandbox, { scope: `openid profile offline_access ${scopes}`, ...fields });
}

/** One request of the to-do list; `body` goes out as JSON. */
export function askTodo(
	sandbox: TestSandbox,
	path: string,
	token: string | undefined,
	question: { readonly method?: string; readonly body?: unknown } = {},
): Promise<Answer> {
	return sendRequest(sandbox.caFile, sandbox.todoOrigin + path, {
		method: question.method ?? 'GET',
		headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
		...(question.body === undefined ? {} : { body: JSON.stringify(question.body) }),
	});
}

/** The API exchanges its caller's token. */
export function exchange(sandbox: TestSandbox, assertion: string, fields: Fields = {}): Promise<Answer> {
	const { clientId, clientSecret } = sandbox.apps.api;
	return sendForm(sandbox, `/${sandbox.company.tenantId}/oauth2/v2.0/token`, {
		grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
		requested_token_use: 'on_behalf_of',
		client_id: clientId,
		client_secret: clientSecret,
		scope: 'https://graph.microsoft.com/User.Read',
		assertion,
		...fields,
	});
}

/** What a refusal says. */
export function readRefusal(answer: Answer): Readonly<Record<string, unknown>> {
	return readJson(answer);
}
