/** `graphctl login` with a certificate or a federated token, against a sandbox in this process. */
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { createCliUser } from '../helpers/cli-user.js';
import { textBelow } from '../helpers/desk.js';
import { countTokenRequests, startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';

let sandbox: TestSandbox;
let where: readonly string[];
let clientId: string;
beforeEach(async () => {
	sandbox = await startTestSandbox({ autoApprove: true });
	clientId = sandbox.apps.daemon.clientId;
	where = ['--tenant', sandbox.company.tenantId, '--client-id', clientId];
});

describe('an app with a certificate', () => {
	it('is told what a second way of signing in replaces, and nothing when it is the same way', async () => {
		const { certificateFile, clientSecret } = sandbox.apps.daemon;
		const user = await createCliUser(sandbox, { env: { GRAPHCTL_CLIENT_SECRET: clientSecret } });
		const certificate = ['login', ...where, '--certificate', certificateFile];
		expect((await user.run(...certificate, '--as', 'pem')).stderr).not.toContain('before');
		expect((await user.run(...certificate)).stderr).not.toContain('before');
		const again = await user.run('login', ...where, '--flow', 'client-secret', '--as', 'other');
		expect(again.code).toBe(0);
		expect(again.stderr).toContain(
			`This app was signed in before, as pem by client-certificate (${certificateFile}); that is replaced.`,
		);
		expect(await user.read('accounts', 'list')).toMatchObject([{ alias: 'other', flow: 'client-secret' }]);
	});

	it('whose registration has no certificate is given a line that names another app', async () => {
		await sandbox.do.failToken({ error: 'invalid_client', aadsts: 700025 });
		const user = await createCliUser(sandbox);
		const { certificateFile } = sandbox.apps.daemon;
		const tenant = ['--tenant', sandbox.company.tenantId];
		const { code, stderr } = await user.run('login', ...tenant, '--certificate', certificateFile);
		expect(code).toBe(10);
		const lines = stderr.match(/graphctl login.*/g) ?? [];
		expect(lines).toHaveLength(1);
		expect(lines[0]).toContain(`--client-id CLIENT_ID --certificate ${certificateFile}`);
	});

	it.each(['pem', 'pfx'])('signs in with a %s file and shows when it expires', async (kind) => {
		const { certificateFile, pfxFile, pfxPassword } = sandbox.apps.daemon;
		const user = await createCliUser(sandbox, { stdin: Readable.from([pfxPassword]) });
		const file = kind === 'pem' ? [certificateFile] : [pfxFile, '--certificate-password-stdin'];
		const { code, stderr } = await user.run('login', ...where, '--certificate', ...file);
		expect(stderr).toContain('he certificate expires');
		expect(code).toBe(0);
		expect((await user.run('status')).stdout).toMatch(/Certificate +\S+, expires /);
		const { certificateExpiresOn } = await user.read<{ certificateExpiresOn: string }>('status');
		expect(Date.parse(certificateExpiresOn)).toBeGreaterThan(Date.now());
		const before = countTokenRequests(sandbox);
		expect((await user.run('users', 'list')).code).toBe(0);
		expect(countTokenRequests(sandbox)).toBe(before);
		expect((await user.run('token', '--force-refresh')).code).toBe(0);
		expect(textBelow(user.home)).not.toContain(pfxPassword);
		expect((await user.run('accounts', 'list', '-o', 'json')).stdout).toContain('client-certificate');
	});

	it('says that a password is missing or wrong before anybody is asked', async () => {
		const { pfxFile } = sandbox.apps.daemon;
		const before = sandbox.requests().size;
		const user = await createCliUser(sandbox, { stdin: Readable.from(['wrong']) });
		const none = await user.run('login', ...where, '--certificate', pfxFile);
		expect(none).toMatchObject({ code: 10 });
		expect(none.stderr).toContain('is protected by a password');
		const wrong = await user.run('login', ...where, '--certificate', pfxFile, '--certificate-password-stdin');
		expect(wrong).toMatchObject({ code: 10 });
		expect(wrong.stderr).toContain('The password does not open');
		expect(sandbox.requests().size).toBe(before);
	});
});

describe('an app with a federated token', () => {
	it('reads the file for every assertion', async () => {
		const user = await createCliUser(sandbox);
		const file = join(user.home, 'token.jwt');
		await copyFile(sandbox.apps.daemon.federatedTokenFile, file);
		const login = await user.run('login', ...where, '--federated-token-file', file);
		expect(login.stderr).toContain('Permissions: User.Read.All.');
		await writeFile(file, 'a.b.c');
		const broken = await user.run('token', '--force-refresh');
		expect(broken.code).toBe(10);
		expect(broken.stderr).toContain(`graphctl login --flow federated-token`);
		await copyFile(sandbox.apps.daemon.federatedTokenFile, file);
		expect((await user.run('token', '--force-refresh')).code).toBe(0);
		await writeFile(file, '');
		expect((await user.run('token')).code).toBe(0);
		expect((await user.run('token', '--force-refresh')).stderr).toContain('is empty');
	});

	it('explains that no federated credential fits', async () => {
		const user = await createCliUser(sandbox);
		await sandbox.do.revokeFederation(clientId);
		const file = sandbox.apps.daemon.federatedTokenFile;
		const { code, stderr } = await user.run('login', ...where, '--federated-token-file', file);
		expect(code).toBe(10);
		expect(stderr).toMatch(/AADSTS70025|AADSTS7002/);
		expect(stderr).toContain(`--federated-token-file ${file}`);
	});
});
