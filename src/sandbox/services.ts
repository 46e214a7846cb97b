/** What listens on the sandbox's ports, once their numbers are known. */
import type { KeyObject } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppCredentials } from './app-registrations.js';
import { controlPath, serveControl } from './control.js';
import { isForCustomers } from './customers.js';
import { createGraph } from './graph.js';
import { createGraphFaults } from './graph-faults.js';
import { createIdentity, type Identity } from './identity.js';
import { sendJson } from './json-answer.js';
import { parseToken } from './json-web-token.js';
import { appServicePath, createManagedIdentity } from './managed-identity.js';
import type { RealmOptions } from './realm.js';
import { createTodoApi } from './todo-api.js';
import { createTokenFaults } from './token-faults.js';
import { servicePrincipalOf } from './tokens.js';
import type { Company, GraphListener, Person, Sandbox, SandboxOptions } from './types.js';

export type Serve = (request: IncomingMessage, response: ServerResponse) => void;

interface ServicesOptions {
	/** The tenant of the employees. */
	readonly company: Company;
	/** The tenant of the customers. */
	readonly customers: Company;
	readonly origins: { readonly login: string; readonly graph: string; readonly identities: string };
	readonly autoApprove: Person | true | undefined;
	readonly credentials: Readonly<Record<string, AppCredentials>>;
	readonly options: SandboxOptions;
	readonly clock: RealmOptions['clock'];
	readonly randomBytes: (count: number) => Uint8Array;
	/** Signs every token. */
	readonly signingKey: KeyObject;
	requests(): ReadonlyMap<string, number>;
}

/** Handlers by port, and what clients must know to use some of them. */
export interface Services {
	readonly serve: Readonly<Record<'login' | 'graph' | 'todo' | 'identities', Serve>>;
	readonly control: Sandbox['control'];
	readonly managedIdentity: Sandbox['managedIdentity'];
}

export function createServices(setup: ServicesOptions): Services {
	const { company, customers, origins, options, clock, randomBytes, autoApprove } = setup;
	const graphFaults = createGraphFaults();
	const shared = {
		loginOrigin: origins.login,
		graphOrigin: origins.graph,
		credentials: setup.credentials,
		faults: createTokenFaults(),
		demandedAcrs: () => graphFaults.demandedAcrs(),
		lifetimes: {
			accessToken: options.accessTokenLifetime ?? 3600,
			deviceCode: options.deviceCodeLifetime ?? 900,
			deviceInterval: options.deviceCodeInterval ?? 5,
		},
		clock,
		randomBytes,
		report: (line: string) => options.onRequest?.(line),
	} satisfies Partial<RealmOptions>;
	const work = createIdentity({ ...shared, company, kind: 'workforce', autoApprove }, setup.signingKey);
	const shop = createIdentity(
		// Whoever is to be signed in without a page works for the company; any customer will do beside them.
		{ ...shared, company: customers, kind: 'customers', autoApprove: autoApprove === undefined ? undefined : true },
		setup.signingKey,
	);
	// Each tenant knows its own tokens; which one a token is of, it says itself.
	const issuerOf = (authorization: string | undefined): Identity =>
		parseToken((authorization ?? '').replace(/^Bearer +/i, ''))?.claims['tid'] === customers.tenantId ? shop : work;

	const guard =
		(serve: (...call: Parameters<Serve>) => Promise<void>): Serve =>
		(request, response) => {
			serve(request, response).catch((error: unknown) => {
				shared.report(`internal error: ${error instanceof Error ? error.message : String(error)}`);
				if (response.headersSent) response.destroy();
				else sendJson(response, 500, { error: 'server_error' });
			});
		};
	const secret = (size: number): string => Buffer.from(randomBytes(size)).toString('base64url');
	const control = { url: `${origins.login}${controlPath}`, secret: secret(32) };
	const controlled = { realm: work.realm, realms: [work.realm, shop.realm], graphFaults, requests: setup.requests };
	const managedIdentity = { endpoint: `${origins.identities}${appServicePath}`, header: secret(24) };
	const graphOf = (directory: Company, { checkToken }: Identity): GraphListener =>
		createGraph({
			company: directory,
			origin: () => origins.graph,
			loginOrigin: () => origins.login,
			checkToken,
			faults: graphFaults,
			messages: options.messages ?? 200,
			seed: options.seed ?? 1,
			now: () => clock.now(),
		});
	const [workGraph, shopGraph] = [graphOf(company, work), graphOf(customers, shop)];
	return {
		control,
		managedIdentity,
		serve: {
			login: guard((request, response) => {
				if (request.url === controlPath) return serveControl(controlled, control.secret, request, response);
				return (isForCustomers(request, customers) ? shop : work).serve(request, response);
			}),
			graph: (request, response) =>
				(issuerOf(request.headers.authorization) === shop ? shopGraph : workGraph)(request, response),
			todo: guard(
				createTodoApi({
					checkToken: (authorization) => issuerOf(authorization).checkTodoToken(authorization),
					loginOrigin: origins.login,
					demandedAcrs: shared.demandedAcrs,
				}),
			),
			identities: guard(
				createManagedIdentity({
					header: managedIdentity.header,
					issue: work.issueAppToken,
					objectIdOf: (app) => servicePrincipalOf(work.realm, app.clientId),
				}),
			),
		},
	};
}
