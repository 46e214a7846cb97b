/** The Graph half of the sandbox: people, photos and mail of the sample company, read-only. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { authenticate } from './access.js';
import { type ConcurrencyLimit, createConcurrencyLimit } from './concurrency-limit.js';
import { type Answer, errorAnswer, sendAnswer, type Trace, traceOf } from './graph-answer.js';
import { errorOfStatus, GraphError, mailboxBusy } from './graph-errors.js';
import { findRoute, splitPath } from './graph-routes.js';
import { ItemIds } from './item-ids.js';
import { Mailbox } from './mailbox.js';
import { readPreferences } from './prefer.js';
import type { GraphFault, GraphListener, GraphOptions, Person, TokenCheck } from './types.js';

interface KnownMailbox {
	readonly mailbox: Mailbox;
	readonly ids: ItemIds;
	readonly immutableIds: ItemIds;
}

type MailboxOf = (owner: Person) => KnownMailbox;

/** Builds the listener. Nothing is generated before it is asked for; the year of mail ends when this is called. */
export function createGraph(options: GraphOptions): GraphListener {
	const endsAt = options.now();
	const mailboxes = new Map<string, KnownMailbox>();
	const mailboxOf: MailboxOf = (owner) => {
		let known = mailboxes.get(owner.id);
		if (known === undefined) {
			const mailbox = new Mailbox(owner, options.company, options.seed, options.messages, endsAt);
			known = { mailbox, ids: new ItemIds(mailbox.base), immutableIds: new ItemIds(mailbox.base, true) };
			mailboxes.set(owner.id, known);
		}
		return known;
	};
	const limit = createConcurrencyLimit(options.company);
	return (request, response) => {
		request.resume();
		respond(options, mailboxOf, limit, request, response).catch(() => response.destroy());
	};
}

async function respond(
	options: GraphOptions,
	mailboxOf: MailboxOf,
	limit: ConcurrencyLimit,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const trace = traceOf(request, options.now());
	const method = request.method ?? 'GET';
	const target = request.url ?? '/';
	const split = target.indexOf('?');
	const path = split < 0 ? target : target.slice(0, split);
	const check = options.checkToken(request.headers.authorization);
	if ('claims' in check && !limit.enter(path, check.claims, response)) {
		return sendAnswer(request, response, errorAnswer(mailboxBusy(), trace), trace, undefined);
	}
	const fault = options.faults.take(method, path);
	const answer =
		(fault && faultAnswer(fault, trace)) ??
		answerRequest(options, mailboxOf, check, request, method, path, split < 0 ? '' : target.slice(split), trace);
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
	check: TokenCheck,
	request: IncomingMessage,
	method: string,
	path: string,
	search: string,
	trace: Trace,
): Answer {
	try {
		const claims = authenticate(options, check);
		const { get, names } = findRoute(method, splitPath(path));
		const prefer = request.headers['prefer'];
		const preferences = readPreferences(Array.isArray(prefer) ? prefer.join(', ') : prefer);
		return get({
			options,
			claims,
			path,
			names,
			parameters: new URLSearchParams(search),
			preferences,
			eventual: String(request.headers['consistencylevel'] ?? '').toLowerCase() === 'eventual',
			mailboxOf: (owner) => {
				const { mailbox, ids, immutableIds } = mailboxOf(owner);
				return { mailbox, ids: preferences.immutableIds ? immutableIds : ids };
			},
		});
	} catch (error) {
		if (error instanceof GraphError) return errorAnswer(error, trace);
		const reason = error instanceof Error ? error.message : String(error);
		return errorAnswer(new GraphError(500, 'InternalServerError', `The sandbox failed: ${reason}`), trace);
	}
}
