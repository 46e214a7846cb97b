/** `graphctl api` */
import { GraphctlError } from '../../errors.js';
import { anyPages } from '../../graph/any-list.js';
import type { Runtime } from '../../runtime.js';
import { writeBody, writeHead } from '../api-answer.js';
import { openApiClient } from '../api-client.js';
import { type ApiRequest, checkRequest, readRequest } from '../api-request.js';
import { type ApiTarget, apiTarget, checkPath, isFullUrl, ownThingOf } from '../api-target.js';
import { defineCommand } from '../command.js';
import { type DeltaLink, openDeltaLink } from '../delta-link.js';
import { keepMemorySteady } from '../keep-memory-steady.js';
import { type OpenedSession, openSession } from '../open.js';
import { writeList, writeOut } from '../output.js';
import { openOutputFile } from '../output-file.js';
import { noteAppScopes } from '../scopes.js';

/** Largest answer in bytes; a message with its attachments has up to 150 MB. */
const largestAnswer = 256 * 1024 * 1024;

/** An option that may be given several times, with one value each. */
const repeatable = { type: 'string', array: true, nargs: 1, requiresArg: true } as const;

export const command = defineCommand({
	args: {
		path: { type: 'string', demandOption: true, describe: 'Path (/me, /beta/me) or full URL' },
		method: { alias: 'X', type: 'string', requiresArg: true, describe: 'HTTP method (default GET, with a body POST)' },
		'raw-field': { ...repeatable, alias: 'f', describe: 'key=text for the body, or the query of a GET' },
		field: { ...repeatable, alias: 'F', describe: 'key=value with a type: true, false, null, 1, @FILE, @-' },
		data: { alias: 'd', type: 'string', requiresArg: true, describe: 'Body: text, @FILE, or - for standard input' },
		header: { ...repeatable, alias: 'H', describe: "Header: 'Name: value'" },
		beta: { type: 'boolean', describe: 'Use the beta version of Graph' },
		paginate: { type: 'boolean', describe: 'Follow the pages of a list; the output is its items' },
		include: { alias: 'i', type: 'boolean', describe: 'Print status line and headers first' },
		'output-file': { type: 'string', requiresArg: true, describe: 'Write the answer to this file' },
		'delta-file': { type: 'string', requiresArg: true, describe: 'Write the link to later changes to this file' },
		force: { type: 'boolean', describe: 'Let --output-file replace a file' },
		scope: { ...repeatable, describe: 'Permission of the token; needed for an API that is not Graph' },
	},
	positionals: ['path'],
	examples: [
		["graphctl api '/me?$select=displayName'", 'a request to Graph'],
		['graphctl api /me/messages --paginate -o jsonl', 'every item of a list, an object a line'],
		["graphctl api me/todo/lists -f displayName='To buy'", 'a POST with a JSON body'],
		["graphctl api '/me/photo/$value' --output-file me.jpg", 'a file'],
		[
			'graphctl api https://api.example.com/todos --scope api://CLIENT-ID/Todo.Read',
			"another API, with that API's token",
		],
	],
	check(args) {
		if (args.deltaFile !== undefined && !args.paginate) return '--delta-file goes with --paginate.';
		if (args.deltaFile !== undefined && tellsNoChanges(args.path))
			return '--delta-file goes with a path that ends in /delta, such as /me/mailFolders/inbox/messages/delta.';
		if (args.paginate && args.include) return '--paginate and --include cannot be combined.';
		if (args.force && args.outputFile === undefined) return '--force goes with --output-file.';
		if (args.scope?.some((scope) => !/^[\x21-\x7e]+$/.test(scope))) return 'A --scope is one name without blanks.';
		return checkPath(args.path.trim(), args.beta === true) ?? checkRequest(args);
	},
	async run(runtime, given) {
		// What is pasted has blanks around it.
		const args = { ...given, path: given.path.trim() };
		const request = await readRequest(runtime, args);
		const reads = (graph: string): ReturnType<typeof ownThingOf> => ownThingOf(args.path, graph);
		const session = await openSession(runtime, args, args.scope ?? [], !isFullUrl(args.path), reads);
		noteAppScopes(runtime, session, args.scope);
		const { path, outputFile, force = false } = args;
		const target = apiTarget(
			{ path, beta: args.beta, method: request.method, scopes: args.scope ?? [] },
			new URL(session.target.cloud.graph).origin,
		);
		if (session.givenToken && !target.isGraph) throw refuseGivenToken(target);
		const later = await openDeltaLink(runtime, args.deltaFile);
		const ask = (to: Runtime): Promise<void> => send(runtime, to, session, target, request, { ...args, later });
		try {
			if (outputFile === undefined) await ask(runtime);
			else await writeFile(runtime, outputFile, force, ask);
			await later.keep();
		} finally {
			await later.discard();
		}
	},
});

