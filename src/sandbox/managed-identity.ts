/** Managed identities: the endpoint of App Service and, on the same listener, that of virtual machines (IMDS). */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from './json-answer.js';
import { type SampleApp, systemIdentity, userIdentity } from './sample-apps.js';

/** Path of the App Service endpoint. */
export const appServicePath = '/msi/token';

const imdsPath = '/metadata/identity/oauth2/token';

/** Resource id of the user-assigned identity. */
export const userIdentityResource =
	'/subscriptions/3d5e8f70-1a2b-4c3d-8e4f-5a6b7c8d9e0f/resourceGroups/contoso/providers/Microsoft.ManagedIdentity/userAssignedIdentities/contoso-reports-identity';

/** An access token of an app's own and its life in seconds since the epoch. */
export interface AppToken {
	readonly value: string;
	readonly issuedAt: number;
	readonly expiresAt: number;
}

export interface ManagedIdentityOptions {
	/** What the header X-IDENTITY-HEADER must say. */
	readonly header: string;
	/** A token for the resource; undefined when the tenant has no such resource. */
	issue(app: SampleApp, resource: string): Promise<AppToken | undefined>;
	/** Object id of an identity. */
	objectIdOf(app: SampleApp): string;
}

/** A refusal of one of the two endpoints. */
interface Refusal {
	readonly status: number;
	readonly body: Readonly<Record<string, unknown>>;
}

/** Makes the handler; both endpoints speak plain HTTP, on loopback. */
export function createManagedIdentity(
	options: ManagedIdentityOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
	return async (request, response) => {
		const target = request.url ?? '/';
		const { pathname, searchParams: query } = new URL(`http://127.0.0.1${target.startsWith('/') ? target : '/'}`);
		const path = pathname.replace(/\/$/, '').toLowerCase();
		const isImds = path === imdsPath;
		if (!isImds && path !== appServicePath) return sendJson(response, 404, { error: 'not_found' });
		const problem = isImds ? checkImds(request, query) : checkAppService(options, request, query);
		if (problem !== undefined) return sendJson(response, problem.status, problem.body);
		const app = findIdentity(options, query);
		const resource = query.get('resource') ?? '';
		if (app === undefined) {
			const { status, body } = isImds
				? imdsRefusal('Identity not found')
				: appServiceRefusal(
						'No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.',
					);
			return sendJson(response, status, body);
		}
		const token = await options.issue(app, resource);
		if (token === undefined) {
			const message = `AADSTS500011: The resource principal named ${resource} was not found in the tenant.`;
			const { status, body } = isImds ? imdsRefusal(message, 'invalid_resource') : appServiceRefusal(message);
			return sendJson(response, status, body);
		}
		sendJson(response, 200, isImds ? imdsAnswer(app, resource, token) : appServiceAnswer(app, resource, token));
	};
}

/** Header, version and resource, as App Service checks them. */
function checkAppService(
	options: ManagedIdentityOptions,
	request: IncomingMessage,
	query: URLSearchParams,
): Refusal | undefined {
	if (!isSame(request.headers['x-identity-header'], options.header)) {
		return { status: 401, body: { statusCode: 401, message: 'Unauthorized' } };
	}
	if (request.method !== 'GET') return { status: 405, body: { statusCode: 405, message: 'Method Not Allowed' } };
	if (query.get('api-version') !== '2019-08-01') {
		return { status: 400, body: { statusCode: 400, message: 'The api-version is missing or not supported.' } };
	}
	return query.get('resource') ? undefined : appServiceRefusal('The resource parameter is missing.');
}

/** The header that a server-side request forgery cannot send, version and resource. */
function checkImds(request: IncomingMessage, query: URLSearchParams): Refusal | undefined {
	if (request.headers['metadata']?.toString().toLowerCase() !== 'true') {
		return imdsRefusal('Required metadata header not specified');
	}
	if (request.headers['x-forwarded-for'] !== undefined) return imdsRefusal('Forwarded requests are not served');
	if (request.method !== 'GET') return { status: 405, body: { error: 'Method not allowed' } };
	if (query.get('api-version') !== '2018-02-01') {
		return imdsRefusal(
			query.has('api-version')
				? 'Bad request. api-version is invalid'
				: 'Bad request. api-version was not specified in the request',
		);
	}
	return query.get('resource') ? undefined : imdsRefusal("Required query variable 'resource' is missing");
}

const imdsRefusal = (text: string, error = 'invalid_request'): Refusal => ({
	status: 400,
	body: { error, error_description: text },
});

const appServiceRefusal = (message: string): Refusal => ({ status: 400, body: { statusCode: 400, message } });

/** The system-assigned identity, or the one that is named; undefined when nobody has that name. */
function findIdentity(options: ManagedIdentityOptions, query: URLSearchParams): SampleApp | undefined {
	const named: readonly (readonly [string, string])[] = [
		['client_id', userIdentity.clientId],
		['clientid', userIdentity.clientId],
		['mi_res_id', userIdentityResource],
		['msi_res_id', userIdentityResource],
		['object_id', options.objectIdOf(userIdentity)],
		['principal_id', options.objectIdOf(userIdentity)],
	];
	const asked = named.filter(([name]) => query.has(name));
	if (asked.length === 0) return systemIdentity;
	const isRight = asked.every(([name, value]) => query.get(name)?.toLowerCase() === value.toLowerCase());
	return isRight ? userIdentity : undefined;
}

function appServiceAnswer(app: SampleApp, resource: string, token: AppToken): Readonly<Record<string, unknown>> {
	return {
		access_token: token.value,
		client_id: app.clientId,
		expires_on: String(token.expiresAt),
		not_before: String(token.issuedAt),
		resource,
		token_type: 'Bearer',
	};
}

function imdsAnswer(app: SampleApp, resource: string, token: AppToken): Readonly<Record<string, unknown>> {
	const seconds = String(token.expiresAt - token.issuedAt);
	return {
		access_token: token.value,
		client_id: app.clientId,
		expires_in: seconds,
		expires_on: String(token.expiresAt),
		ext_expires_in: seconds,
		not_before: String(token.issuedAt),
		resource,
		token_type: 'Bearer',
	};
}

/** Compares digests, so that the time tells nothing. */
function isSame(sent: string | readonly string[] | undefined, expected: string): boolean {
	const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
	return timingSafeEqual(digest(String(sent)), digest(expected));
}
