/** The built program as an API that acts for its callers. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSandboxWorld, graphctl } from '../helpers/built-program.js';
import { filesBelow } from '../helpers/desk.js';
import { startTestSandbox } from '../helpers/sandbox.js';
import { signInForTodo } from '../helpers/sandbox-people.js';

describe('graphctl token --on-behalf-of', () => {
	it('exchanges a token from a file or a pipe, once, with the secret of the signed-in app', async () => {
		const sandbox = await startTestSandbox({ autoApprove: true });
		const { env, root } = await createSandboxWorld(sandbox);
		const { clientId, clientSecret } = sandbox.apps.api;
		const place = ['--client-id', clientId, '--tenant', sandbox.company.tenantId];
		const login = await graphctl(['login', '--flow', 'client-secret', '--client-secret-stdin', ...place], {
			env,
			stdin: clientSecret,
		});
		expect(login.code, login.stderr).toBe(0);
		const { access_token: caller } = await signInForTodo(sandbox, ['ToDoList.Read']);
		const file = join(root, 'caller.jwt');
		await writeFile(file, caller);
		const line = ['token', '--scope', 'User.Read', '--on-behalf-of'];
		const first = await graphctl([...line, file, '-o', 'json'], { env });
		expect(first.code, first.stderr).toBe(0);
		const { accessToken, account } = JSON.parse(first.stdout);
		expect(account).toBe('AdeleV@contoso.com');
		const before = JSON.stringify([...sandbox.requests()]);
		const second = await graphctl([...line, '-'], { env, stdin: caller });
		expect(second).toMatchObject({ code: 0, stdout: `${accessToken}\n`, stderr: '' });
		expect(JSON.stringify([...sandbox.requests()])).toBe(before);
		const me = await graphctl(['me', '-q', 'displayName'], { env: { ...env, GRAPHCTL_ACCESS_TOKEN: accessToken } });
		expect(me.stdout).toBe('Adele Vance\n');
		const debug = await graphctl([...line, file, '--force-refresh', '--debug'], { env });
		expect(debug.code).toBe(0);
		for (const secret of [caller, clientSecret, debug.stdout.trim()]) expect(debug.stderr).not.toContain(secret);
		// The store is encrypted; nothing of this may lie beside it.
		for (const [path, bytes] of filesBelow(join(root, 'graphctl')))
			for (const secret of [accessToken, caller, clientSecret]) expect(bytes.includes(secret), path).toBe(false);
	});

	it('refuses a terminal, and what is no token, with exit code 2', async () => {
		const sandbox = await startTestSandbox();
		const { env } = await createSandboxWorld(sandbox);
		const line = ['token', '--on-behalf-of', '-', '--scope', 'User.Read', '-o', 'json'];
		const { code, stdout, stderr } = await graphctl(line, { env, stdin: 'opaque' });
		expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
		expect(JSON.parse(stderr).error).toMatchObject({ code: 'usage.assertion', exitCode: 2 });
	});
});
