/** `$orderby` on messages, and the rule that ties it to `$filter` (learn.microsoft.com/graph/api/user-list-messages). */
import type { Filter } from './filter.js';
import { badRequest, GraphError, unknownProperty } from './graph-errors.js';
import { findMessagePath, type MessagePath } from './message-paths.js';
import { findMessageProperty, type Json, type Message } from './message-properties.js';

export interface SortKey {
	readonly path: MessagePath;
	readonly descending: boolean;
}

/** @throws GraphError 400 */
export function parseOrderBy(text: string): readonly SortKey[] {
	return text.split(',').map((part) => {
		const found = /^\s*\(?\s*([A-Za-z][\w/]*)\s*\)?(?:\s+(asc|desc))?\s*$/i.exec(part);
		if (found === null) throw badRequest(`Syntax error in the $orderby expression '${text}'.`);
		const name = found[1] ?? '';
		const path = findMessagePath(name);
		if (path === undefined || path.name.startsWith('body')) {
			const first = name.split('/')[0] ?? name;
			if (findMessageProperty(first) === undefined) throw unknownProperty(first, 'microsoft.graph.message');
			throw new GraphError(
				400,
				'ErrorInvalidUrlQuery',
				'The query contains an $orderby expression that is not supported.',
			);
		}
		return { path, descending: found[2]?.toLowerCase() === 'desc' };
	});
}

/**
 * The properties of `$orderby` must be the first ones of `$filter`, in the same order.
 * @throws GraphError 400 `InefficientFilter`
 */
export function checkEfficiency(filter: Filter, keys: readonly SortKey[]): void {
	if (keys.every((key, index) => filter.paths[index]?.name === key.path.name)) return;
	throw new GraphError(400, 'InefficientFilter', 'The restriction or sort order is too complex for this operation.');
}

/** Sorts messages; equal ones keep their order, so that pages never overlap. */
export function sortMessages(messages: readonly Message[], keys: readonly SortKey[]): Message[] {
	const collator = new Intl.Collator('en', { sensitivity: 'base' });
	const rows = messages.map((message) => ({ message, values: keys.map((key) => key.path.read(message)) }));
	rows.sort((left, right) => {
		for (let index = 0; index < keys.length; index++) {
			const order = compareValues(left.values[index], right.values[index], collator);
			if (order !== 0) return keys[index]?.descending === true ? -order : order;
		}
		return 0;
	});
	return rows.map((row) => row.message);
}

function compareValues(left: Json | undefined, right: Json | undefined, collator: Intl.Collator): number {
	if (typeof left === 'string' && typeof right === 'string') {
		// Times are all written alike, so that their order is that of their characters.
		return left === right ? 0 : isTime(left) ? (left < right ? -1 : 1) : collator.compare(left, right);
	}
	if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
	return Number(left !== undefined && left !== null) - Number(right !== undefined && right !== null);
}

function isTime(text: string): boolean {
	return text.length === 20 && text.endsWith('Z') && text[10] === 'T';
}
