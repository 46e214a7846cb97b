/** What the control endpoint arms for the next answers of the token endpoint: failures, policies, early renewal. */
import type { EntraError } from './entra-errors.js';

export interface TokenFaults {
	/** Makes the next `times` answers this error. */
	arm(error: EntraError, times: number): void;
	/** Takes the failure meant for the next answer, if any. */
	take(): EntraError | undefined;
	/** Whether a Conditional Access policy blocks the device code flow. */
	blockDevices(isBlocked: boolean): void;
	readonly devicesBlocked: boolean;
	/** Answers the next `times` device polls with `slow_down`. */
	slowDown(times: number): void;
	/** True when the next device poll is to be told to slow down. */
	takeSlowDown(): boolean;
	/** Makes answers say that a token should be renewed after this many seconds, long before its end; undefined ends that. */
	renewAfter(seconds: number | undefined): void;
	/** `refresh_in` of token answers, as Entra sends it for tokens that live long. */
	readonly refreshIn: number | undefined;
}

export function createTokenFaults(): TokenFaults {
	const armed: { readonly error: EntraError; left: number }[] = [];
	let slowDowns = 0;
	let devicesBlocked = false;
	let refreshIn: number | undefined;
	return {
		arm: (error, times) => void armed.push({ error, left: times }),
		take() {
			const next = armed[0];
			if (next === undefined) return undefined;
			next.left -= 1;
			if (next.left <= 0) armed.shift();
			return next.error;
		},
		blockDevices(isBlocked) {
			devicesBlocked = isBlocked;
		},
		get devicesBlocked() {
			return devicesBlocked;
		},
		slowDown(times) {
			slowDowns += times;
		},
		takeSlowDown() {
			if (slowDowns === 0) return false;
			slowDowns -= 1;
			return true;
		},
		renewAfter(seconds) {
			refreshIn = seconds;
		},
		get refreshIn() {
			return refreshIn;
		},
	};
}
