/** The Graph client of a session, whoever brings its token. */
import type { LoginLine } from '../flows/login-line.js';
import { createGraphClient, type GraphClient, type GraphTokenRequest, type WaitInfo } from '../graph/client.js';
import type { Cloud } from '../graph/clouds.js';
import type { GrantAdvice } from '../graph/grant-advice.js';
import type { Runtime } from '../runtime.js';

export interface SessionGraphOptions {
	readonly cloud: Cloud;
	/** True when Graph will be asked: its connection is opened at once. */
	readonly usesGraph: boolean;
	readonly token: (request: GraphTokenRequest) => Promise<{ readonly accessToken: string }>;
	readonly loginLine: LoginLine;
	/** Told before each wait. */
	readonly onWait: (info: WaitInfo) => void;
	/** For an app: how an administrator gives it more. */
	readonly grantAdvice?: GrantAdvice | undefined;
}

/** Makes it; `asking` resolves when the first token is there and its request goes out. */
export function openGraph(
	runtime: Runtime,
	{ grantAdvice, cloud, usesGraph, token, loginLine, onWait }: SessionGraphOptions,
): { readonly graph: GraphClient; readonly asking: Promise<void> } {
	if (usesGraph) runtime.http.preconnect(cloud.graph, cloud.caFile);
	let startAsking = (): void => {};
	const asking = new Promise<void>((resolve) => {
		startAsking = resolve;
	});
	const graph = createGraphClient({
		http: runtime.http,
		clock: runtime.clock,
		randomBytes: (count) => runtime.randomBytes(count),
		version: runtime.version,
		graphOrigin: cloud.graph,
		caFile: cloud.caFile,
		signal: runtime.signal,
		getToken: async (request) => {
			const { accessToken } = await token(request);
			startAsking();
			return accessToken;
		},
		loginLine,
		grantAdvice,
		onWait,
	});
	return { graph, asking };
}
