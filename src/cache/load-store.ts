/** Loads a store that may be damaged: what cannot be read is set aside, with a message, and work goes on as if nothing were stored. */
import { GraphctlError } from '../errors.js';
import { type Store, timeMark } from './store.js';

export interface HealOptions {
	readonly store: Store;
	readonly now: () => number;
	/** Why a text is damaged, or undefined for a sound one. */
	readonly damageOf: (text: string) => string | undefined;
	/** Told once what happened and where the damaged content is now. */
	readonly onCorrupt: (message: string) => void;
	/** Excludes other processes; leave out where the lock is already held. */
	readonly locked?: (<T>(work: () => Promise<T>) => Promise<T>) | undefined;
}

/**
 * The stored text, or undefined when nothing is stored or when it was damaged and has been set aside.
 *
 * @param first a load that was started earlier
 */
export async function loadOrSetAside(
	options: HealOptions,
	first?: Promise<string | undefined>,
): Promise<string | undefined> {
	const { store, locked, now, onCorrupt } = options;
	const before = await tryLoad(options, first ?? store.load());
	if (before.damage === undefined) return before.text;
	const heal = async (): Promise<string | undefined> => {
		// Another process may have healed it, or signed in again, while this one waited.
		const again = await tryLoad(options, store.load());
		if (again.damage === undefined) return again.text;
		const where = await store.setAside(timeMark(now()));
		onCorrupt(
			`What was stored in ${store.location} is damaged (${again.damage}). It was set aside as ${where}; sign in again with \`graphctl login\`.`,
		);
		return undefined;
	};
	return locked ? locked(heal) : heal();
}

interface Loaded {
	readonly text?: string | undefined;
	readonly damage?: string | undefined;
}

async function tryLoad({ damageOf }: HealOptions, load: Promise<string | undefined>): Promise<Loaded> {
	try {
		const text = await load;
		return text === undefined ? {} : { text, damage: damageOf(text) };
	} catch (error) {
		if (!(error instanceof GraphctlError) || error.code !== 'storage.corrupt') throw error;
		return { damage: error.message.replace(/^.* is damaged: /s, '').replace(/\.$/, '') };
	}
}
