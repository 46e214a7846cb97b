/** Finds the connections a request may use: by trust, by proxy, by kind. */
import type { Agent } from 'node:http';
import type { Runtime } from '../runtime.js';
import { createPlainLane, createTlsLane, type Lane } from './http-agents.js';
import { createTrust } from './http-trust.js';
import { bareHost, defaultPort, findProxy, type ProxyServer } from './proxy.js';

/** Where a request goes: everything but method, path, headers and body. */
export interface Route {
	readonly agent: Agent;
	/** True when the connection to `host` and `port` speaks TLS. */
	readonly secure: boolean;
	readonly host: string;
	readonly port: number;
	/** The proxy that a tunnel goes through, or that the whole request is handed to (`forwarded`). */
	readonly proxy: ProxyServer | undefined;
	/** True for plain http through a proxy, which then takes the request with its full URL. */
	readonly forwarded: boolean;
	/** Opens a connection that the next request on this route takes. */
	openAhead(): void;
	/** Forgets the idle connections of this route, so that the next request opens one. */
	forget(): void;
}

/** The connections of one process. */
export interface Pool {
	/** `direct` passes by the proxies. @throws GraphctlError `config.ca-file`, `network.proxy` */
	route(url: URL, caFile: string | undefined, direct?: boolean): Route;
	closeIdle(): void;
}

/** Makes an empty pool; `env` names proxies and additional authorities. */
export function createPool(env: Runtime['env']): Pool {
	const trust = createTrust(env);
	const lanes = new Map<string, Lane>();

	function laneFor(secure: boolean, caFile: string | undefined, proxy: ProxyServer | undefined): Lane {
		const key = JSON.stringify(secure ? [caFile, proxy?.url.href] : []);
		const lane = lanes.get(key) ?? (secure ? createTlsLane(trust(caFile), proxy) : createPlainLane());
		lanes.set(key, lane);
		return lane;
	}

	return {
		route(url, caFile, direct = false) {
			const proxy = direct ? undefined : findProxy(url, env);
			const forwarded = proxy !== undefined && url.protocol === 'http:';
			const end = forwarded ? proxy.url : url;
			const secure = end.protocol === 'https:';
			const place = { host: bareHost(end), port: Number(end.port) || defaultPort(end) };
			// The CA file vouches for the cloud, not for a proxy.
			const lane = forwarded ? laneFor(secure, undefined, undefined) : laneFor(secure, caFile, proxy);
			return {
				...place,
				agent: lane.agent,
				secure,
				proxy,
				forwarded,
				openAhead: () => lane.openAhead(place.host, place.port),
				forget: () => lane.closeIdle(place),
			};
		},
		closeIdle() {
			for (const lane of lanes.values()) lane.closeIdle();
		},
	};
}
