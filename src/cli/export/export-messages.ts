/** The work of an export: lists ahead, fetches four messages at a time, and keeps account of what became of each. */
import { createHash } from 'node:crypto';
import { GraphctlError } from '../../errors.js';
import type { GraphClient } from '../../graph/client.js';
import { atOnce } from '../../graph/in-parallel.js';
import {
	type ExportListing,
	type ExportQuery,
	exportListing,
	fetchMessage,
	type ListedMessage,
	type MessageForm,
} from '../../graph/mail-export.js';
import type { Clock } from '../../runtime.js';
import type { ExportTarget } from './export-target.js';
import { createPatience, type Patience } from './patience.js';
import { createSpool, type Spool } from './spool.js';

/** What became of the messages so far. */
export interface ExportTally {
	/** Brought by this run, and their bytes as Graph sent them. */
	exported: number;
	bytes: number;
	/** Brought by an earlier run. */
	present: number;
	/** Deleted between listing and fetching. */
	skipped: number;
	readonly failures: ExportFailure[];
	/** As Graph counts them; undefined while that is not known. */
	total: number | undefined;
	/** Set when a search may have more than Graph tells: the time to search on from, as `OnLimit` says. */
	limit: { readonly oldest: string | undefined } | undefined;
}

export interface ExportFailure {
	readonly id: string;
	readonly subject: string | null;
	readonly reason: string;
}

export interface ExportJob {
	readonly client: Pick<GraphClient, 'get' | 'request'>;
	readonly query: ExportQuery;
	readonly form: MessageForm;
	readonly target: ExportTarget;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	/** Path of the unfinished download of one of the workers. */
	readonly partOf: (worker: number) => string;
	readonly tally: ExportTally;
	/** True when somebody wants to know how much there is to do. */
	readonly counts: boolean;
	readonly tell: (text: string) => void;
}

/** Listed messages wait for their turn up to about this number and a page. */
const ahead = 400;
/** Failures in a row that are more than bad luck with some messages. */
const mostInRow = 10;

/**
 * Does it. At most four requests are in flight, those of the listing among them.
 * @throws GraphctlError what stops the whole export; single messages that fail are in the tally
 */
export async function exportMessages(job: ExportJob): Promise<void> {
	const { tally, clock } = job;
	const stop = new AbortController();
	const signal = AbortSignal.any([job.signal, stop.signal]);
	const patience = createPatience({ clock, signal, tell: job.tell });
	const call = { signal, onWait: patience.onWait };
	const client: ExportJob['client'] = {
		get: (path, options) => patience.run(() => job.client.get(path, options)),
		request: job.client.request,
	};
	const listing = exportListing(client, job.query, clock);
	const pages = listing.pages(call, (oldest) => {
		tally.limit = { oldest };
	});
	const next = listAhead(pages, job.target.present, tally);
	let inRow = 0;

	async function fetchOne(message: ListedMessage, spool: Spool): Promise<void> {
		try {
			await patience.run(async () => {
				await fetchMessage(job.client, message.id, job.form, () => spool.begin(), call);
				checkWhole(spool, job.form);
			});
		} catch (error) {
			const verdict = judge(error);
			if (verdict === 'gone') tally.skipped += 1;
			else if (verdict === 'fatal' || (verdict === 'trouble' && ++inRow >= mostInRow)) throw error;
			else {
				const reason = error instanceof Error ? error.message : String(error);
				tally.failures.push({ id: message.id, subject: message.subject ?? null, reason });
			}
			return;
		}
		inRow = 0;
		await job.target.keep(keyOf(message.id), message, spool);
		tally.exported += 1;
		tally.bytes += spool.bytes;
	}

	async function worker(number: number): Promise<void> {
		const spool = createSpool(job.partOf(number));
		try {
			for (let message = await next(); message; message = await next()) {
				await fetchOne(message, spool);
				await spool.clear();
			}
		} catch (error) {
			stop.abort(error);
			throw error;
		} finally {
			await spool.clear().catch(() => {});
		}
	}

	if (job.counts) tally.total = await countAll(listing, patience, call);
	const ends = await Promise.allSettled(Array.from({ length: atOnce }, (_, number) => worker(number)));
	const errors = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
	if (errors.length > 0) throw stop.signal.reason ?? errors[0];
}

/** Messages that need nothing more in this run. */
export function doneOf(tally: ExportTally): number {
	return tally.exported + tally.present + tally.skipped + tally.failures.length;
}

async function countAll(
	listing: ExportListing,
	patience: Patience,
	call: Parameters<ExportListing['count']>[0],
): Promise<number | undefined> {
	// Without the number there is no remaining time, and nothing else is lost.
	return patience.run(() => listing.count(call)).catch(() => undefined);
}

/**
 * The next message that is still to be fetched; undefined at the end. Whoever asks while few are left fetches a page first, and the others
 * go on with what is there: so listing and fetching together have one request for each worker.
 */
function listAhead(
	pages: AsyncGenerator<readonly ListedMessage[], void>,
	present: ReadonlySet<string>,
	tally: ExportTally,
): () => Promise<ListedMessage | undefined> {
	const seen = new Set<string>();
	let queue: ListedMessage[] = [];
	let at = 0;
	let done = false;
	let listing: Promise<void> | undefined;

	async function list(): Promise<void> {
		const page = await pages.next();
		if (page.done) {
			done = true;
			return;
		}
		const fresh = page.value.filter((message) => {
			const key = typeof message.id === 'string' ? keyOf(message.id) : undefined;
			if (key === undefined || seen.has(key)) return false;
			seen.add(key);
			if (present.has(key)) tally.present += 1;
			return !present.has(key);
		});
		queue = [...queue.slice(at), ...fresh];
		at = 0;
	}

	return async () => {
		for (;;) {
			if (!done && !listing && queue.length - at < ahead) {
				listing = list().finally(() => {
					listing = undefined;
				});
				await listing;
				continue;
			}
			const message = queue[at];
			if (message) {
				at += 1;
				return message;
			}
			if (done) return undefined;
			await listing;
		}
	};
}

/** What a message is known by in the journal: 96 bits of a hash, in which no two messages of a mailbox meet. */
export function keyOf(id: string): string {
	return createHash('sha256').update(id).digest('hex').slice(0, 24);
}

/** @throws GraphctlError `graph.invalid-answer` for what is no message */
function checkWhole(spool: Spool, form: MessageForm): void {
	if (spool.bytes > 0 && (form === 'mime' || isJson(spool))) return;
	throw new GraphctlError({
		code: 'graph.invalid-answer',
		message: spool.bytes === 0 ? 'Graph sent an empty message.' : 'Graph sent no JSON object for the message.',
	});
}

/** A large one is judged by its ends alone. */
function isJson(spool: Spool): boolean {
	const text = spool.inMemory()?.toString('utf8');
	if (text === undefined) return spool.edges.first === 0x7b && spool.edges.last === 0x7d;
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null && text.startsWith('{');
	} catch {
		return false;
	}
}

/** What an error means for the rest: the message is gone, it alone failed, something may be wrong with all, or nothing can go on. */
function judge(error: unknown): 'gone' | 'failed' | 'trouble' | 'fatal' {
	if (!(error instanceof GraphctlError)) return 'fatal';
	const { code } = error;
	if (['not-found.item', 'not-found.gone', 'not-found.resource'].includes(code)) return 'gone';
	if (code === 'graph.server-error' || ['network.reset', 'network.truncated', 'network.encoding'].includes(code))
		return 'trouble';
	return code.startsWith('graph.') || code === 'not-found.malformed-id' ? 'failed' : 'fatal';
}
