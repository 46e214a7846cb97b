/** Microsoft's clouds: where each signs in and where its Graph is. */
import { GraphctlError } from '../errors.js';

/** A cloud to sign in to. */
export interface Cloud {
	readonly name: string;
	/** Login origin, without a tenant. */
	readonly authority: string;
	/** Graph origin. */
	readonly graph: string;
	/** True where scopes must name this Graph: a bare name means another one, or nothing, at that login host. */
	readonly namesScopes?: boolean;
	/** Where apps are registered. */
	readonly portal?: string;
	/** PEM file with the only authorities that this cloud's servers are trusted by. */
	readonly caFile?: string;
	/** Client id that belongs to this cloud. */
	readonly clientId?: string;
}

/** https://learn.microsoft.com/graph/deployments */
export const clouds = [
	{
		name: 'global',
		authority: 'https://login.microsoftonline.com',
		graph: 'https://graph.microsoft.com',
		portal: 'https://entra.microsoft.com',
	},
	{
		name: 'usgov',
		authority: 'https://login.microsoftonline.us',
		graph: 'https://graph.microsoft.us',
		namesScopes: true,
		portal: 'https://portal.azure.us',
	},
	{
		name: 'usgov-dod',
		authority: 'https://login.microsoftonline.us',
		graph: 'https://dod-graph.microsoft.us',
		namesScopes: true,
		portal: 'https://portal.azure.us',
	},
	{
		name: 'china',
		authority: 'https://login.partner.microsoftonline.cn',
		graph: 'https://microsoftgraph.chinacloudapi.cn',
		namesScopes: true,
		portal: 'https://portal.azure.cn',
	},
] as const satisfies readonly Cloud[];

/**
 * The cloud of that name; the user's own (`custom`, from config.json) come after Microsoft's, which they cannot replace.
 * @throws GraphctlError `config.cloud-closed`, `config.unknown-cloud`
 */
export function findCloud(name: string, custom: Readonly<Record<string, Omit<Cloud, 'name'>>> = {}): Cloud {
	const known = clouds.find((cloud) => cloud.name === name.toLowerCase());
	if (known) return known;
	const own = Object.hasOwn(custom, name) ? custom[name] : undefined;
	if (own) return { ...own, name };
	if (/^german/i.test(name)) {
		throw new GraphctlError({
			code: 'config.cloud-closed',
			message: 'Microsoft closed the cloud for Germany (login.microsoftonline.de) on 2021-10-29.',
			hint: 'Its tenants moved to the global cloud: use --cloud global.',
		});
	}
	const names = [...clouds.map((cloud) => cloud.name), ...Object.keys(custom)];
	throw new GraphctlError({
		code: 'config.unknown-cloud',
		message: `There is no cloud "${name}".`,
		hint: `Choose one of ${names.join(', ')}, or define it under "clouds" in config.json.`,
	});
}
