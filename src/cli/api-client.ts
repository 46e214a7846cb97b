/** The client of one `api` request: bound to one origin and to tokens of the one API behind it. */
import { GraphctlError } from '../errors.js';
import { createGraphClient, type GraphClient } from '../graph/client.js';
import type { HttpResponse, Runtime } from '../runtime.js';
import type { Session } from '../session/session.js';
import { inItsName, refusalOf } from './api-refusal.js';
import { type ApiTarget, isGraphAudience } from './api-target.js';
import { note } from './report.js';

export interface ApiClient extends Pick<GraphClient, 'request' | 'getPage'> {
	/** The answer that this error tells of; undefined when it tells of none. */
	answerOf(error: unknown): HttpResponse | undefined;
}

/** Parts of a session that an API needs. */
export type ApiSession = Pick<Session, 'target' | 'token' | 'loginLine' | 'grantAdvice'>;

/** Makes it; redirects are not followed and links to other origins are refused, as for Graph. */
export function openApiClient(
	runtime: Pick<Runtime, 'http' | 'clock' | 'randomBytes' | 'version' | 'signal' | 'stderr'>,
	session: ApiSession,
	target: ApiTarget,
): ApiClient {
	const { cloud } = session.target;
	const host = new URL(target.origin).host;
	let last: HttpResponse | undefined;
	const client = createGraphClient({
		http: {
			async request(request) {
				last = undefined;
				last = await runtime.http.request(request);
				return last;
			},
		},
		clock: runtime.clock,
		randomBytes: (count) => runtime.randomBytes(count),
		version: runtime.version,
		graphOrigin: target.origin,
		// A cloud with an authority of its own signs its other APIs with it as well.
		caFile: cloud.caFile,
		signal: runtime.signal,
		cautious: true,
		async getToken(request) {
			const { accessToken } = await session.token({ ...request, scopes: target.scopes });
			if (!target.isGraph) refuseGraphToken(accessToken, host, cloud.graph);
			return accessToken;
		},
		loginLine: (needs = {}) => session.loginLine(target.isGraph ? needs : { ...needs, scopes: target.scopes }),
		grantAdvice: target.isGraph ? session.grantAdvice : undefined,
		onWait: ({ seconds, reason }) =>
			note(
				runtime,
				`${target.isGraph ? reason : inItsName(reason, host)} Waiting ${Math.ceil(seconds)} s before the next try.`,
			),
	});
	const answerOf = (error: unknown): HttpResponse | undefined =>
		error instanceof GraphctlError && last !== undefined && error.details.status === last.status ? last : undefined;
	const inItsWords = async <T>(answer: Promise<T>): Promise<T> => {
		try {
			return await answer;
		} catch (error) {
			throw target.isGraph || !(error instanceof GraphctlError)
				? error
				: refusalOf(error, host, answerOf(error), session.grantAdvice !== undefined);
		}
	};
	return {
		request: (...asked) => inItsWords(client.request(...asked)),
		getPage: (path, options) => inItsWords(client.getPage(path, options)),
		answerOf,
	};
}

/** Whatever scope led to it: what Graph would take as its own stays here. */
function refuseGraphToken(token: string, host: string, graphOrigin: string): void {
	const audiences = audiencesOf(token);
	if (!audiences.some((audience) => isGraphAudience(audience, graphOrigin))) return;
	throw new GraphctlError({
		code: 'usage.scope',
		message: `The token for these scopes is one of Graph, which does not leave for ${host}; nothing was sent.`,
		hint: 'Name a permission of that API: --scope api://CLIENT-ID/NAME',
	});
}

/** The `aud` of a token that can be read; nothing is verified, and tokens need not be readable at all. */
function audiencesOf(token: string): readonly string[] {
	try {
		const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
		const audience = typeof claims === 'object' && claims !== null && 'aud' in claims ? claims.aud : undefined;
		return [audience].flat().filter((value) => typeof value === 'string');
	} catch {
		return [];
	}
}
