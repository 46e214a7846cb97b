import { stat } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { get, signIn } from '../helpers/entra-client.js';
import { createPageWalker } from '../helpers/page-walker.js';
import { startTestSandbox } from '../helpers/sandbox.js';

describe('a sandbox', () => {
	test('starts in well under 1.5 seconds with both origins and its authority on disk', async () => {
		const start = performance.now();
		const sandbox = await startTestSandbox();
		expect(performance.now() - start).toBeLessThan(1500);
		expect(sandbox.loginOrigin).toMatch(/^https:\/\/localhost:\d+$/);
		expect(sandbox.graphOrigin).not.toBe(sandbox.loginOrigin);
		expect((await stat(dirname(sandbox.caFile))).mode & 0o777).toBe(0o700);
	});

	test('says which port is busy and what to do', async () => {
		const first = await startTestSandbox();
		const port = Number(new URL(first.loginOrigin).port);
		await expect(startTestSandbox({ port })).rejects.toMatchObject({
			code: 'network.port-busy',
			message: expect.stringContaining(String(port)),
			hint: expect.stringContaining('--port'),
		});
	});

	test('takes the chosen port for login and a later one for Graph', async () => {
		const free = await startTestSandbox();
		const port = Number(new URL(free.loginOrigin).port);
		await free.stop();
		const sandbox = await startTestSandbox({ port });
		expect(sandbox.loginOrigin).toBe(`https://localhost:${port}`);
		expect(Number(new URL(sandbox.graphOrigin).port)).toBeGreaterThan(port);
	});

	test('lists the people when nobody has the name to sign in by itself', async () => {
		await expect(startTestSandbox({ autoApprove: 'nobody@contoso.com' })).rejects.toMatchObject({
			code: 'usage.unknown-person',
			hint: expect.stringContaining('AdeleV@contoso.com'),
		});
	});

	test('refuses a port that is none', async () => {
		await expect(startTestSandbox({ port: 70_000 })).rejects.toMatchObject({ code: 'usage.port' });
	});

	test('closes at once although a connection is kept alive', async () => {
		const sandbox = await startTestSandbox();
		const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
		await new Promise<void>((resolve, reject) => {
			request(`${sandbox.loginOrigin}/common/discovery/instance`, { agent }, (answer) => {
				answer.resume();
				answer.on('end', resolve);
			})
				.on('error', reject)
				.end();
		});
		const start = performance.now();
		await sandbox.stop();
		expect(performance.now() - start).toBeLessThan(500);
		agent.destroy();
		await expect(get(sandbox, sandbox.loginOrigin)).rejects.toThrow();
	});

	test('closes at once although a request is still being answered', async () => {
		const sandbox = await startTestSandbox();
		await sandbox.do.failGraph({ status: 503, delayMs: 60_000 });
		const waiting = get(sandbox, `${sandbox.graphOrigin}/v1.0/me`).catch((error: NodeJS.ErrnoException) => error.code);
		await expect.poll(() => sandbox.requests().get('GET /v1.0/me')).toBe(1);
		const start = performance.now();
		await sandbox.stop();
		expect(performance.now() - start).toBeLessThan(500);
		expect(await waiting).toBe('ECONNRESET');
	});

	test('counts and reports requests without secrets', async () => {
		const lines: string[] = [];
		const sandbox = await startTestSandbox({ autoApprove: true, onRequest: (line) => lines.push(line) });
		const { access_token, refresh_token } = await signIn(sandbox);
		await createPageWalker(sandbox.caFile).open(`${sandbox.loginOrigin}/common/oauth2/deviceauth?user_code=ABC`);
		expect(sandbox.requests().get('POST /common/oauth2/v2.0/token')).toBe(1);
		expect(lines).toContain('POST /common/oauth2/v2.0/token 200');
		const log = lines.join('\n');
		for (const secret of [access_token, refresh_token, 'code_challenge', 'user_code'])
			expect(log).not.toContain(secret);
	});
});
