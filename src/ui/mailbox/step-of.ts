import type { Action } from '../key-binding.js';

/** How far a key moves a cursor or a text, `page` lines at a time; undefined for a key that does not move. */
export function stepOf(action: Action, page: number): number | undefined {
	const steps: Partial<Record<Action, number>> = {
		up: -1,
		down: 1,
		'page-up': -page,
		'page-down': page,
		first: Number.NEGATIVE_INFINITY,
		last: Number.POSITIVE_INFINITY,
	};
	return steps[action];
}
