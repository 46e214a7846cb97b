/** A Graph half on plain HTTP with a token check that believes the test. */
import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { createCompany } from '../../src/sandbox/company.js';
import { createGraph } from '../../src/sandbox/graph.js';
import type { AccessTokenClaims, Company, GraphFault, TokenCheck } from '../../src/sandbox/types.js';

/** Saturday, 21 November 2026, 09:00 UTC. */
export const testNow = Date.UTC(2026, 10, 21, 9);

interface Reply {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly bytes: Buffer;
	/** The body as text; not decompressed. */
	readonly text: string;
}

interface Refusal {
	readonly status: number;
	readonly code: string;
	readonly message: string;
}

export interface TestGraph {
	readonly company: Company;
	readonly origin: string;
	/** Next answer of the token check; delegated `User.Read Mail.Read` of the first person until changed. */
	tokenCheck: TokenCheck;
	/** Taken by the next request. */
	fault: GraphFault | undefined;
	demandedAcrs: string | undefined;
	/** Sends `GET` with an Authorization header; `path` may be an absolute next link. */
	send(path: string, init?: { method?: string; headers?: Record<string, string> }): Promise<Reply>;
	/** Body of an answer that must be 200. */
	read(path: string, headers?: Record<string, string>): Promise<Body>;
	/** What an answer that must be an error says. */
	refusal(path: string, init?: { method?: string }): Promise<Refusal>;
	/** Signs in as the person with this user name and these scopes. */
	signIn(user: string, ...scopes: string[]): void;
	close(): Promise<void>;
}

/** Everything that some answer of the Graph half may have; a test looks at what it asked for. */
export interface Body {
	readonly '@odata.context': string;
	readonly '@odata.count'?: number;
	readonly '@odata.nextLink'?: string;
	readonly value: readonly Body[];
	readonly id: string;
	readonly displayName: string;
	readonly mail: string | null;
	readonly subject: string;
	readonly bodyPreview: string;
	readonly body: { readonly contentType: string; readonly content: string };
	readonly uniqueBody: { readonly contentType: string; readonly content: string };
	readonly receivedDateTime: string;
	readonly sentDateTime: string;
	readonly isRead: boolean;
	readonly isDraft: boolean;
	readonly hasAttachments: boolean;
	readonly importance: string;
	readonly conversationId: string;
	readonly parentFolderId: string;
	readonly webLink: string;
	readonly from?: Address | null;
	readonly toRecipients: readonly Address[];
	readonly totalItemCount: number;
	readonly unreadItemCount: number;
	readonly childFolderCount: number;
	readonly error: { readonly code: string; readonly message: string; readonly innerError: unknown };
}

interface Address {
	readonly emailAddress: { readonly name?: string; readonly address?: string };
}

/** The first item; a test that gets none has failed. */
export function firstOf<T>(items: readonly T[]): T {
	const [item] = items;
	if (item === undefined) throw new Error('Nothing was found.');
	return item;
}

export async function startGraph(settings: { messages?: number; seed?: number } = {}): Promise<TestGraph> {
	const company = createCompany(settings.seed ?? 1);
	const claimsOf = (user: string, scopes: readonly string[]): AccessTokenClaims => ({
		oid: company.people.find((person) => person.userPrincipalName.startsWith(`${user}@`))?.id ?? user,
		tid: company.tenantId,
		appId: 'app',
		scopes,
		roles: [],
		audience: 'graph',
		expiresAt: 0,
		cp1: false,
		acrs: [],
	});
	let origin = '';
	const server = createServer(
		createGraph({
			company,
			origin: () => origin,
			loginOrigin: () => 'https://localhost:8443',
			checkToken: (authorization) => (authorization === undefined ? { refusal: 'missing' } : graph.tokenCheck),
			faults: {
				take: () => {
					const { fault } = graph;
					graph.fault = undefined;
					return fault;
				},
				demandedAcrs: () => graph.demandedAcrs,
			},
			messages: settings.messages ?? 200,
			seed: settings.seed ?? 1,
			now: () => testNow,
		}),
	);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
	const graph: TestGraph = {
		company,
		origin,
		tokenCheck: { claims: claimsOf('AdeleV', ['User.Read', 'Mail.Read']) },
		fault: undefined,
		demandedAcrs: undefined,
		send: (path, init = {}) => send(path.startsWith('http') ? path : `${origin}${path}`, init),
		async read(path, headers = {}) {
			const reply = await graph.send(path, { headers });
			if (reply.status !== 200) throw new Error(`${reply.status} ${reply.text}`);
			return JSON.parse(reply.text);
		},
		async refusal(path, init = {}) {
			const reply = await graph.send(path, init);
			const body: Body = JSON.parse(reply.text);
			return { status: reply.status, code: body.error.code, message: body.error.message };
		},
		signIn(user, ...scopes) {
			graph.tokenCheck = { claims: claimsOf(user, scopes) };
		},
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
	return graph;
}

function send(url: string, init: { method?: string; headers?: Record<string, string> }): Promise<Reply> {
	return new Promise((resolve, reject) => {
		const headers = { authorization: 'Bearer test', ...init.headers };
		if (init.headers?.['authorization'] === '') Reflect.deleteProperty(headers, 'authorization');
		const request = httpRequest(url, { method: init.method ?? 'GET', headers }, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('error', (error) => reject(Object.assign(error, { received: Buffer.concat(chunks).toString() })));
			response.on('end', () => {
				const bytes = Buffer.concat(chunks);
				resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString() });
			});
		});
		request.on('error', reject);
		request.end();
	});
}
