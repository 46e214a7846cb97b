/** The test-only control endpoint: `POST /sandbox/control` with a bearer secret and `{"command": ...}`. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { commands } from './control-commands.js';
import type { Command, ControlledSandbox } from './control-fields.js';
import { sendJson } from './json-answer.js';
import { readBody } from './tenant-request.js';

/** Path of the endpoint on the login origin. */
export const controlPath = '/sandbox/control';

const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** Serves the endpoint. Without the secret it looks as if it were not there. */
export async function serveControl(
	sandbox: ControlledSandbox,
	secret: string,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const isLocal = loopback.has(request.socket.remoteAddress ?? '');
	if (!isLocal || request.method !== 'POST' || !isSecret(request.headers.authorization, secret)) {
		return sendJson(response, 404, { error: 'Not found.' });
	}
	const command = parseCommand(await readBody(request));
	if (typeof command === 'string') return sendJson(response, 400, { error: command });
	const run = Object.hasOwn(commands, command.name) ? commands[command.name] : undefined;
	if (run === undefined) {
		const known = Object.keys(commands).join(', ');
		return sendJson(response, 400, { error: `Unknown command "${command.name}". Known: ${known}.` });
	}
	const answer = run(sandbox, command);
	if (typeof answer === 'string') return sendJson(response, 400, { error: answer });
	sendJson(response, 200, answer ?? { done: command.name });
}

/** Compares digests, so that neither content nor length shows in the time it takes. */
function isSecret(authorization: string | undefined, secret: string): boolean {
	const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
	return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${secret}`));
}

/** The command, or what is wrong with it. */
function parseCommand(body: string | undefined): Command | string {
	let parsed: unknown;
	try {
		parsed = JSON.parse(body ?? '');
	} catch {
		return 'The body is not JSON.';
	}
	if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return 'The body is not a JSON object.';
	const fields = new Map(Object.entries(parsed));
	const name = fields.get('command');
	if (typeof name !== 'string') return 'The body names no "command".';
	fields.delete('command');
	return { name, fields };
}
