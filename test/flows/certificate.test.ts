/** Certificates and keys as other programs write them: made here by openssl, read by us. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCertificate } from '../../src/flows/certificate.js';
import { readFederatedToken } from '../../src/flows/federated-token.js';

let folder: string;
const at = (name: string): string => join(folder, name);
const openssl = (...args: readonly string[]): string =>
	execFileSync('openssl', [...args], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const join2 = (name: string, ...parts: readonly string[]): string => {
	writeFileSync(at(name), parts.map((part) => readFileSync(at(part), 'utf8')).join('\n'));
	return at(name);
};
const request = (name: string, ...more: readonly string[]): string =>
	openssl('req', '-x509', '-nodes', '-subj', '/CN=app', '-keyout', `${name}-key.pem`, '-out', `${name}.pem`, ...more);
const read = (path: string, password?: string, now = Date.now()) => readCertificate(path, password, now);

afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'graphctl-test-'));
	request('app', '-newkey', 'rsa:2048', '-days', '30');
	request('other', '-newkey', 'rsa:2048', '-days', '30');
	request('small', '-newkey', 'rsa:1024', '-days', '30');
	request('curve', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-days', '30');
	openssl('rsa', '-in', 'app-key.pem', '-aes256', '-traditional', '-passout', 'pass:geheim', '-out', 'old-key.pem');
	openssl('pkcs8', '-topk8', '-in', 'app-key.pem', '-passout', 'pass:geheim', '-out', 'new-key.pem');
	openssl('rsa', '-in', 'app-key.pem', '-traditional', '-out', 'pkcs1-key.pem');
});

describe('a PEM file', () => {
	it.each(['app-key.pem', 'pkcs1-key.pem'])('gives the pair and its x5t#S256 (%s)', async (key) => {
		const { thumbprintSha256, privateKey, subject, expiresAt } = await read(join2(`both-${key}`, key, 'app.pem'));
		const print = openssl('x509', '-in', 'app.pem', '-noout', '-fingerprint', '-sha256').trim().split('=')[1];
		expect(thumbprintSha256).toBe(print?.replaceAll(':', ''));
		expect(privateKey).toContain('-----BEGIN PRIVATE KEY-----');
		expect(subject).toBe('CN=app');
		expect(Math.round((expiresAt - Date.now()) / 86_400_000)).toBe(30);
	});

	it.each(['old-key.pem', 'new-key.pem'])('with an encrypted key needs its password (%s)', async (key) => {
		const path = join2(`both-${key}`, 'app.pem', key);
		expect(await read(path, 'geheim')).toMatchObject({ subject: 'CN=app' });
		await expect(read(path)).rejects.toThrow('is protected by a password');
		await expect(read(path, 'wrong')).rejects.toMatchObject({ code: 'config.certificate-password', exitCode: 10 });
		await expect(read(path, 'wrong')).rejects.toThrow('does not open');
	});

	it('takes of a chain the certificate that the key belongs to', async () => {
		const chain = await read(join2('chain.pem', 'other.pem', 'app.pem', 'app-key.pem'));
		expect(chain.thumbprintSha256).toBe((await read(join2('alone.pem', 'app.pem', 'app-key.pem'))).thumbprintSha256);
	});

	it('with several keys and certificates gives the pair that fits and is good', async () => {
		openssl('req', '-x509', '-key', 'other-key.pem', '-subj', '/CN=new', '-days', '90', '-out', 'new.pem');
		const later = Date.now() + 40 * 86_400_000;
		const all = join2(
			'several.pem',
			'small-key.pem',
			'small.pem',
			'app-key.pem',
			'app.pem',
			'other-key.pem',
			'new.pem',
		);
		expect(await read(all)).toMatchObject({ subject: 'CN=app' });
		expect(await read(all, undefined, later)).toMatchObject({ subject: 'CN=new' });
		const keys = join2('keys.pem', 'other-key.pem', 'app-key.pem', 'app.pem');
		expect(await read(keys)).toMatchObject({ subject: 'CN=app' });
		await expect(read(keys, undefined, later)).rejects.toMatchObject({ code: 'config.certificate-expired' });
	});

	it.each([
		['config.certificate-key', 'not its private key', ['app.pem']],
		['config.certificate-format', 'but no certificate', ['app-key.pem']],
		['config.certificate-mismatch', 'does not belong', ['app.pem', 'other-key.pem']],
		['config.certificate-kind', '1024 bits', ['small.pem', 'small-key.pem']],
		['config.certificate-kind', 'of the kind ec', ['curve.pem', 'curve-key.pem']],
	])('is refused with %s: %s', async (code, words, parts) => {
		const failing = read(join2('bad.pem', ...parts));
		await expect(failing).rejects.toMatchObject({ code });
		await expect(failing).rejects.toThrow(words);
	});

	it('is to be joined into a file that nobody else reads', async () => {
		const failing = read(join2('alone-too.pem', 'app.pem'));
		await expect(failing).rejects.toMatchObject({ hint: expect.stringContaining('> app.pem && chmod 600 app.pem') });
	});

	it('is refused before its time and after it', async () => {
		const path = join2('times.pem', 'app.pem', 'app-key.pem');
		await expect(read(path, undefined, Date.now() + 31 * 86_400_000)).rejects.toThrow(/expired on \d{4}-\d\d-\d\d/);
		await expect(read(path, undefined, Date.now() - 86_400_000)).rejects.toThrow('is not valid before');
	});
});

describe('what is no file of that kind', () => {
	it('is refused at once, and never read to its end', async () => {
		execFileSync('mkfifo', [at('pipe')]);
		for (const path of ['/dev/zero', folder, at('pipe')]) {
			await expect(read(path)).rejects.toMatchObject({ code: 'config.certificate-file' });
			await expect(readFederatedToken(path)).rejects.toMatchObject({ code: 'config.federated-token' });
		}
		// Sparse: more than a Buffer can hold.
		truncateSync(join2('huge.pem', 'app.pem'), 2 ** 40);
		await expect(read(at('huge.pem'))).rejects.toMatchObject({ code: 'config.certificate-format' });
		await expect(readFederatedToken(at('huge.pem'))).rejects.toThrow('does not hold a token');
	});
});

describe('a PFX file', () => {
	const write = (name: string, password: string, ...more: readonly string[]): string => {
		const pair = ['-inkey', 'app-key.pem', '-in', 'app.pem', '-passout', `pass:${password}`, '-out', name];
		openssl('pkcs12', '-export', ...more, ...pair);
		return at(name);
	};

	it.each([
		['as OpenSSL 3 writes it', []],
		['with RC2 and 3DES, as older programs write it', ['-legacy']],
		['with 3DES, as Windows writes it', ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
		['with RC2 of 128 bits', ['-legacy', '-certpbe', 'PBE-SHA1-RC2-128']],
		['with 3DES of two keys', ['-legacy', '-certpbe', 'PBE-SHA1-2DES']],
		['with smaller AES keys', ['-certpbe', 'AES-128-CBC', '-keypbe', 'AES-192-CBC', '-macalg', 'sha512']],
		['without a MAC', ['-nomac']],
		['with an open certificate', ['-certpbe', 'NONE']],
		['with nothing but a MAC', ['-certpbe', 'NONE', '-keypbe', 'NONE']],
	])('%s gives the same pair; its password is needed', async (_title, more) => {
		const path = write('app.pfx', 'geheim €', ...more);
		const pem = await read(join2('pem.pem', 'app.pem', 'app-key.pem'));
		expect(await read(path, 'geheim €')).toEqual(pem);
		await expect(read(path, 'wrong')).rejects.toThrow('does not open');
		await expect(read(path)).rejects.toThrow('is protected by a password');
	});

	it.each([
		['PBKDF2', []],
		['the older derivation', ['-legacy']],
	])('that asks for much work of %s can be given up with Ctrl-C', async (_what, more) => {
		const path = write('slow.pfx', 'x', '-iter', '1900000', '-nomaciter', ...more);
		const controller = new AbortController();
		const reading = readCertificate(path, 'x', Date.now(), controller.signal);
		const timer = setTimeout(() => controller.abort(), 20);
		await expect(reading).rejects.toMatchObject({ code: 'cancelled.by-user' });
		clearTimeout(timer);
	});

	it('with an empty password needs none', async () => {
		expect(await read(write('empty.pfx', ''))).toMatchObject({ subject: 'CN=app' });
	});

	it('without its key is told apart from one of a wrong password', async () => {
		openssl('pkcs12', '-export', '-nokeys', '-in', 'app.pem', '-passout', 'pass:x', '-out', 'nokey.pfx');
		await expect(read(at('nokey.pfx'), 'x')).rejects.toMatchObject({ code: 'config.certificate-key' });
	});

	it('cut off or changed at any byte ends in an error of ours', async () => {
		const whole = readFileSync(write('whole.pfx', 'x', '-iter', '1', '-maciter'));
		const seen = new Set<string>();
		for (let i = 0; i < whole.length; i += 7) {
			for (const bytes of [whole.subarray(0, i), Buffer.from(whole).fill(whole[i] === 0xff ? 0 : 0xff, i, i + 1)]) {
				writeFileSync(at('broken.pfx'), bytes);
				const code = await read(at('broken.pfx'), 'x').then(
					() => 'fine',
					(error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
				);
				seen.add(code);
			}
		}
		expect([...seen].filter((code) => code !== 'fine' && !code.startsWith('config.certificate-'))).toEqual([]);
		expect(seen).toContain('config.certificate-format');
		expect(seen).toContain('config.certificate-password');
	});
});

describe('a hostile file', () => {
	const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
		const content = Buffer.concat(parts);
		return Buffer.concat([
			Buffer.of(tag, 0x83),
			Buffer.from(content.length.toString(16).padStart(6, '0'), 'hex'),
			content,
		]);
	};
	const data = Buffer.from('06092a864886f70d010701', 'hex');
	const sha1 = der(0x30, Buffer.from('06052b0e03021a', 'hex'));
	const withMac = (digestBytes: number, rounds: number): Buffer => {
		const safe = der(0x30, data, der(0xa0, der(0x04, der(0x30))));
		const count = Buffer.from(rounds.toString(16).padStart(8, '0'), 'hex');
		const mac = der(
			0x30,
			der(0x30, sha1, der(0x04, Buffer.alloc(digestBytes))),
			der(0x04, Buffer.from('s')),
			der(0x02, count),
		);
		return der(0x30, der(0x02, Buffer.of(3)), safe, mac);
	};

	it.each([
		['a MAC as long as the file', withMac(120_000, 1_000_000), 'has a MAC that no known hash makes'],
		['twenty million rounds', withMac(20, 20_000_000), 'asks for 20000000 rounds'],
		['beginnings without an end', Buffer.from('-----BEGIN A-----\n'.repeat(58_000)), 'is neither a PEM nor a PFX file'],
	])(
		'with %s is refused at once',
		async (_what, bytes, words) => {
			writeFileSync(at('hostile.pfx'), bytes);
			await expect(read(at('hostile.pfx'), 'x')).rejects.toThrow(words);
		},
		5000,
	);
});

describe('another file', () => {
	it('is told for what it is', async () => {
		await expect(read(at('none'))).rejects.toThrow('does not exist');
		await expect(read(folder)).rejects.toThrow('is not a regular file');
		writeFileSync(at('text'), 'hello');
		await expect(read(at('text'))).rejects.toThrow('is neither a PEM nor a PFX file');
		writeFileSync(at('nothing'), '');
		await expect(read(at('nothing'))).rejects.toMatchObject({ code: 'config.certificate-format' });
		openssl('x509', '-in', 'app.pem', '-outform', 'der', '-out', 'app.cer');
		await expect(read(at('app.cer'))).rejects.toMatchObject({ code: 'config.certificate-key' });
	});
});
