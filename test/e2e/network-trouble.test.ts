/** What the built program does when the way to the identity platform or to Graph is blocked: exit 6, host and cause named. */
import { writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { issueCertificates } from '../../src/sandbox/certificates.js';
import {
	cloudOf,
	createSandboxWorld,
	createWorld,
	graphctl,
	type World,
	writeClouds,
} from '../helpers/built-program.js';
import { findClosedPort, listenOnLoopback } from '../helpers/loopback-server.js';
import { startTestSandbox } from '../helpers/sandbox.js';
import { signIn } from '../helpers/sign-in.js';

/** A place that cannot be reached, and why. */
interface Trouble {
	readonly origin: string;
	readonly caFile?: string;
	readonly code: string;
	readonly cause: string | RegExp;
}

const clientId = '1f8a3b52-6c1d-4f0e-9a77-5b0c2e94d610';
const day = 86_400_000;

const troubles: readonly (readonly [string, (world: World) => Promise<Trouble>])[] = [
	[
		'a host name that nobody knows',
		async () => ({
			origin: 'https://no-such-host.invalid',
			code: 'network.dns',
			cause: /no-such-host\.invalid.*\(DNS\)/,
		}),
	],
	[
		'a port on which nothing listens',
		async () => ({
			origin: `https://localhost:${await findClosedPort()}`,
			code: 'network.refused',
			cause: 'refused the connection',
		}),
	],
	[
		'a certificate of an unknown authority',
		async (world) => {
			const { origin } = await serveTls(world, Date.now());
			return {
				origin,
				code: 'network.untrusted-certificate',
				cause: 'comes from an authority that is not trusted here',
			};
		},
	],
	[
		"a certificate of another authority than the cloud's",
		async (world) => {
			const { origin } = await serveTls(world, Date.now());
			const caFile = join(world.root, 'other-ca.pem');
			await writeFile(caFile, issueCertificates(Date.now(), randomBytes).authority);
			return { origin, caFile, code: 'network.untrusted-certificate', cause: `Only ${caFile} is trusted here` };
		},
	],
	[
		'an expired certificate',
		async (world) => ({
			...(await serveTls(world, Date.now() - 365 * day)),
			code: 'network.untrusted-certificate',
			cause: 'has expired',
		}),
	],
	[
		'a certificate of another host',
		async (world) => ({
			...(await serveTls(world, Date.now(), '127.0.0.2')),
			code: 'network.untrusted-certificate',
			cause: 'is for another host (localhost',
		}),
	],
	[
		'a server that speaks no TLS',
		async () => {
			const port = await listenOnLoopback(createHttpServer((_request, response) => void response.end('hello')));
			return { origin: `https://localhost:${port}`, code: 'network.tls', cause: 'No secure connection (TLS)' };
		},
	],
	[
		'a server that hangs up',
		async () => {
			const port = await listenOnLoopback(createServer((socket) => void socket.destroy()));
			return {
				origin: `https://localhost:${port}`,
				code: 'network.reset',
				cause: 'closed the connection without an answer',
			};
		},
	],
];

describe('login', () => {
	it.each(troubles)('against %s ends with 6 and names host and cause', async (_name, makeTrouble) => {
		const world = await createWorld({ GRAPHCTL_CLOUD: 'test' });
		const { origin, caFile, code, cause } = await makeTrouble(world);
		await writeClouds(world, { test: { authority: origin, graph: origin, clientId, ...(caFile ? { caFile } : {}) } });
		const [text, json] = await Promise.all([
			graphctl(['login', '--device-code'], world),
			graphctl(['login', '--device-code', '-o', 'json'], world),
		]);
		expect(text).toMatchObject({ code: 6, stdout: '' });
		expectText(text.stderr, origin, cause);
		expect(json).toMatchObject({ code: 6, stdout: '' });
		expect(JSON.parse(json.stderr).error).toMatchObject({ code, exitCode: 6, aadsts: null, requestId: null });
	});
});

describe('me', () => {
	it.each(troubles)('against %s ends with 6 and names host and cause', async (_name, makeTrouble) => {
		const { world, cloud } = await startSignedIn();
		const { origin, caFile, code, cause } = await makeTrouble(world);
		await writeClouds(world, {
			sandbox: { authority: cloud.authority, graph: origin, clientId, ...(caFile ? { caFile } : {}) },
		});
		const [text, json] = await Promise.all([graphctl(['me'], world), graphctl(['me', '--json'], world)]);
		expect(text).toMatchObject({ code: 6, stdout: '' });
		expectText(text.stderr, origin, cause);
		expect(json).toMatchObject({ code: 6, stdout: '' });
		const last = json.stderr.trimEnd().split('\n').at(-1) ?? '';
		expect(JSON.parse(last).error).toMatchObject({ code, exitCode: 6 });
	});

	it('with an expired token and no identity platform ends with 6 and names that host', async () => {
		const { world, sandbox } = await startSignedIn({ accessTokenLifetime: 1 });
		await sandbox.close();
		const { code, stderr } = await graphctl(['me'], world);
		expect(code).toBe(6);
		expect(stderr).toContain(`${new URL(sandbox.loginOrigin).host} refused the connection`);
		expect((await graphctl(['status'], world)).code).toBe(0);
	});
});

describe('a proxy', () => {
	it.each([
		[403, 'Forbidden', 'it does not allow connections to localhost'],
		[407, 'Proxy Authentication Required', 'it wants a user name and password'],
		[502, 'Bad Gateway', 'it could not reach localhost'],
	])('that answers %d ends login and me with 6 and names the proxy', async (status, words, meaning) => {
		const { world } = await startSignedIn();
		const proxy = createHttpServer();
		proxy.on('connect', (_request, socket) => socket.end(`HTTP/1.1 ${status} ${words}\r\n\r\n`));
		const name = `127.0.0.1:${await listenOnLoopback(proxy)}`;
		const env = { ...world.env, HTTPS_PROXY: `http://reader:open-sesame@${name}` };
		for (const args of [
			['login', '--device-code', '--authority', 'https://localhost:9/common'],
			['me', '--debug'],
		]) {
			const { code, stderr } = await graphctl(args, { env });
			expect(code).toBe(6);
			expect(stderr).toContain(`The proxy ${name} answered ${status} ${words}: ${meaning}`);
			expect(stderr).not.toContain('open-sesame');
			expect(stderr).not.toContain(Buffer.from('reader:open-sesame').toString('base64'));
		}
	});

	it('that does not run ends with 6 and names the variable', async () => {
		const { world } = await startSignedIn();
		const name = `127.0.0.1:${await findClosedPort()}`;
		const { code, stderr } = await graphctl(['me', '-o', 'json'], {
			env: { ...world.env, https_proxy: `http://${name}` },
		});
		expect(code).toBe(6);
		const { error } = JSON.parse(stderr);
		expect(error).toMatchObject({
			code: 'network.proxy',
			message: `The proxy ${name} cannot be used: it refused the connection.`,
		});
		expect(error.hint).toContain('https_proxy');
	});

	it('is passed by for the hosts in NO_PROXY', async () => {
		const { world } = await startSignedIn();
		const env = {
			...world.env,
			HTTPS_PROXY: `http://127.0.0.1:${await findClosedPort()}`,
			NO_PROXY: 'example.com, localhost',
		};
		expect(await graphctl(['me', '-q', 'displayName'], { env })).toMatchObject({
			code: 0,
			stdout: 'Adele Vance\n',
			stderr: '',
		});
	});
});

async function startSignedIn(options: { readonly accessTokenLifetime?: number } = {}) {
	const sandbox = await startTestSandbox({ autoApprove: true, ...options });
	const world = await createSandboxWorld(sandbox);
	await signIn(world, sandbox);
	return { sandbox, world, cloud: cloudOf(sandbox) };
}

/** Serves TLS under a certificate that the sandbox's tools issued at that time, for localhost and 127.0.0.1. */
async function serveTls(
	world: World,
	issuedAt: number,
	host = '127.0.0.1',
): Promise<{ origin: string; caFile: string }> {
	const { authority, certificate, privateKey } = issueCertificates(issuedAt, randomBytes);
	const caFile = join(world.root, 'ca.pem');
	await writeFile(caFile, authority);
	const server = createHttpsServer(
		{ cert: certificate, key: privateKey },
		(_request, response) => void response.end('{}'),
	);
	const port = await listenOnLoopback(server, host);
	return { origin: `https://${host === '127.0.0.1' ? 'localhost' : host}:${port}`, caFile };
}

function randomBytes(count: number): Uint8Array {
	return crypto.getRandomValues(new Uint8Array(count));
}

function expectText(stderr: string, origin: string, cause: string | RegExp): void {
	if (typeof cause === 'string') expect(stderr).toContain(cause);
	else expect(stderr).toMatch(cause);
	expect(stderr).toContain(new URL(origin).host);
	expect(stderr).not.toContain('    at ');
}
