/** The options of a login as words of a login line, so that a hint repeats what was typed. */
import type { AppFlow } from '../cache/account.js';
import type { FlowName } from '../flows/choose-flow.js';
import type { LoginWords } from '../session/login-line.js';
import type { LoginArgs } from './login.js';

/** The words that repeat this login; defaults are left out. `app` is the app-only flow that was chosen. */
export function loginWords(args: LoginArgs, app?: AppFlow): LoginWords {
	const { timeout, scope: scopes, redirectPort, storage, open, as } = args;
	const { loginHint, domainHint, prompt, cloud, authority, tenant, clientId, claims } = args;
	return {
		flow: app ?? namedFlow(args),
		...{ certificate: args.certificate, federatedTokenFile: args.federatedTokenFile },
		...{ scopes, redirectPort, storage, open, as, timeout: timeout === defaultTimeout ? undefined : timeout },
		...{ loginHint, domainHint, prompt, cloud, authority, tenant, clientId, claims },
	};
}

/** Value of `--timeout` where none is given. */
export const defaultTimeout = '15m';

/** The flow that the command line names; undefined for `auto`, for an app, and for an imported token, which nobody can repeat. */
export function namedFlow(args: Pick<LoginArgs, 'flow' | 'browser' | 'deviceCode'>): FlowName | undefined {
	if (args.browser) return 'browser';
	if (args.deviceCode) return 'device-code';
	return args.flow === 'browser' || args.flow === 'device-code' ? args.flow : undefined;
}

/** The first option given that only a sign-in with a browser can heed. */
export function browserOnly(
	args: Pick<LoginArgs, 'prompt' | 'domainHint' | 'redirectPort' | 'open'>,
): string | undefined {
	const given = {
		'--prompt': args.prompt !== undefined,
		'--domain-hint': args.domainHint !== undefined,
		'--redirect-port': args.redirectPort !== undefined,
		'--no-open': !args.open,
	};
	return Object.entries(given).find(([, is]) => is)?.[0];
}
