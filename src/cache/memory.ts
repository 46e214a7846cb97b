/** Secrets that end with the process. */
import type { Store } from './store.js';

/** A store that nothing else can see. */
export function createMemoryStore(): Store {
	let content: string | undefined;
	return {
		kind: 'memory',
		location: 'memory of this process',
		load: async () => content,
		save: async (text) => {
			content = text;
		},
		remove: async () => {
			const was = content;
			content = undefined;
			return was !== undefined;
		},
		setAside: async () => {
			content = undefined;
			return 'nowhere';
		},
	};
}
