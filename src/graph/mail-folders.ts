/** The tree of mail folders, and folders by the path of their names. */
import { GraphctlError, isCancellation } from '../errors.js';
import type { GraphClient } from './client.js';
import { inParallel } from './in-parallel.js';
import { pages } from './paging.js';
import { wellKnown, wellKnownName } from './well-known-folders.js';

/** A folder with Graph's own property names (https://learn.microsoft.com/graph/api/resources/mailfolder). */
export interface MailFolder {
	readonly id: string;
	readonly displayName?: string | null;
	readonly parentFolderId?: string | null;
	readonly childFolderCount?: number | null;
	readonly unreadItemCount?: number | null;
	readonly totalItemCount?: number | null;
}

/** A folder and the path that `findFolder` takes. */
export interface FolderWithPath extends MailFolder {
	readonly path: string;
}

const properties = 'id,displayName,parentFolderId,childFolderCount,unreadItemCount,totalItemCount';
const page = 100;
/** Far deeper than Exchange allows (300 levels are its limit for nesting). */
const deepest = 300;

/** Every folder, parents before their children: one request for the top and one for each folder that has children. */
export async function listFolders(client: Pick<GraphClient, 'get'>): Promise<FolderWithPath[]> {
	const below = new Map<string, readonly FolderWithPath[]>();
	const top = (await foldersIn(client, undefined)).map((folder) => withPath(folder, ''));
	let level: readonly FolderWithPath[] = top;
	for (let depth = 0; depth < deepest && level.length > 0; depth++) {
		const parents = level.filter((folder) => (folder.childFolderCount ?? 0) > 0 && !below.has(folder.id));
		const next: FolderWithPath[] = [];
		const children = inParallel(parents, async (parent) => ({ parent, folders: await foldersIn(client, parent.id) }));
		for await (const { parent, folders } of children) {
			const found = folders.map((folder) => withPath(folder, `${parent.path}/`));
			below.set(parent.id, found);
			next.push(...found);
		}
		level = next;
	}
	return flatten(top, below);
}

function flatten(
	top: readonly FolderWithPath[],
	below: ReadonlyMap<string, readonly FolderWithPath[]>,
): FolderWithPath[] {
	const flat: FolderWithPath[] = [];
	const seen = new Set<string>();
	const left = [...top].reverse();
	for (let folder = left.pop(); folder !== undefined; folder = left.pop()) {
		if (seen.has(folder.id)) continue;
		seen.add(folder.id);
		flat.push(folder);
		left.push(...[...(below.get(folder.id) ?? [])].reverse());
	}
	return flat;
}

/**
 * What Graph's paths take for a folder as a person names it: a well-known name (`inbox`, `sent items`), an id, or a path of names such as
 * `Projects/2026` in any case, in which `\\/` is a slash within a name. Names and ids cost no request, a path one for each level; a
 * name that is not at the top one more, for the folders of the inbox.
 * @throws GraphctlError `not-found.folder`, `usage.ambiguous-folder`, `usage.value`
 */
export async function findFolder(
	client: Pick<GraphClient, 'get'>,
	text: string,
	suggest: (name: string, known: readonly string[]) => string | undefined,
): Promise<string> {
	const known = wellKnownName(text);
	if (known !== undefined || looksLikeId(text)) return known ?? text.trim();
	const names = splitPath(text);
	let parent: string | undefined;
	for (const [index, name] of names.entries()) {
		const start = index === 0 && names.length > 1 ? wellKnownName(name) : undefined;
		const top = index === 0;
		const within = start === undefined ? await foldersIn(client, parent) : [];
		const inInbox = async (): Promise<readonly MailFolder[]> =>
			top && names.length === 1 ? foldersIn(client, 'inbox').catch(nothingUnlessCancelled) : [];
		parent = start ?? (await pick(within, name, { text, top, suggest, inInbox }));
	}
	return parent ?? '';
}

/** What would only have helped may fail. */
function nothingUnlessCancelled(error: unknown): readonly MailFolder[] {
	if (isCancellation(error)) throw error;
	return [];
}

/** Ids are long and of these letters alone; a name of that kind and length can be given as a path: `/NAME`. */
function looksLikeId(text: string): boolean {
	return /^[A-Za-z0-9_=-]{60,}$/.test(text.trim());
}

