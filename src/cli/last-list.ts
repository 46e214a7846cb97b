/** The messages that an account's last list showed, so that `3` names the third of them. */
import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../cache/make-folder.js';
import { isRecord } from '../config/config-file.js';
import { GraphctlError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import type { OpenedSession } from './open.js';

/** Nobody types larger numbers. */
const mostNumbers = 10_000;
/** Ids of messages have well over a hundred characters. */
const shortestId = 20;
const prefix = 'last-list-';

type Owner = Pick<OpenedSession, 'account' | 'givenToken'>;

/**
 * Passes pages of a list on and remembers their ids for the account when the list ends. One list for each account: of several
 * terminals the last one wins. A disk that is full or read-only costs the numbers, not the list; a token of the
 * environment leaves nothing behind.
 */
export async function* remembering<T extends { readonly id: string }>(
	runtime: Runtime,
	session: Owner,
	pages: AsyncIterable<readonly T[]>,
): AsyncGenerator<readonly T[], void> {
	const ids: string[] = [];
	for await (const page of pages) {
		for (const { id } of page) if (ids.length < mostNumbers) ids.push(id);
		yield page;
	}
	if (session.givenToken) return;
	await write(runtime, session.account.homeAccountId, ids).catch((error: unknown) =>
		runtime.log.debug(`The numbers of this list are not remembered: ${String(error)}`),
	);
}

/**
 * Ids for what a person typed: numbers of the last list, and ids as they are.
 * @throws GraphctlError `not-found.number` for a number the list does not have, `not-found.malformed-id` for what can be neither
 */
export async function resolveIds(
	runtime: Pick<Runtime, 'folders'>,
	session: Owner,
	words: readonly string[],
): Promise<string[]> {
	const ids: string[] = [];
	for (const id of await resolveEach(runtime, session, words)) {
		if (typeof id !== 'string') throw id;
		ids.push(id);
	}
	return ids;
}

/** As `resolveIds`, with the error in the place of what is no message. */
export async function resolveEach(
	runtime: Pick<Runtime, 'folders'>,
	session: Owner,
	words: readonly string[],
): Promise<(string | GraphctlError)[]> {
	const isNumber = (word: string): boolean => /^\d{1,7}$/.test(word);
	const needed = words.some(isNumber) && !session.givenToken;
	const list = needed ? await read(runtime, session.account.homeAccountId) : undefined;
	return words.map((word) => {
		if (isNumber(word)) return list?.[Number(word) - 1] ?? noSuchNumber(session, word, list);
		return /^\.{1,2}$/.test(word) || word.trim().length >= shortestId ? word : neither(word);
	});
}

function neither(word: string): GraphctlError {
	return new GraphctlError({
		code: 'not-found.malformed-id',
		message: `"${word}" is neither a number of the last list nor an id of a message.`,
		hint: 'Several numbers stand apart: 1 2 3. Ids are long; graphctl mail -o json shows them.',
	});
}

function noSuchNumber(
	{ account, givenToken }: Owner,
	word: string,
	list: readonly string[] | undefined,
): GraphctlError {
	return new GraphctlError({
		code: 'not-found.number',
		message:
			list === undefined
				? `There is no list yet in which ${word} could be a message.`
				: `The last list of ${account.username} has no message ${word}; it had ${list.length}.`,
		hint: givenToken
			? 'With GRAPHCTL_ACCESS_TOKEN no list is remembered: give the id, from graphctl mail -o json'
			: 'List again with graphctl mail, or give the id, from graphctl mail -o json',
	});
}

/** Forgets the list of an account; without one those of all accounts. Nothing there is success. */
export async function forgetLists(runtime: Pick<Runtime, 'folders'>, homeAccountId?: string): Promise<void> {
	const { state } = runtime.folders;
	const own = homeAccountId === undefined ? prefix : `${nameOf(homeAccountId)}.json`;
	const names = await readdir(state).catch(() => []);
	const gone = names.filter((name) => name.startsWith(own));
	await Promise.all(gone.map((name) => rm(join(state, name), { force: true }).catch(() => {})));
}

/** Not synced to the disk: losing it in a power cut is no loss, and a list must not wait. */
async function write(
	runtime: Pick<Runtime, 'folders' | 'randomBytes'>,
	owner: string,
	ids: readonly string[],
): Promise<void> {
	const { state } = runtime.folders;
	const path = join(state, `${nameOf(owner)}.json`);
	const temporary = `${path}.${Buffer.from(runtime.randomBytes(8)).toString('hex')}.tmp`;
	try {
		await makeFolder(state, 0o700);
		const file = await open(temporary, 'wx', 0o600);
		try {
			await file.writeFile(JSON.stringify({ account: owner, ids }));
		} finally {
			await file.close();
		}
		await rename(temporary, path);
	} catch (error) {
		await rm(temporary, { force: true }).catch(() => {});
		throw error;
	}
}

async function read(runtime: Pick<Runtime, 'folders'>, owner: string): Promise<readonly string[] | undefined> {
	const text = await readFile(join(runtime.folders.state, `${nameOf(owner)}.json`), 'utf8').catch(() => undefined);
	try {
		const list: unknown = JSON.parse(text ?? '');
		// A name holds only part of what an id may hold.
		if (!isRecord(list) || list['account'] !== owner || !Array.isArray(list['ids'])) return undefined;
		const ids: unknown[] = list['ids'];
		return ids.filter((id) => typeof id === 'string');
	} catch {
		return undefined;
	}
}

function nameOf(homeAccountId: string): string {
	return prefix + homeAccountId.replaceAll(/[^A-Za-z0-9.-]/g, '_').slice(0, 120);
}
