/** The login origin's paths: tenant by tenant as Entra has them, each handed to the part that answers it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { serveAdminConsent } from './admin-consent.js';
import { checkPublicApp } from './client-authentication.js';
import { toInstanceDocument } from './discovery.js';
import { type EntraError, entraErrors, type RequestIds, toErrorBody } from './entra-errors.js';
import { renderMessage } from './identity-pages.js';
import { sendAbsent, sendJson } from './json-answer.js';
import type { ExchangeTools } from './on-behalf-of.js';
import { sendPage } from './page-layout.js';
import type { Realm } from './realm.js';
import { isRegisteredRedirect } from './sample-apps.js';
import { serveSignIn } from './sign-in-pages.js';
import { serveSignOut } from './sign-out.js';
import { readBody, TenantRequest } from './tenant-request.js';
import { tenantKind } from './tenants.js';
import { createTokenGate } from './token-endpoint.js';

/** What one route needs of a request. */
interface Call {
	readonly request: IncomingMessage;
	readonly response: ServerResponse;
	readonly tenant: string;
	/** Path behind the tenant. */
	readonly path: string;
	/** Query with its `?`, or empty. */
	readonly search: string;
	readonly query: URLSearchParams;
	readonly ids: RequestIds;
}

interface Route {
	readonly methods: readonly string[];
	readonly path: RegExp;
	/** A browser shows the answer, so errors are pages. */
	readonly isPage?: boolean;
	/** Serves accounts, so a tenant without any is refused. */
	readonly signsIn?: boolean;
	serve(call: Call): Promise<void>;
}

