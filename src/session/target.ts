/** Which app signs in where: joined from settings for a login, from the account for everything else. */
import type { Account } from '../cache/account.js';
import type { Settings } from '../config/settings.js';
import { GraphctlError } from '../errors.js';
import { type Cloud, findCloud } from '../graph/clouds.js';

export interface Target {
	readonly cloud: Cloud;
	readonly clientId: string;
	/** Login URL; may name a tenant. */
	readonly authority: string;
	/** Tenant that wins over one in the URL; undefined when the URL names it. */
	readonly tenant: string | undefined;
}

/** Where a login goes. @throws GraphctlError `config.no-client-id`, `config.cloud` */
export function targetOfSettings(settings: Settings): Target {
	const cloud = cloudOfSettings(settings);
	const chosen = settings.setting('client-id');
	// A cloud's own client id beats the config file's, which is meant for the usual cloud.
	const clientId =
		chosen.source === 'flag' || chosen.source === 'environment' ? chosen.value : (cloud.clientId ?? chosen.value);
	if (clientId === undefined) {
		throw new GraphctlError({
			code: 'config.no-client-id',
			message: 'graphctl has no client id: it signs in with an app registration of your own.',
			hint: 'Register one in five lines (see "Register your app" in the README), then run:\n  graphctl config set client-id YOUR-CLIENT-ID\nOr try everything offline: graphctl sandbox start',
		});
	}
	const authority = settings.get('authority');
	const tenant = settings.setting('tenant');
	const named = tenant.source !== 'default';
	if (authority !== undefined) return { cloud, clientId, authority, tenant: named ? tenant.value : undefined };
	return { cloud, clientId, authority: cloud.authority, tenant: tenant.value };
}

/** Where an account signed in. @throws GraphctlError `config.cloud` when its cloud is no longer defined */
export function targetOfAccount(settings: Settings, account: Account): Target {
	return {
		cloud: cloudOf(settings, account.cloud),
		clientId: account.clientId,
		authority: account.authority,
		tenant: undefined,
	};
}

/** The cloud that the settings name. @throws GraphctlError `config.cloud`, `config.unknown-cloud` */
export function cloudOfSettings(settings: Settings): Cloud {
	return cloudOf(settings, settings.get('cloud') ?? 'global');
}

function cloudOf(settings: Settings, name: string): Cloud {
	if (name === 'sandbox' && !settings.clouds['sandbox']) {
		throw new GraphctlError({
			code: 'config.cloud',
			message: 'The sandbox is not running.',
			hint: 'Start it in another terminal: graphctl sandbox start',
		});
	}
	return findCloud(name, settings.clouds);
}
