/** What `--debug` says of requests. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLog } from '../../src/cli/log.js';
import { createCliUser } from '../helpers/cli-user.js';
import { startTestSandbox } from '../helpers/sandbox.js';
import { createTestRuntime } from '../helpers/test-runtime.js';

it('logs each request once, without query, header or body', async () => {
	const sandbox = await startTestSandbox({ autoApprove: true });
	const user = await createCliUser(sandbox);
	const login = await user.run('login', '--browser', '--login-hint', 'AdeleV@contoso.com', '--debug');
	expect(login.stderr.match(/POST \S+\/token -> 200/g)).toHaveLength(1);
	const mail = await user.run('login', '--browser', '--login-hint', 'AdeleV@contoso.com', '--scope', 'Mail.Read');
	expect(mail.code).toBe(0);
	const { stderr } = await user.run('mail', '--debug');
	expect(
		stderr.match(/GET \S+\/messages -> 200 in \d+ ms, request-id [\w-]{36}, client-request-id [\w-]{36}/g),
	).toHaveLength(1);
	expect(stderr.match(/GET \S+\/messages/g)).toHaveLength(1);
	expect(`${login.stderr}${stderr}`).not.toMatch(/\$select|Bearer|eyJ|grant_type/);
});

it('says where a line that renews itself would be torn: on the screen, not in a file', async () => {
	const { home, runtime } = createTestRuntime();
	const onScreen = async (args: object, env = {}) => {
		const { close, runtime: logged } = await openLog({ ...runtime, env }, { ...args });
		await close();
		return logged.log.onScreen === true;
	};
	expect(await onScreen({ verbose: true })).toBe(true);
	expect(await onScreen({ debug: true })).toBe(true);
	expect(await onScreen({}, { GRAPHCTL_DEBUG: '1' })).toBe(true);
	expect(await onScreen({ logFile: join(home, 'log') })).toBe(false);
	expect(await onScreen({})).toBe(false);
});
