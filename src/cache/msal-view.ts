/** What MSAL holds in memory, compared with what was read from the store; knows the traps of msal-node's `TokenCache`. */
import { type CacheDocument, isEntry, isSame, knownSections, sectionOf, withAllSections } from './cache-document.js';
import { mergeCache } from './merge-cache.js';

/**
 * MSAL's `TokenCache`. Its `deserialize` adds to what is in memory and never removes, and ignores an empty text; its `serialize`
 * merges memory into the text given to the last `deserialize`. So an entry that another process removed must be taken out
 * of `getKVStore()`, the live memory, or the next save would bring it back.
 */
export interface SerializableCache {
	serialize(): string;
	deserialize(text: string): void;
	getKVStore?(): object;
}

/** What was read from the store, and how MSAL would write it back. */
export interface ViewState {
	readonly text: string | undefined;
	readonly base: CacheDocument;
	/** `base` after a round trip through MSAL, which leaves out what it does not know. Only differences to this are changes. */
	readonly seen: CacheDocument;
}

export interface CacheView {
	/** What MSAL would save now. */
	read(): CacheDocument;
	/** Brings a newly read text into MSAL's memory; changes that are not saved yet stay in it. */
	adopt(change: Adoption): ViewState;
	/**
	 * Undoes a clearing. MSAL empties its memory before each silent request and relies on the plugin to fill it again; a
	 * concurrent save would take that for a removal of everything.
	 */
	restoreIfCleared(state: ViewState): void;
}

interface Adoption {
	readonly state: ViewState | undefined;
	readonly text: string | undefined;
	/** The sound part of `text`. */
	readonly theirs: CacheDocument;
	readonly clientId?: string | undefined;
}

/** A view of one of MSAL's caches. Everything here is synchronous, so that no other access can come between. */
export function cacheView(cache: SerializableCache): CacheView {
	const read = (): CacheDocument => {
		const value: unknown = JSON.parse(cache.serialize());
		return isEntry(value) ? value : {};
	};
	const fill = (document: CacheDocument, known: readonly CacheDocument[]): void => {
		const keep = new Set(entryKeys(document));
		const memory = memoryOf(cache);
		for (const key of known.flatMap(entryKeys)) if (!keep.has(key)) delete memory[key];
		cache.deserialize(JSON.stringify(withAllSections(document)));
	};
	return {
		read,
		adopt({ state, text, theirs, clientId }) {
			if (!state && text === undefined) return { text, base: theirs, seen: withAllSections({}) };
			const mine = state && read();
			const known = state && mine ? [state.seen, mine] : [];
			fill(theirs, known);
			const seen = read();
			if (state && mine && !isSame(state.seen, mine)) {
				const merged = mergeCache({ base: state.base, seen: state.seen, mine, theirs, clientId });
				fill(merged, [seen]);
			}
			return { text, base: theirs, seen };
		},
		restoreIfCleared({ seen, base }) {
			const keys = entryKeys(seen);
			const memory = memoryOf(cache);
			if (keys.length > 0 && !keys.some((key) => Object.hasOwn(memory, key))) fill(base, []);
		},
	};
}

function entryKeys(document: CacheDocument): string[] {
	return knownSections.flatMap((name) => Object.keys(sectionOf(document, name)));
}

/** MSAL's live memory, in which keys are those of the serialized entries; an empty object where it cannot be reached. */
function memoryOf(cache: SerializableCache): Record<string, unknown> {
	const memory = cache.getKVStore?.();
	return isRecord(memory) ? memory : {};
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}
