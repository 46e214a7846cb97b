/** Failures that the control endpoint arms for the next Graph requests. */
import type { GraphFault, GraphFaults } from './types.js';

export interface ArmedGraphFaults extends GraphFaults {
	/** Makes the next `times` requests whose path starts with `path` fail. */
	arm(fault: GraphFault, times: number, path?: string): void;
	/** Makes Graph demand this `acrs` value of every token; undefined ends it. */
	demandAcrs(value: string | undefined): void;
}

export function createGraphFaults(): ArmedGraphFaults {
	const armed: { readonly fault: GraphFault; readonly path: string; left: number }[] = [];
	let demanded: string | undefined;
	return {
		arm: (fault, times, path = '') => void armed.push({ fault, path, left: times }),
		take(_method, path) {
			const index = armed.findIndex((entry) => path.startsWith(entry.path));
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
