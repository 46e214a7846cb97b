/** Starts the whole sandbox: certificates, the login origin, the Graph origin. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GraphctlError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { issueCertificates } from './certificates.js';
import { createCompany } from './company.js';
import { createCustomers, customersHost } from './customers.js';
import { createSigningKey } from './identity.js';
import { sendJson } from './json-answer.js';
import { type Listener, listen } from './listen.js';
import { createRequestLog } from './request-log.js';
import { customersApp, sampleApp, userIdentity } from './sample-apps.js';
import { createSampleCredentials, createSampleKeys } from './sample-credentials.js';
import { createServices, type Serve, type Services } from './services.js';
import type { Company, Person, Sandbox, SandboxOptions } from './types.js';

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
	const sampleKeys = createSampleKeys();
	// Awaited below; until then a failure of something else must not leave these unheard.
	for (const key of [signingKey, sampleKeys]) key.catch(() => undefined);
	const customers = createCustomers(seed);
	const names = [customersHost, `${customers.tenantId}.ciamlogin.com`];
	const certificates = issueCertificates(clock.now(), randomBytes, names);
	const caFile = await writeAuthority(options.folder, certificates.authority);
	const { registered, apps } = await createSampleCredentials(
		options.folder,
		await sampleKeys,
		clock.now(),
		randomBytes,
	);

	const log = createRequestLog(options.onRequest);
	// The ports are part of every address, so they are opened before there is anything to serve.
	const served = new Map<keyof Services['serve'], Serve>();
	const listeners: Listener[] = [];
	const open = async (name: keyof Services['serve'], port: number): Promise<number> => {
		const listener = await listen(port, name === 'identities' ? 'plain' : certificates, (request, response) => {
			log.watch(request, response);
			(served.get(name) ?? serveStarting)(request, response);
		});
		listeners.push(listener);
		return listener.port;
	};
	const close = async (): Promise<void> => void (await Promise.all(listeners.map((listener) => listener.close())));
	try {
		const loginOrigin = `https://localhost:${await open('login', options.port ?? 0)}`;
		const graphOrigin = `https://localhost:${await openAbove(options.port ?? 0, (port) => open('graph', port))}`;
		const todoOrigin = `https://localhost:${await open('todo', 0)}`;
		const identityOrigin = `http://127.0.0.1:${await open('identities', 0)}`;
		const services = createServices({
			company,
			customers,
			origins: { login: loginOrigin, graph: graphOrigin, identities: identityOrigin },
			autoApprove,
			credentials: registered,
			options,
			clock,
			randomBytes,
			signingKey: await signingKey,
			requests: log.counts,
		});
		for (const name of ['login', 'graph', 'todo', 'identities'] as const) served.set(name, services.serve[name]);
		return {
			loginOrigin,
			graphOrigin,
			clientId: sampleApp.clientId,
			company,
			todoOrigin,
			managedIdentity: services.managedIdentity,
			apps: { ...apps, managedIdentity: { clientId: userIdentity.clientId } },
			customers: {
				authority: `${loginOrigin}/${customers.tenantId}`,
				host: customersHost,
				tenantId: customers.tenantId,
				clientId: customersApp.clientId,
			},
			caFile,
			control: services.control,
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
async function openAbove(loginPort: number, open: (port: number) => Promise<number>): Promise<number> {
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
