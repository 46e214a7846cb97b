/** The device flow beyond oidc-provider: Entra's answer, its polling rules, and the page where the code is typed. */
import type { Context, DeviceCode, Provider } from 'oidc-provider';
import { type EntraError, entraErrors } from './entra-errors.js';
import { type PageFrame, renderCodeForm, renderMessage } from './identity-pages.js';
import type { Realm } from './realm.js';
import { findApp } from './sample-apps.js';
import { createSignIn, graphResource } from './sign-ins.js';

/** Share of the interval that a poll may come early before it counts as too fast (timers and clocks are not exact). */
const toleratedHaste = 0.2;

/** Entra's form of the devicecode answer: no complete URI, but the interval and a message to show. */
export function toDeviceAnswer(
	realm: Realm,
	answer: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
	const { user_code, device_code, verification_uri, expires_in } = answer;
	return {
		user_code,
		device_code,
		verification_uri,
		expires_in,
		interval: realm.lifetimes.deviceInterval,
		message: `To sign in, use a web browser to open the page ${verification_uri} and enter the code ${user_code} to authenticate.`,
	};
}

/** Judges polls of the token endpoint before oidc-provider sees them. */
interface DevicePolls {
	/** The error to answer with, or undefined when oidc-provider is to decide. */
	check(deviceCode: string): Promise<EntraError | undefined>;
}

export function createDevicePolls(realm: Realm, provider: Provider): DevicePolls {
	const lastPolls = new Map<string, number>();
	return {
		async check(deviceCode) {
			const code = await provider.DeviceCode.find(deviceCode, { ignoreExpiration: true });
			if (code === undefined) return entraErrors.badDeviceCode;
			if (code.isExpired) return entraErrors.deviceExpired;
			if (realm.faults.devicesBlocked) return entraErrors.flowBlocked;
			const last = lastPolls.get(code.jti);
			lastPolls.set(code.jti, realm.now());
			const earliest = realm.lifetimes.deviceInterval * 1000 * (1 - toleratedHaste);
			const isEarly = last !== undefined && realm.now() - last < earliest;
			if (realm.faults.takeSlowDown() || isEarly) return entraErrors.slowDown;
			await approve(realm, provider, code);
			return undefined;
		},
	};
}

/** With auto-approve, lets the device in at its first poll. */
async function approve(realm: Realm, provider: Provider, code: DeviceCode): Promise<void> {
	const person = realm.approver(code.params['login_hint']);
	if (person === undefined || code.accountId !== undefined || code.error !== undefined) return;
	const clientId = code.clientId ?? '';
	const scope = code.params['scope'] ?? '';
	realm.state.consent(person.id, clientId, scope.split(' '));
	const grant = await createSignIn(realm, provider, { oid: person.id, clientId, params: code.params });
	Object.assign(code, {
		accountId: person.id,
		grantId: grant.jti,
		scope,
		resource: graphResource,
		authTime: Math.floor(realm.now() / 1000),
	});
	await code.save();
}

/** What the page says when a typed code leads nowhere, by the name of oidc-provider's error. */
const codeProblems: Readonly<Record<string, string>> = {
	NotFoundError: "That code didn't work. Check the code and try again.",
	ExpiredError: 'That code has expired. Start again on your device to get a new one.',
	AlreadyUsedError: 'That code was already used. Start again on your device to get a new one.',
	NoCodeError: 'Type the code that your device shows.',
};

/** The pages of oidc-provider's `features.deviceFlow`. */
export function createDevicePages(frame: PageFrame): Readonly<Record<string, unknown>> {
	const show = (context: Context, status: number, page: string): void => {
		context.status = status;
		context.body = page;
	};
	const codeForm = (context: Context, code: string | undefined, problem: string | undefined): string =>
		renderCodeForm(frame, {
			action: context.oidc.urlFor('code_verification'),
			xsrf: context.oidc.session.state?.secret ?? '',
			code,
			problem,
		});
	return {
		userCodeInputSource(context: Context, _form: string, _out: unknown, error?: Error & { userCode?: string }): void {
			const problem =
				error === undefined ? undefined : (codeProblems[error.name] ?? 'Something went wrong. Try again.');
			const isDeclined = error?.name === 'AbortedError';
			const page = isDeclined ? renderMessage(frame, deviceDeclined) : codeForm(context, error?.userCode, problem);
			show(context, 200, page);
		},
		userCodeConfirmSource(context: Context, _form: string, _client: unknown, _device: unknown, userCode: string): void {
			show(context, 200, codeForm(context, userCode, undefined));
		},
		successSource(context: Context): void {
			const app = findApp(context.oidc.client?.clientId)?.name ?? 'the app';
			show(context, 200, renderMessage(frame, deviceDone(app)));
		},
	};
}

const deviceDeclined = {
	title: 'You declined',
	text: ['The device was not signed in. You may now close this window.'],
};

const deviceDone = (app: string): { readonly title: string; readonly text: readonly string[] } => ({
	title: 'You are signed in',
	text: [`You have signed in to the ${app} application on your device. You may now close this window.`],
});