/** True for a plain path of Graph that does not end in `/delta`: Graph has no later changes of it to tell. */
function tellsNoChanges(path: string): boolean {
	const [place = '', query = ''] = path.trim().split('?', 2);
	return /^\/?[a-z][\w/.@-]*$/i.test(place) && !/\/delta$/i.test(place) && !/(^|&)\$?(delta|skip)token=/i.test(query);
}

async function writeFile(
	runtime: Runtime,
	path: string,
	force: boolean,
	ask: (to: Runtime) => Promise<void>,
): Promise<void> {
	const file = await openOutputFile(runtime, path, force);
	try {
		await ask({ ...runtime, stdout: file.stream });
		await file.keep();
	} finally {
		await file.discard();
	}
}

/** The token may be one of Graph; an opaque one does not say. */
function refuseGivenToken({ origin }: ApiTarget): GraphctlError {
	return new GraphctlError({
		code: 'usage.access-token',
		message: `The token in GRAPHCTL_ACCESS_TOKEN is for Graph and does not leave for ${new URL(origin).host}; nothing was sent.`,
		hint: 'For another API use an account that is signed in: --account NAME',
	});
}

interface SendArgs {
	readonly paginate?: boolean | undefined;
	readonly include?: boolean | undefined;
	readonly later: DeltaLink;
}

/** Asks, and writes the head of the answer to the terminal or pipe and the body to where it belongs. */
async function send(
	runtime: Runtime,
	to: Runtime,
	session: OpenedSession,
	target: ApiTarget,
	{ method, headers, query, body }: ApiRequest,
	args: SendArgs,
): Promise<void> {
	const client = openApiClient(runtime, session, target);
	const choice = session.output;
	if (args.paginate) {
		const byPage = choice.query === undefined;
		if (byPage) await keepMemorySteady();
		const options = { query, headers, maxBytes: largestAnswer, onDeltaLink: args.later.take };
		// Text is JSON here.
		const format = byPage && choice.format === 'text' ? 'json' : choice.format;
		return writeList(to, { ...choice, format }, anyPages(client, target.url, options), () => '');
	}
	try {
		const options = { query, body, headers: { accept: '*/*', ...headers }, maxBytes: largestAnswer };
		const response = await client.request(method, target.url, options);
		if (args.include) await writeHead(runtime, response);
		// The bytes of a file are the ones that were sent.
		if (to !== runtime && choice.query === undefined) await writeOut(to, response.body);
		else await writeBody(to, choice, response);
	} catch (error) {
		const answer = client.answerOf(error);
		if (answer && args.include) {
			await writeHead(runtime, answer);
			// The error itself matters more than a body that no terminal shows.
			await writeBody(runtime, { ...choice, query: undefined }, answer).catch(() => {});
		}
		throw answer && !args.include ? mentioningInclude(error, target) : error;
	}
}

/** A redirect names its place in a header, and what another API says in its own way is best seen whole. */
function mentioningInclude(error: unknown, { isGraph }: ApiTarget): unknown {
	if (!(error instanceof GraphctlError)) return error;
	const { code, message, details, cause, hint } = error;
	if (code === 'graph.redirect')
		return new GraphctlError({ code, message, details, cause, hint: 'To see where it leads, add --include.' });
	if (isGraph || hint !== undefined) return error;
	return new GraphctlError({ code, message, details, cause, hint: 'To see the whole answer, add --include.' });
}