interface Search {
	readonly text: string;
	readonly top: boolean;
	readonly suggest: (name: string, known: readonly string[]) => string | undefined;
	/** Where most folders that are not at the top are; asked only when nothing else is found. */
	readonly inInbox: () => Promise<readonly MailFolder[]>;
}

async function pick(folders: readonly MailFolder[], name: string, search: Search): Promise<string> {
	const same = folders.filter((folder) => plain(folder.displayName) === plain(name));
	const exact = same.filter((folder) => folder.displayName === name);
	const [found, other] = exact.length === 1 ? exact : same;
	if (found !== undefined && other === undefined) return found.id;
	if (found !== undefined) {
		throw new GraphctlError({
			code: 'usage.ambiguous-folder',
			message: `Several folders are called "${name}" in "${search.text}".`,
			hint: ['Name one by its id:', ...same.map((folder) => `  ${folder.id}  ${folder.displayName ?? ''}`)].join('\n'),
		});
	}
	const known = folders.map((folder) => folder.displayName ?? '');
	const slashed = folders.find(
		(one) => one.displayName?.includes('/') && startsWithName(search.text, name, one.displayName),
	);
	if (slashed?.displayName) {
		throw new GraphctlError({
			code: 'not-found.folder',
			message: `There is no folder "${name}"${search.top ? '' : ` in "${search.text}"`}; one is called "${slashed.displayName}".`,
			hint: `A slash within a name is written \\/: --folder '${escapeName(slashed.displayName)}'`,
		});
	}
	const deeper = (await search.inInbox()).find((folder) => plain(folder.displayName) === plain(name));
	if (deeper?.displayName) {
		throw new GraphctlError({
			code: 'not-found.folder',
			message: `There is no folder "${name}" at the top; one is in the inbox.`,
			hint: `Give its path: --folder ${quote(`inbox/${escapeName(deeper.displayName)}`)}`,
		});
	}
	const guess = search.suggest(name, search.top ? [...Object.keys(wellKnown), ...known] : known);
	const hint = guess === undefined ? 'To see all folders: graphctl mail folders' : `Did you mean ${escapeName(guess)}?`;
	const where = search.top || name === search.text ? '' : ` in "${search.text}"`;
	throw new GraphctlError({ code: 'not-found.folder', message: `There is no folder "${name}"${where}.`, hint });
}

/** Whether somebody may have meant a folder whose name has a slash, and typed it as a path. */
function startsWithName(text: string, name: string, folder: string): boolean {
	const path = plain(text);
	const wanted = plain(folder);
	return wanted.startsWith(`${plain(name)}/`) && (path.includes(`/${wanted}`) || path.startsWith(wanted));
}

/** Exchange compares names without regard to case; the same letters may be composed in two ways. */
function plain(name: string | null | undefined): string {
	return (name ?? '').normalize('NFC').toLowerCase();
}

async function foldersIn(client: Pick<GraphClient, 'get'>, parent: string | undefined): Promise<MailFolder[]> {
	const path = parent === undefined ? '/me/mailFolders' : `/me/mailFolders/${encodeURIComponent(parent)}/childFolders`;
	const found: MailFolder[] = [];
	for await (const folders of pages<MailFolder>(client, path, { query: { $top: page, $select: properties } })) {
		for (const folder of folders) if (typeof folder.id === 'string') found.push(folder);
	}
	return found;
}

function withPath(folder: MailFolder, above: string): FolderWithPath {
	return { ...folder, path: above + escapeName(folder.displayName ?? '') };
}

/** A name as part of a path. */
function escapeName(name: string): string {
	return name.replaceAll(/[\\/]/g, '\\$&');
}

function quote(path: string): string {
	return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function splitPath(text: string): string[] {
	const names = [...text.matchAll(/(?:\\.|[^\\/]|\\$)+/gsu)].map(([name]) => name.replaceAll(/\\([\\/])/g, '$1'));
	if (names.length > 0 && names.every((name) => !/^\s*(\.\.?)?\s*$/.test(name))) return names;
	throw new GraphctlError({ code: 'usage.value', message: `"${text}" is not a folder.` });
}