/** Makes the handler of the login origin, for everything but the control endpoint. */
export function createEntraRoutes(
	tools: ExchangeTools,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
	const { realm, provider } = tools;
	const handOver = provider.callback();
	const gate = createTokenGate(tools);
	const toProvider = (call: Call, path: string, form = new URLSearchParams(), rewritten = form): Promise<void> => {
		const { tenant, search, ids } = call;
		const host = realm.hostOf(call.request);
		return handOver(
			new TenantRequest(call.request, { tenant, url: path + search, host, form, rewritten, ids }),
			call.response,
		);
	};
	const readForm = async (call: Call): Promise<URLSearchParams | undefined> => {
		const body = await readBody(call.request);
		if (body !== undefined) return new URLSearchParams(body);
		sendError(realm, call, { ...entraErrors.malformed, status: 413 });
		return undefined;
	};

	const routes: readonly Route[] = [
		{
			methods: ['GET'],
			path: /^\/v2\.0\/\.well-known\/openid-configuration$/,
			serve: (call) => toProvider(call, '/.well-known/openid-configuration'),
		},
		{ methods: ['GET'], path: /^\/discovery\/v2\.0\/keys$/, serve: (call) => toProvider(call, call.path) },
		{
			methods: ['GET'],
			path: /^\/discovery\/instance$/,
			serve: async (call) => sendJson(call.response, 200, toInstanceDocument(realm)),
		},
		{
			methods: ['GET'],
			path: /^\/oauth2\/v2\.0\/authorize$/,
			isPage: true,
			signsIn: true,
			async serve(call) {
				const problem = checkAuthorize(realm, call.query);
				if (problem === undefined) await toProvider(call, call.path);
				else sendErrorPage(realm, call, problem);
			},
		},
		{
			methods: ['GET'],
			path: /^\/oauth2\/v2\.0\/authorize\/[\w-]+$/,
			isPage: true,
			serve: (call) => toProvider(call, call.path),
		},
		{
			methods: ['POST'],
			path: /^\/oauth2\/v2\.0\/token$/,
			signsIn: true,
			async serve(call) {
				const form = await readForm(call);
				if (form === undefined) return;
				const { authorization, host = '', origin } = call.request.headers;
				const hosts = [host, new URL(realm.loginOrigin).host];
				const verdict = await gate(form, { authorization, hosts, origin, tenant: call.tenant });
				if ('form' in verdict) await toProvider(call, call.path, form, verdict.form);
				else if ('error' in verdict) sendError(realm, call, verdict.error);
				else sendAbsent(call.response, `The grant type ${verdict.absent}`);
			},
		},
		{
			methods: ['POST'],
			path: /^\/oauth2\/v2\.0\/devicecode$/,
			signsIn: true,
			async serve(call) {
				const form = await readForm(call);
				if (form === undefined) return;
				const app = checkPublicApp(realm, form);
				if ('error' in app) sendError(realm, call, app);
				else await toProvider(call, call.path, form);
			},
		},
		{
			methods: ['GET', 'POST'],
			path: /^\/oauth2\/deviceauth(\/[\w-]+)?$/,
			isPage: true,
			async serve(call) {
				const form = call.request.method === 'POST' ? await readForm(call) : new URLSearchParams();
				// A code in the address is dropped: whoever made the link must not save the victim the typing.
				if (form !== undefined) await toProvider({ ...call, search: '' }, call.path, form);
			},
		},
		{
			methods: ['GET', 'POST'],
			path: /^\/oauth2\/v2\.0\/logout$/,
			isPage: true,
			serve: (call) => serveSignOut(realm, provider, call.request, call.response),
		},
		{
			methods: ['GET', 'POST'],
			path: /^\/v2\.0\/adminconsent$/,
			isPage: true,
			serve: (call) => serveAdminConsent(realm, call, (problem) => sendErrorPage(realm, call, problem)),
		},
	];

	return async (request, response) => {
		const address = request.url?.startsWith('/') === true ? realm.loginOrigin + request.url : realm.loginOrigin;
		const { pathname, search, searchParams: query } = new URL(address);
		if (pathname.startsWith(`${realm.signInPath}/`)) return serveSignIn(realm, provider, request, response);
		const [, tenant = '', path = ''] = /^\/([^/]+)(\/.*)$/.exec(pathname) ?? [];
		const method = request.method ?? '';
		const route = routes.find((candidate) => candidate.path.test(path) && candidate.methods.includes(method));
		if (route === undefined) return sendAbsent(response, `${method} ${pathname}`);
		const named = headerOf(request, 'client-request-id') ?? query.get('client-request-id');
		const call = { request, response, tenant, path, search, query, ids: realm.newIds(named) };
		response.setHeader('x-ms-request-id', call.ids.traceId);
		const kind = tenantKind(tenant, realm);
		if (kind === 'work' || (kind === 'consumers' && route.signsIn !== true)) return route.serve(call);
		const problem = kind === 'unknown' ? entraErrors.tenantNotFound(tenant) : entraErrors.noConsumers;
		if (route.isPage === true) sendErrorPage(realm, call, problem);
		else sendError(realm, call, problem);
	};
}

/** Problems of an authorize request that must not be sent to the redirect URI. */
function checkAuthorize(realm: Realm, query: URLSearchParams): EntraError | undefined {
	const clientId = query.get('client_id');
	if (clientId === null) return entraErrors.missing('client_id');
	const app = realm.app(clientId);
	if (app === undefined) return entraErrors.appNotFound(clientId, realm.company.name);
	return app.desktop && isRegisteredRedirect(query.get('redirect_uri'))
		? undefined
		: entraErrors.redirectMismatch(clientId);
}

function sendError(realm: Realm, call: Call, error: EntraError): void {
	sendJson(call.response, error.status, toErrorBody(error, call.ids, realm.loginOrigin));
}

function sendErrorPage(realm: Realm, call: Call, error: EntraError): void {
	const text = ["Sorry, but we're having trouble signing you in.", `AADSTS${error.aadsts}: ${error.message}`];
	const details = [`Trace ID: ${call.ids.traceId}`, `Correlation ID: ${call.ids.correlationId}`];
	sendPage(
		call.response,
		error.status,
		renderMessage({ company: realm.company.name }, { title: 'Sign in', text, details }),
	);
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
	const value = request.headers[name];
	return typeof value === 'string' ? value : undefined;
}
