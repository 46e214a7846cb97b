import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { expect, test } from 'vitest';
import { startTestSandbox } from '../helpers/sandbox.js';
import { readPem } from '../helpers/sandbox-apps.js';

test('the credential files are readable to their user alone, and certificate and key belong together', async () => {
	const sandbox = await startTestSandbox();
	const { certificateFile, pfxFile, federatedTokenFile } = sandbox.apps.daemon;
	for (const file of [certificateFile, pfxFile, federatedTokenFile]) expect(statSync(file).mode & 0o777).toBe(0o600);
	const { key, certificate } = readPem(certificateFile);
	expect(certificate.checkPrivateKey(key)).toBe(true);
	expect(certificate.verify(certificate.publicKey)).toBe(true);
});

test('the PKCS #12 file opens with its password, in Node and in OpenSSL, and with no other', async () => {
	const { apps } = await startTestSandbox();
	const { pfxFile, pfxPassword, certificateFile } = apps.daemon;
	const pfx = readFileSync(pfxFile);
	expect(() => createSecureContext({ pfx, passphrase: pfxPassword })).not.toThrow();
	expect(() => createSecureContext({ pfx, passphrase: 'wrong' })).toThrow(/mac verify failure/);
	// A variable, because knip takes a name written here for a package's binary.
	const openssl = 'openssl';
	const printed = execFileSync(openssl, ['pkcs12', '-in', pfxFile, '-passin', `pass:${pfxPassword}`, '-nodes']);
	expect(new X509Certificate(printed).fingerprint256).toBe(readPem(certificateFile).certificate.fingerprint256);
	expect(printed.toString()).toContain(
		readPem(certificateFile).key.export({ type: 'pkcs8', format: 'pem' }).toString(),
	);
});
