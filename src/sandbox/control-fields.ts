/** The fields of a control command, checked before the command runs. */

import type { ArmedGraphFaults } from './graph-faults.js';
import type { Realm } from './realm.js';

/** What commands act upon. */
export interface ControlledSandbox {
	/** The employees' tenant. */
	readonly realm: Realm;
	/** That one and the customers'. */
	readonly realms: readonly Realm[];
	readonly graphFaults: ArmedGraphFaults;
	requests(): ReadonlyMap<string, number>;
}

export interface Command {
	readonly name: string;
	readonly fields: ReadonlyMap<string, unknown>;
}

/** An answer, nothing, or a sentence that says what is wrong. */
export type ControlAnswer = Readonly<Record<string, unknown>> | string | undefined;

export type RunCommand = (sandbox: ControlledSandbox, command: Command) => ControlAnswer;

/** Fields of a command, already checked; absent and null are the same. */
export interface Fields {
	text(name: string): string | undefined;
	number(name: string): number | undefined;
}

/** Refuses fields that the command does not know or that have another type, so that a slip never passes for success. */
export function checked(
	shape: Readonly<Record<string, 'string' | 'number'>>,
	run: (sandbox: ControlledSandbox, read: Fields) => ControlAnswer | void,
): RunCommand {
	return (sandbox, { name, fields }) => {
		for (const [field, value] of fields) {
			const type = Object.hasOwn(shape, field) ? shape[field] : undefined;
			if (type === undefined) return `The command "${name}" has no field "${field}".`;
			if (value !== null && (typeof value !== type || (typeof value === 'number' && !(value >= 0)))) {
				return `"${field}" must be a ${type}.`;
			}
		}
		const read: Fields = {
			text(field) {
				const value = fields.get(field);
				return typeof value === 'string' ? value : undefined;
			},
			number(field) {
				const value = fields.get(field);
				return typeof value === 'number' ? value : undefined;
			},
		};
		return run(sandbox, read) ?? undefined;
	};
}
