/** The device authorization grant (RFC 8628): the person types a code into a browser anywhere. */
import { GraphctlError } from '../errors.js';
import type { Clock } from '../runtime.js';
import type { LoginLine } from './login-line.js';
import type { MsalClient } from './msal-client.js';
import type { SignInDisplay } from './sign-in-events.js';
import { type TokenResult, toTokenResult } from './token-result.js';

export interface DeviceCodeOptions {
	readonly scopes: readonly string[];
	readonly display: SignInDisplay;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	/** Claims challenge as JSON text. */
	readonly claims?: string | undefined;
	/** Longest wait in milliseconds; the code's own life (15 minutes) ends it in any case. */
	readonly timeoutMs?: number | undefined;
	/** Throws when somebody else than was meant has signed in. */
	readonly check?: ((token: TokenResult) => void) | undefined;
}

/**
 * Shows a code and waits until it was used.
 * @throws GraphctlError `permission.declined`, `timeout.device-code`, `cancelled.by-user`, and whatever the identity platform refuses with
 */
export async function acquireByDeviceCode(client: MsalClient, options: DeviceCodeOptions): Promise<TokenResult> {
	const { clock, display, scopes, signal, timeoutMs } = options;
	const onRetry = (reason: string): void => display.show({ kind: 'network-retry', reason });
	const result = await client.run(
		{ flow: 'device-code', scopes, signal, onRetry, deviceTimeoutMs: timeoutMs },
		async (correlationId) => {
			const request: Parameters<typeof client.app.acquireTokenByDeviceCode>[0] = {
				scopes: client.wireScopes(scopes),
				correlationId,
				...(options.claims === undefined ? {} : { claims: options.claims }),
				deviceCodeCallback: (response) => {
					const life = Math.min(response.expiresIn * 1000, timeoutMs ?? Number.POSITIVE_INFINITY);
					display.show({
						kind: 'device-code',
						userCode: checkText(response.userCode, 'user code', client.loginLine),
						verificationUri: checkHttps(response.verificationUri, client.loginLine),
						message: response.message ?? '',
						expiresAt: clock.now() + (Number.isFinite(life) ? life : 900_000),
					});
				},
			};
			// MSAL looks at this flag before each of its own requests; our network ends the wait itself.
			const cancel = (): void => {
				request.cancel = true;
			};
			signal.addEventListener('abort', cancel, { once: true });
			try {
				return await client.app.acquireTokenByDeviceCode(request);
			} finally {
				signal.removeEventListener('abort', cancel);
			}
		},
	);
	const token = toTokenResult(result, scopes, client.loginLine);
	options.check?.(token);
	return token;
}

function checkText(value: string | undefined, what: string, loginLine: LoginLine): string {
	if (value) return value;
	throw new GraphctlError({
		code: 'config.authority',
		message: `The identity platform answered without a ${what}.`,
		hint: `Check --authority and --cloud, or sign in with a browser: ${loginLine({ flow: 'browser' })}`,
	});
}

/** The person will type a password there: no other scheme than https is shown. */
function checkHttps(value: string | undefined, loginLine: LoginLine): string {
	const text = checkText(value, 'verification address', loginLine);
	if (/^https:\/\/[^\s/]/i.test(text)) return text;
	throw new GraphctlError({
		code: 'config.authority',
		message: 'The identity platform named a verification address that does not use https; it is not shown.',
		hint: 'Check --authority and --cloud.',
	});
}
