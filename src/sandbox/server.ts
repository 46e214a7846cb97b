/** Starts the whole sandbox: certificates, the login origin, the Graph origin. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { GraphctlError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { issueCertificates } from './certificates.js';
import { createCompany } from './company.js';
import { controlPath, serveControl } from './control.js';
import { createGraph } from './graph.js';
import { createGraphFaults } from './graph-faults.js';
import { createIdentity, createSigningKey } from './identity.js';
import { sendJson } from './json-answer.js';
import { type Listener, listen } from './listen.js';
import { appServicePath, createManagedIdentity } from './managed-identity.js';
import { createRequestLog } from './request-log.js';
import { sampleApp, userIdentity } from './sample-apps.js';
import { createSampleCredentials, createSampleKeys } from './sample-credentials.js';
import { createTodoApi } from './todo-api.js';
import { servicePrincipalOf } from './tokens.js';
import type { Company, Person, Sandbox, SandboxOptions } from './types.js';

type Serve = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Starts a sandbox on loopback. The caller closes it.
 * @throws GraphctlError `usage.unknown-person`, `usage.port`, `network.port-busy`, `network.port-forbidden`
 */
export async function startSandbox(
	options: SandboxOptions,
	world: Pick<Runtime, 'clock' | 'randomBytes'>,
): Promise<Sandbox> {
	const { clock } = world;
	const randomBytes = (count: number): Uint8Array => world.randomBytes(count);
	const seed = options.seed ?? 1;
	const company = createCompany(seed);
	const autoApprove = findApprover(company, options.autoApprove);
	checkPort(options.port ?? 0);
	const signingKey = createSigningKey();
	// Awaited below; until then a failure of something else must not leave this one unheard.
	signingKey.catch(() => undefined);
	const certificates = issueCertificates(clock.now(), randomBytes);
	const caFile = await writeAuthority(options.folder, certificates.authority);
	const { registered, apps } = await createSampleCredentials(
		options.folder,
		await createSampleKeys(),
		clock.now(),
		randomBytes,
	);

	const graphFaults = createGraphFaults();
	const log = createRequestLog(options.onRequest);
	// The ports are part of every address, so they are opened before there is anything to serve.
	let serveLogin: Serve = serveStarting;
	let serveGraph: Serve = serveStarting;
	let serveIdentity: Serve = serveStarting;
	let serveTodo: Serve = serveStarting;
	const login = await listen(options.port ?? 0, certificates, (request, response) => {
		log.watch(request, response);
		serveLogin(request, response);
	});
	const listeners: Listener[] = [login];
	const close = async (): Promise<void> => void (await Promise.all(listeners.map((listener) => listener.close())));
	try {
		const graph = await listenAbove(options.port ?? 0, (port) =>
			listen(port, certificates, (request, response) => {
				log.watch(request, response);
				serveGraph(request, response);
			}),
		);
		listeners.push(graph);
		const todo = await listen(0, certificates, (request, response) => {
			log.watch(request, response);
			serveTodo(request, response);
		});
		listeners.push(todo);
		const identityServer = await listen(0, 'plain', (request, response) => {
			log.watch(request, response);
			serveIdentity(request, response);
		});
		listeners.push(identityServer);
		const loginOrigin = `https://localhost:${login.port}`;
		const graphOrigin = `https://localhost:${graph.port}`;
		const identity = createIdentity(
			{
				company,
				loginOrigin,
				graphOrigin,
				autoApprove,
				credentials: registered,
				demandedAcrs: () => graphFaults.demandedAcrs(),
				lifetimes: {
					accessToken: options.accessTokenLifetime ?? 3600,
					deviceCode: options.deviceCodeLifetime ?? 900,
					deviceInterval: options.deviceCodeInterval ?? 5,
				},
				clock,
				randomBytes,
				report: (line) => options.onRequest?.(line),
			},
			await signingKey,
		);
		const control = {
			url: `${loginOrigin}${controlPath}`,
			secret: Buffer.from(randomBytes(32)).toString('base64url'),
		};
		const controlled = { realm: identity.realm, graphFaults, requests: log.counts };
		const guard =
			(serve: (...call: Parameters<Serve>) => Promise<void>): Serve =>
			(request, response) => {
				serve(request, response).catch((error: unknown) => {
					identity.realm.report(`internal error: ${error instanceof Error ? error.message : String(error)}`);
					if (response.headersSent) response.destroy();
					else sendJson(response, 500, { error: 'server_error' });
				});
			};
		serveLogin = guard((request, response) =>
			request.url === controlPath
				? serveControl(controlled, control.secret, request, response)
				: identity.serve(request, response),
		);
		const managedIdentity = {
			endpoint: `http://127.0.0.1:${identityServer.port}${appServicePath}`,
			header: Buffer.from(randomBytes(24)).toString('base64url'),
		};
		const answerIdentity = createManagedIdentity({
			header: managedIdentity.header,
			issue: identity.issueAppToken,
			objectIdOf: (app) => servicePrincipalOf(identity.realm, app.clientId),
		});
		serveIdentity = guard(answerIdentity);
		serveTodo = guard(
			createTodoApi({
				checkToken: identity.checkTodoToken,
				loginOrigin,
				demandedAcrs: () => graphFaults.demandedAcrs(),
			}),
		);
		serveGraph = createGraph({
			company,
			origin: () => graphOrigin,
			loginOrigin: () => loginOrigin,
			checkToken: identity.checkToken,
			faults: graphFaults,
			messages: options.messages ?? 200,
			seed,
			now: () => clock.now(),
		});
		return {
			loginOrigin,
			graphOrigin,
			clientId: sampleApp.clientId,
			company,
			todoOrigin: `https://localhost:${todo.port}`,
			managedIdentity,
			apps: { ...apps, managedIdentity: { clientId: userIdentity.clientId } },
			caFile,
			control,
			requests: log.counts,
			close,
		};
	} catch (error) {
		await close();
		throw error;
	}
}

