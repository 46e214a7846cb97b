/** What every MSAL client is told alike: which authority, our network, our cache, our log. */
import type { Configuration, ICachePlugin, LogLevel } from '@azure/msal-node';
import type { Log } from '../runtime.js';
import type { Authority } from './authority.js';
import type { MsalNetwork } from './network.js';

export interface ClientSettings {
	readonly clientId: string;
	readonly authority: Authority;
	/** Text of `fetchAuthorityMetadata`, for an authority that needs it; without it MSAL asks for the document in each process. */
	readonly authorityMetadata?: string | undefined;
	readonly cachePlugin?: ICachePlugin | undefined;
	readonly network: MsalNetwork;
	readonly log: Log;
	/** Version of graphctl, sent along as `x-app-ver`. */
	readonly version: string;
}

/**
 * The configuration of a client with continuous access evaluation (CP1).
 * @param level `LogLevel.Verbose`: MSAL itself is loaded by the caller
 */
export function clientConfiguration(
	{ authority, authorityMetadata, cachePlugin, clientId, log, network, version }: ClientSettings,
	level: LogLevel,
) {
	return {
		auth: {
			clientId,
			authority: authority.url,
			knownAuthorities: [...authority.knownAuthorities],
			clientCapabilities: ['CP1'],
			...(authorityMetadata === undefined ? {} : { authorityMetadata }),
		},
		...(cachePlugin === undefined ? {} : { cache: { cachePlugin } }),
		system: { networkClient: network, loggerOptions: loggerOptions(log, level) },
		telemetry: { application: { appName: 'graphctl', appVersion: version } },
	} satisfies Configuration;
}

/** MSAL's own log, which reaches ours only where it names nobody. */
export function loggerOptions(log: Log, level: LogLevel) {
	return {
		logLevel: level,
		piiLoggingEnabled: false,
		loggerCallback: (_level: LogLevel, message: string, containsPii: boolean): void => {
			if (!containsPii) log.debug(message);
		},
	};
}
