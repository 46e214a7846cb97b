/** Where one secret document rests: the interface that every kind of storage fulfils. */
import type { Runtime } from '../runtime.js';

/** Every kind of storage, in the order help lists them. */
export const storeKinds = ['keychain', 'encrypted-file', 'plaintext-file', 'memory'] as const;

export type StoreKind = (typeof storeKinds)[number];

/** One document of text, e.g. MSAL's cache. */
export interface Store {
	readonly kind: StoreKind;
	/** For people: a file path, or e.g. "Secret Service (service graphctl)". */
	readonly location: string;
	/**
	 * The stored text, or undefined when nothing is stored.
	 *
	 * @throws GraphctlError `storage.corrupt` for content that cannot be read back, other `storage.*` when it cannot be reached
	 */
	load(): Promise<string | undefined>;
	/** Replaces the text as a whole; after a crash there is the old or the new one. */
	save(text: string): Promise<void>;
	/** True when something was removed; nothing to remove is success. */
	remove(): Promise<boolean>;
	/** Moves the content, however broken, to `NAME.corrupt-TIME` of the same kind of storage; returns that name or path. */
	setAside(time: string): Promise<string>;
}

/** The parts of the outside world that storage needs. */
export type CacheRuntime = Pick<Runtime, 'clock' | 'processes' | 'randomBytes' | 'platform'>;

/** Sign of the time for `NAME.corrupt-TIME`, e.g. `20260828T101530123Z`. */
export function timeMark(now: number): string {
	return new Date(now).toISOString().replace(/[-:.]/g, '');
}
