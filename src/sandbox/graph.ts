/** The Graph half of the sandbox: people, photos and mail of the sample company, read-only. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { authenticate } from './access.js';
import { type Answer, errorAnswer, sendAnswer, type Trace, traceOf } from './graph-answer.js';
import { errorOfStatus, GraphError } from './graph-errors.js';
import { findRoute, splitPath } from './graph-routes.js';
import { ItemIds } from './item-ids.js';
import { Mailbox } from './mailbox.js';
import { readPreferences } from './prefer.js';
import type { GraphFault, GraphListener, GraphOptions, Person } from './types.js';

type MailboxOf = (owner: Person) => { readonly mailbox: Mailbox; readonly ids: ItemIds };

/** Builds the listener. Nothing is generated before it is asked for; the year of mail ends when this is called. */
export function createGraph(options: GraphOptions): GraphListener {
	const endsAt = options.now();
	const mailboxes = new Map<string, ReturnType<MailboxOf>>();
	const mailboxOf: MailboxOf = (owner) => {
		let known = mailboxes.get(owner.id);
		if (known === undefined) {
			const mailbox = new Mailbox(owner, options.company, options.seed, options.messages, endsAt);
			known = { mailbox, ids: new ItemIds(mailbox.base) };
			mailboxes.set(owner.id, known);
		}
		return known;
	};
	return (request, response) => {
		request.resume();
		respond(options, mailboxOf, request, response).catch(() => response.destroy());
	};
}

async function respond(
	options: GraphOptions,
	mailboxOf: MailboxOf,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const trace = traceOf(request, options.now());
	const method = request.method ?? 'GET';
	const target = request.url ?? '/';
	const split = target.indexOf('?');
	const path = split < 0 ? target : target.slice(0, split);
	const fault = options.faults.take(method, path);
	const answer =
		(fault && faultAnswer(fault, trace)) ??
		answerRequest(options, mailboxOf, request, method, path, split < 0 ? '' : target.slice(split), trace);
	await sendAnswer(request, response, answer, trace, fault);
}

/** The armed answer; a successful status without a body only delays, cuts or decorates the normal one. */
function faultAnswer(fault: GraphFault, trace: Trace): Answer | undefined {
	if (fault.body !== undefined) {
		return { status: fault.status, headers: { 'Content-Type': fault.body.contentType }, body: fault.body.text };
	}
	return fault.status >= 200 && fault.status < 300 ? undefined : errorAnswer(errorOfStatus(fault.status), trace);
}

function answerRequest(
	options: GraphOptions,
	mailboxOf: MailboxOf,
	request: IncomingMessage,
	method: string,
	path: string,
	search: string,
	trace: Trace,
): Answer {
	try {
		const claims = authenticate(options, request.headers.authorization);
		const { get, names } = findRoute(method, splitPath(path));
		const prefer = request.headers['prefer'];
		return get({
			options,
			claims,
			path,
			names,
			parameters: new URLSearchParams(search),
			preferences: readPreferences(Array.isArray(prefer) ? prefer.join(', ') : prefer),
			eventual: String(request.headers['consistencylevel'] ?? '').toLowerCase() === 'eventual',
			mailboxOf,
		});
	} catch (error) {
		if (error instanceof GraphError) return errorAnswer(error, trace);
		const reason = error instanceof Error ? error.message : String(error);
		return errorAnswer(new GraphError(500, 'InternalServerError', `The sandbox failed: ${reason}`), trace);
	}
}
