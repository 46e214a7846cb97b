/** The app that the environment names, where nobody is signed in: it works without a login and leaves nothing behind. */
import type { Account } from '../cache/account.js';
import type { Settings } from '../config/settings.js';
import { GraphctlError } from '../errors.js';
import type { LoginLine } from '../flows/login-line.js';
import type { Runtime } from '../runtime.js';
import { joinAppSession } from './app-session.js';
import { type EnvironmentSource, environmentSource } from './app-source.js';
import { createAppTokens } from './app-tokens.js';
import { writeLoginLine } from './login-line.js';
import type { Session, SessionOptions } from './session.js';
import { cloudOfSettings, type Target, targetOfSettings } from './target.js';

/** An app, where it signs in, and what proves it. */
export interface EnvironmentApp {
	readonly account: Account;
	readonly target: Target;
	readonly source: EnvironmentSource;
}

/**
 * The app of the environment; undefined when no credential is there, or when an account is asked for by name.
 * @throws GraphctlError `config.no-client-id`, `config.tenant`, `config.value`
 */
export async function findEnvironmentApp(runtime: Runtime, settings: Settings): Promise<EnvironmentApp | undefined> {
	const source = environmentSource(runtime.env);
	if (source === undefined || settings.get('account') !== undefined) return undefined;
	if (source.flow === 'managed-identity') return managedApp(settings, source);
	const target = targetOfSettings(settings);
	const [{ resolveAuthority }, { requireTenant }] = await Promise.all([
		import('../flows/authority.js'),
		import('../flows/client-credentials.js'),
	]);
	const authority = resolveAuthority(target);
	requireTenant(authority, lineOfEnvironment(target, source));
	const { clientId, cloud } = target;
	const account: Account = {
		homeAccountId: `${clientId}.${authority.tenant}`,
		localAccountId: clientId,
		username: clientId,
		clientId,
		cloud: cloud.name,
		tenantId: authority.tenant,
		authority: authority.url,
		flow: source.flow,
		certificateFile: source.certificateFile,
		federatedTokenFile: source.federatedTokenFile,
		addedAt: '',
	};
	return { account, target: { cloud, clientId, authority: authority.url, tenant: undefined }, source };
}

/** The machine's own identity: who it is and where it belongs shows only in a token. */
function managedApp(settings: Settings, found: EnvironmentSource): EnvironmentApp {
	const chosen = settings.setting('client-id');
	const id = chosen.source === 'flag' ? chosen.value : found.managedIdentityId;
	const source = { ...found, managedIdentityId: id };
	const cloud = cloudOfSettings(settings);
	const account: Account = {
		...{ homeAccountId: '', localAccountId: '', tenantId: '', clientId: id ?? '', addedAt: '' },
		...{ cloud: cloud.name, authority: cloud.authority, flow: source.flow, managedIdentityId: id },
		username: id === undefined ? 'system-assigned identity' : `identity ${id}`,
	};
	return { account, target: { cloud, clientId: id ?? '', authority: cloud.authority, tenant: undefined }, source };
}

/** Prepares the work of one command. @throws GraphctlError `sign-in.required` where the environment names no app either */
export async function openEnvironmentSession(runtime: Runtime, options: SessionOptions): Promise<Session> {
	const { note, settings } = options;
	const app = await findEnvironmentApp(runtime, settings);
	if (app === undefined) {
		throw new GraphctlError({
			code: 'sign-in.required',
			message: 'Nobody is signed in.',
			hint: 'Sign in with: graphctl login',
		});
	}
	const { account, source, target } = app;
	runtime.log.info(`Nobody is signed in; ${source.variable} is used, and nothing is stored.`);
	const line = lineOfEnvironment(target, source);
	const open = async () =>
		createAppTokens(runtime, {
			...{ target, flow: source.flow, source: async () => source },
			store: undefined,
			onCorrupt: note,
			loginLine: line,
			note,
		});
	return joinAppSession(runtime, options, { account, target, loginLine: line, open });
}

/** The environment proves the app at a login as well. */
export function lineOfEnvironment({ cloud, clientId }: Target, { flow }: EnvironmentSource): LoginLine {
	const id = clientId === '' ? {} : { clientId };
	return (needs) => writeLoginLine({ flow, ...id, ...(cloud.name === 'global' ? {} : { cloud: cloud.name }) }, needs);
}
