/** Failures that the control endpoint arms for the next Graph requests. */
import type { GraphFault, GraphFaults } from './types.js';

export interface ArmedGraphFaults extends GraphFaults {
	/**
	 * Makes the next `times` requests fail whose path starts with `path`; a segment `*` stands for any one, and `$` at the end
	 * for the end of the path: `/v1.0/me/messages/*$` is one message and nothing below it.
	 */
	arm(fault: GraphFault, times: number, path?: string): void;
	/** Forgets every failure that is armed. */
	disarm(): void;
	/** Makes Graph demand this `acrs` value of every token; undefined ends it. */
	demandAcrs(value: string | undefined): void;
}

export function createGraphFaults(): ArmedGraphFaults {
	const armed: { readonly fault: GraphFault; readonly matches: (path: string) => boolean; left: number }[] = [];
	let demanded: string | undefined;
	return {
		arm: (fault, times, path = '') => void armed.push({ fault, matches: pathMatcher(path), left: times }),
		disarm: () => void armed.splice(0),
		take(_method, path) {
			const index = armed.findIndex((entry) => entry.matches(path));
			const entry = armed[index];
			if (entry === undefined) return undefined;
			entry.left -= 1;
			if (entry.left <= 0) armed.splice(index, 1);
			return entry.fault;
		},
		demandAcrs(value) {
			demanded = value;
		},
		demandedAcrs: () => demanded,
	};
}

function pathMatcher(pattern: string): (path: string) => boolean {
	const ends = pattern.endsWith('$');
	const parts = (ends ? pattern.slice(0, -1) : pattern)
		.split('*')
		.map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&'));
	const expression = new RegExp(`^${parts.join('[^/]+')}${ends ? '$' : ''}`);
	return (path) => expression.test(path.replaceAll('%24', '$'));
}
