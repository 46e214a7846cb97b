/**
 * Polling for a device code (RFC 8628 3.4 and 3.5). It happens below MSAL, whose own loop knows no `slow_down`, ends at the first network
 * failure, loses the AADSTS details and notices a cancel only at the next poll.
 */
import { GraphctlError } from '../errors.js';
import type { Clock } from '../runtime.js';
import { type Answer, isBusy, isPassing, pauseFor, retryAfterMs } from './answer.js';
import type { LoginLine } from './login-line.js';
import { isRecord, readOauthError } from './oauth-error.js';

export interface DeviceGrant {
	readonly deviceCode: string;
	readonly intervalMs: number;
	/** Milliseconds since the epoch. */
	readonly expiresAt: number;
	/** True where the person's own time limit ends the wait before the code's life does. */
	readonly limited: boolean;
}

export interface PollOptions {
	send(): Promise<Answer>;
	readonly clock: Clock;
	/** For the hint of a timeout. */
	readonly loginLine: LoginLine;
	readonly signal: AbortSignal | undefined;
	onRetry(reason: string): void;
}

const slowDownMs = 5000;
const longestBackoffMs = 60_000;

/** Reads the devicecode answer; `interval` defaults to 5 seconds (RFC 8628 3.2). */
export function readDeviceGrant(body: unknown, now: number, timeoutMs: number | undefined): DeviceGrant | undefined {
	if (!isRecord(body) || typeof body['device_code'] !== 'string') return undefined;
	const seconds = (value: unknown, otherwise: number): number => {
		const number = Number(value);
		return value !== undefined && Number.isFinite(number) && number >= 0 ? number : otherwise;
	};
	const life = seconds(body['expires_in'], 900) * 1000;
	return {
		deviceCode: body['device_code'],
		intervalMs: seconds(body['interval'], 5) * 1000,
		expiresAt: now + Math.min(life, timeoutMs ?? life),
		limited: timeoutMs !== undefined && timeoutMs < life,
	};
}

/** True for the token request of this very device code. */
export function isDevicePoll(grant: DeviceGrant, body: string | undefined): boolean {
	return new URLSearchParams(body ?? '').get('device_code') === grant.deviceCode;
}

/**
 * Asks until the person has approved or declined, and hands back that last answer.
 * @throws GraphctlError `timeout.device-code` when the code expires first, `cancelled.by-user`, `network.*` for what will not pass
 */
export async function pollDevice(grant: DeviceGrant, options: PollOptions): Promise<Answer> {
	const { clock, signal } = options;
	let interval = grant.intervalMs;
	let backoff = interval;
	for (;;) {
		let pause: number;
		try {
			const answer = await options.send();
			const error = readOauthError(answer.body, answer.status)?.error;
			if (error === 'slow_down') interval += slowDownMs;
			if (error === 'slow_down' || error === 'authorization_pending') {
				pause = interval;
				backoff = interval;
			} else if (isBusy(answer.status)) {
				backoff = Math.min(Math.max(backoff, 1000) * 2, longestBackoffMs);
				pause = Math.max(backoff, retryAfterMs(answer, clock.now()) ?? 0);
				options.onRetry(`the identity platform answered ${answer.status}`);
			} else {
				return answer;
			}
		} catch (error) {
			if (!isPassing(error)) throw error;
			// RFC 8628 3.5: exponential backoff after a failed connection.
			backoff = Math.min(Math.max(backoff, 1000) * 2, longestBackoffMs);
			pause = backoff;
			options.onRetry(error.message);
		}
		await pauseFor(clock, Math.max(0, Math.min(pause, grant.expiresAt - clock.now())), signal);
		if (clock.now() >= grant.expiresAt) throw expired(grant, options.loginLine);
	}
}

function expired({ limited }: DeviceGrant, loginLine: LoginLine): GraphctlError {
	return new GraphctlError({
		code: 'timeout.device-code',
		message: limited
			? 'The device code was not used within the time that --timeout gives.'
			: 'The device code expired before it was used.',
		hint: `Get a new one: ${loginLine({ flow: 'device-code', moreTime: true })}`,
	});
}
