import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { serve } from './http-test-server.js';
import { prepareHttp } from './http-test-setup.js';

const { certificates, door, started, failure } = prepareHttp();

describe('a certificate', () => {
	const cases = [
		['expired', 'CERT_HAS_EXPIRED', 'has expired'],
		['notYetValid', 'CERT_NOT_YET_VALID', 'is not valid yet'],
		['otherHost', 'ERR_TLS_CERT_ALTNAME_INVALID', 'is for another host (mail.example.com)'],
		['selfSigned', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'is signed by itself ("localhost")'],
	] as const;
	it.each(cases)('that is %s is refused, and why is said', async (kind, cause, words) => {
		let requests = 0;
		const server = await started(
			serve(certificates()[kind], (_request, response) => {
				requests++;
				response.end('x');
			}),
		);
		const error = await failure(
			door().request({
				method: 'GET',
				url: server.origin,
				caFile: certificates().caFile,
				headers: { Authorization: 'x' },
			}),
		);
		expect(error.code).toBe('network.untrusted-certificate');
		expect(error.message).toContain(`The certificate of localhost:${server.port} ${words}`);
		expect(error.cause).toMatchObject({ code: cause });
		expect(requests).toBe(0);
		await server.opened(0);
	});

	it('of an unknown authority is refused, naming the authority and the remedy', async () => {
		const server = await started(serve(certificates().good, (_request, response) => response.end('x')));
		const error = await failure(door().request({ method: 'GET', url: server.origin }));
		expect(error.code).toBe('network.untrusted-certificate');
		expect(error.message).toContain('"Test Authority"');
		expect(error.hint).toContain('NODE_EXTRA_CA_CERTS');
	});

	it('whose self-signed root came along is refused, saying so', async () => {
		const server = await started(serve(certificates().withRoot, (_request, response) => response.end('x')));
		const error = await failure(door().request({ method: 'GET', url: server.origin }));
		expect(error.message).toContain('its root is self-signed');
		expect(error.message).toContain('"Test Authority"');
	});

	it('of one authority is not trusted on the word of another', async () => {
		const server = await started(serve(certificates().selfSigned, (_request, response) => response.end('x')));
		const other = await failure(door().request({ method: 'GET', url: server.origin, caFile: certificates().caFile }));
		expect(other.hint).toContain(certificates().caFile);
	});

	it('is judged by the CA file of the request alone, whatever else is trusted', async () => {
		const server = await started(serve(certificates().good, (_request, response) => response.end('x')));
		const pinned = join(certificates().folder, 'pinned.pem');
		await writeFile(pinned, certificates().selfSigned.cert);
		const http = door({ SSL_CERT_FILE: certificates().caFile });
		const error = await failure(http.request({ method: 'GET', url: server.origin, caFile: pinned }));
		expect(error.code).toBe('network.untrusted-certificate');
	});

	it('is accepted when SSL_CERT_FILE names its authority', async () => {
		const server = await started(serve(certificates().good, (_request, response) => response.end('x')));
		const http = door({ SSL_CERT_FILE: certificates().caFile });
		expect((await http.request({ method: 'GET', url: server.origin })).status).toBe(200);
	});
});

describe('a CA file', () => {
	it('that is missing, empty or damaged is named', async () => {
		const empty = join(certificates().folder, 'empty.pem');
		const damaged = join(certificates().folder, 'damaged.pem');
		await writeFile(empty, 'hello');
		await writeFile(damaged, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
		for (const caFile of [join(certificates().folder, 'missing.pem'), certificates().folder, empty, damaged]) {
			const error = await failure(door().request({ method: 'GET', url: 'https://localhost:1', caFile }));
			expect(error.code).toBe('config.ca-file');
			expect(error.exitCode).toBe(10);
			expect(error.message).toContain(caFile);
		}
		const error = await failure(door({ SSL_CERT_FILE: empty }).request({ method: 'GET', url: 'https://localhost:1' }));
		expect(error.message).toContain('SSL_CERT_FILE');
	});
});
