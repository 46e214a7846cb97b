/** Which app signs in where: joined from settings for a login, from the account for everything else. */
import type { Account } from '../cache/account.js';
import type { Settings } from '../config/settings.js';
import { GraphctlError } from '../errors.js';
import { type Cloud, clouds, findCloud } from '../graph/clouds.js';

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
	const cloud = cloudOfLogin(settings);
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
	const authority = settings.get('authority') ?? cloud.authority;
	const tenant = settings.setting('tenant');
	// A tenant in the URL, and the one that belongs to an external tenant's host, beat the default.
	return { cloud, clientId, authority, tenant: tenant.source === 'default' ? undefined : tenant.value };
}

/** Older names of login hosts (https://learn.microsoft.com/azure/china/resources-developer-guide). */
const hostAliases: Readonly<Record<string, string>> = {
	'login.chinacloudapi.cn': 'login.partner.microsoftonline.cn',
	'login.usgovcloudapi.net': 'login.microsoftonline.us',
};

/**
 * The cloud of a login. An `--authority` at the login host of a cloud says itself which: its tokens are good for no other Graph, and a
 * cloud of the config file may have a certificate authority of its own.
 */
function cloudOfLogin(settings: Settings): Cloud {
	const chosen = cloudOfSettings(settings);
	const authority = settings.get('authority');
	const host = authority !== undefined && URL.canParse(authority) ? new URL(authority).host : '';
	const own = host === '' ? undefined : ownCloudAt(settings, `https://${host}`);
	const at = own ? [own] : clouds.filter((cloud) => new URL(cloud.authority).host === (hostAliases[host] ?? host));
	const [first] = at;
	if (!first || at.some(({ name }) => name === chosen.name) || !clouds.some(({ name }) => name === chosen.name))
		return chosen;
	if (settings.setting('cloud').source === 'default') return first;
	throw new GraphctlError({
		code: 'config.cloud',
		message: `The authority ${host} belongs to the cloud ${at.map(({ name }) => name).join(' or ')}, not to ${chosen.name}.`,
		hint: `Use --cloud ${first.name}, or leave --authority out.`,
	});
}

/** The one cloud of the config file whose login host, or Graph, has this origin, unless that is one of Microsoft's. */
export function ownCloudAt(
	settings: Settings,
	origin: string,
	part: 'authority' | 'graph' = 'authority',
): Cloud | undefined {
	const isThere = (cloud: Pick<Cloud, 'authority' | 'graph'>): boolean => new URL(cloud[part]).origin === origin;
	if (clouds.some(isThere)) return undefined;
	const [first, ...others] = Object.entries(settings.clouds).filter(([, entry]) => isThere(entry));
	return first && others.length === 0 ? cloudOf(settings, first[0]) : undefined;
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
	const cloud = findCloud(name, settings.clouds);
	if (Object.hasOwn(settings.clouds, cloud.name) && clouds.some((known) => known.name === cloud.name)) {
		throw new GraphctlError({
			code: 'config.cloud',
			message: `The config file defines a cloud "${cloud.name}", which is the name of one of Microsoft's.`,
			hint: 'Give it another name there; `graphctl config path` says where.',
		});
	}
	return cloud;
}
