import { randomBytes, X509Certificate } from 'node:crypto';
import { createServer, request } from 'node:https';
import { describe, expect, test } from 'vitest';
import { issueCertificates } from '../../src/sandbox/certificates.js';
import { sendRequest } from '../helpers/https-client.js';
import { startTestSandbox } from '../helpers/sandbox.js';

const now = Date.UTC(2026, 10, 20, 9, 5, 6);
const issue = () => issueCertificates(now, (count) => randomBytes(count));

describe('the certificates', () => {
	test('stand for localhost and both loopback addresses, signed by the authority', () => {
		const { authority, certificate } = issue();
		const ca = new X509Certificate(authority);
		const leaf = new X509Certificate(certificate);
		expect(ca.ca).toBe(true);
		expect(ca.verify(ca.publicKey)).toBe(true);
		expect(leaf.ca).toBe(false);
		expect(leaf.checkIssued(ca)).toBe(true);
		expect(leaf.verify(ca.publicKey)).toBe(true);
		expect(leaf.checkHost('localhost')).toBe('localhost');
		expect(leaf.checkIP('127.0.0.1')).toBe('127.0.0.1');
		expect(leaf.checkIP('::1')).toBe('::1');
		expect(leaf.checkHost('graph.microsoft.com')).toBeUndefined();
	});

	test('cannot vouch for anything but loopback, by a critical name constraint', () => {
		const { raw } = new X509Certificate(issue().authority);
		const constraint = Buffer.from('0603551d1e0101ff', 'hex');
		const at = raw.indexOf(constraint);
		expect(at).toBeGreaterThan(0);
		expect(raw.subarray(at).includes(Buffer.from('localhost'))).toBe(true);
		expect(raw.subarray(at).includes(Buffer.from('7f000001ffffffff', 'hex'))).toBe(true);
	});

	test('hold from a day before the start for ninety days', () => {
		const leaf = new X509Certificate(issue().certificate);
		expect(Date.parse(leaf.validFrom)).toBe(now - 86_400_000);
		expect(Date.parse(leaf.validTo)).toBe(now + 90 * 86_400_000);
	});

	test('differ from start to start, so that an old ca.pem trusts nobody', () => {
		const [first, second] = [issue(), issue()];
		const leaf = new X509Certificate(second.certificate);
		expect(leaf.verify(new X509Certificate(first.authority).publicKey)).toBe(false);
		expect(new X509Certificate(first.authority).subject).not.toBe(new X509Certificate(second.authority).subject);
	});

	test('are of no use to a server that calls itself something else', async () => {
		const { authority, certificate, privateKey } = issueCertificates(Date.now(), (count) => randomBytes(count));
		const server = createServer({ key: privateKey, cert: certificate }, (_request, response) => response.end('hello'));
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const address = server.address();
		const port = typeof address === 'object' && address !== null ? address.port : 0;
		const ask = (servername: string): Promise<string> =>
			new Promise((resolve) => {
				request({ host: '127.0.0.1', port, servername, ca: authority, agent: false }, (answer) => {
					answer.resume();
					resolve('trusted');
				})
					.on('error', (error) => resolve(error.message))
					.end();
			});
		expect(await ask('localhost')).toBe('trusted');
		expect(await ask('login.microsoftonline.com')).toMatch(/altnames|does not match/);
		await new Promise((resolve) => server.close(resolve));
	});
});

describe('the listeners', () => {
	test('answer on both loopback addresses under the same port', async () => {
		const sandbox = await startTestSandbox();
		const url = `${sandbox.loginOrigin}/common/discovery/instance`;
		expect((await sendRequest(sandbox.caFile, url, { host: '127.0.0.1' })).status).toBe(200);
		const other = await sendRequest(sandbox.caFile, url, { host: '::1' }).then(
			(answer) => answer.status,
			(error: NodeJS.ErrnoException) => error.code,
		);
		// A machine without IPv6 has no such address at all; refusing the connection would be our fault.
		expect([200, 'EADDRNOTAVAIL', 'EAFNOSUPPORT']).toContain(other);
	});

	test('are refused by a client that does not know the authority', async () => {
		const sandbox = await startTestSandbox();
		const other = await startTestSandbox();
		await expect(sendRequest(other.caFile, `${sandbox.graphOrigin}/v1.0/me`)).rejects.toThrow(/certificate/);
	});
});
