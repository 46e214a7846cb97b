/** What `graphctl login` refuses of an app before anybody is asked. */
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { type CliUser, createCliUser } from '../helpers/cli-user.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';

let sandbox: TestSandbox;
let where: readonly string[];
let clientId: string;
beforeEach(async () => {
	sandbox = await startTestSandbox();
	clientId = sandbox.apps.daemon.clientId;
	where = ['--tenant', sandbox.company.tenantId, '--client-id', clientId];
});

const secretUser = (input = `${sandbox.apps.daemon.clientSecret}\n`): Promise<CliUser> =>
	createCliUser(sandbox, { stdin: Readable.from([input]) });
const loginLine = ['login', '--flow', 'client-secret', '--client-secret-stdin'];
const loginSecret = (user: CliUser) => user.run(...loginLine, ...where);

describe('what a login of an app refuses', () => {
	it.each([[], ['--tenant', 'common'], ['--tenant', 'organizations'], ['--tenant', 'consumers']])(
		'wants one tenant (%s %s), before any request',
		async (...tenant) => {
			const user = await secretUser();
			const before = sandbox.requests().size;
			const { code, stderr } = await user.run(...loginLine, '--client-id', clientId, ...tenant);
			expect(code).toBe(10);
			expect(stderr).toContain(`graphctl login --flow client-secret --tenant TENANT_ID --client-id ${clientId}`);
			expect(sandbox.requests().size).toBe(before);
		},
	);

	it.each([
		[['--client-secret', 'x'], 'There is no option --client-secret, for everybody'],
		[['--client-secret=x'], 'There is no option --client-secret, for everybody'],
		[['--certificate-password', 'x'], 'There is no option --certificate-password, for everybody'],
		[['--flow', 'client-secret', '--certificate', 'x'], '--certificate belongs to --flow client-certificate'],
		[['--browser', '--certificate', 'x'], '--certificate belongs to --flow client-certificate, not to browser'],
		[['--certificate', 'x', '--client-secret-stdin'], 'belongs to --flow client-certificate, not to client-secret'],
		[['--flow', 'client-secret', '--scope', 'Mail.Read'], '--scope has no effect on an app'],
		[['--flow', 'client-secret', '--prompt', 'login'], '--prompt has no effect on an app'],
		[['--flow', 'client-secret', '--no-open'], '--no-open has no effect on an app'],
		[['--flow', 'managed-identity', '--tenant', 'x'], '--tenant has no effect on a managed identity'],
		[['--certificate', ' '], '--certificate is empty'],
	])('does not take %s', async (argv, words) => {
		const { code, stderr } = await (await secretUser()).run('login', ...argv);
		expect(code).toBe(2);
		expect(stderr).toContain(words);
	});

	it.each(['', '\n', 'two\nlines'])('takes no secret like %j', async (input) => {
		const { code, stderr } = await loginSecret(await secretUser(input));
		expect(code).toBe(2);
		expect(stderr).toMatch(/client secret/);
		expect(stderr).not.toContain('[redacted]');
	});

	it('takes a secret whose file ends in empty lines', async () => {
		const { code, stderr } = await loginSecret(await secretUser(`${sandbox.apps.daemon.clientSecret}\r\n\n`));
		expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('Signed in as the app') });
	});

	it('takes a secret with blanks around it, and says when one is inside', async () => {
		expect((await loginSecret(await secretUser(`\n \t${sandbox.apps.daemon.clientSecret} \n`))).code).toBe(0);
		const { code, stderr } = await loginSecret(await secretUser('abc 8Q~x'));
		expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('has a blank') });
	});

	it('asks nobody where nobody is', async () => {
		const { code, stderr } = await (await secretUser()).run('login', '--flow', 'client-secret', ...where);
		expect(code).toBe(2);
		expect(stderr).toContain('--client-secret-stdin');
	});
});