const serveStarting: Serve = (_request, response) => sendJson(response, 503, { error: 'The sandbox is starting.' });

/** Graph takes the next free port above a chosen login port. */
async function listenAbove(loginPort: number, open: (port: number) => Promise<Listener>): Promise<Listener> {
	if (loginPort === 0) return open(0);
	for (let port = loginPort + 1; ; port += 1) {
		try {
			return await open(port > 65_535 ? 0 : port);
		} catch (error) {
			if (!(error instanceof GraphctlError) || error.code !== 'network.port-busy' || port > 65_535) throw error;
		}
	}
}

function checkPort(port: number): void {
	if (Number.isInteger(port) && port >= 0 && port <= 65_535) return;
	throw new GraphctlError({
		code: 'usage.port',
		message: `${port} is not a port.`,
		hint: 'Use a number from 0 to 65535.',
	});
}

function findApprover(company: Company, wanted: string | true | undefined): Person | true | undefined {
	if (wanted === undefined || wanted === true) return wanted;
	const person = company.people.find((row) => row.userPrincipalName.toLowerCase() === wanted.toLowerCase());
	if (person !== undefined) return person;
	throw new GraphctlError({
		code: 'usage.unknown-person',
		message: `Nobody in the sandbox is called "${wanted}".`,
		hint: `Choose one of: ${company.people.map((row) => row.userPrincipalName).join(', ')}.`,
	});
}

/** Writes `ca.pem` so that a reader sees the old or the new one, never half of it. */
async function writeAuthority(folder: string, pem: string): Promise<string> {
	await mkdir(folder, { recursive: true, mode: 0o700 });
	const file = join(folder, 'ca.pem');
	await writeFile(`${file}.new`, pem, { mode: 0o644 });
	await rename(`${file}.new`, file);
	return file;
}
