/** What the built program does when Graph refuses, fails or answers nonsense. */
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createSandboxWorld, type Ended, graphctl } from '../helpers/built-program.js';
import { listenOnLoopback } from '../helpers/loopback-server.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';
import type { GraphFailure } from '../helpers/sandbox-control.js';
import { signIn } from '../helpers/sign-in.js';

interface SignedIn {
	readonly sandbox: TestSandbox;
	run(...args: readonly string[]): Promise<Ended>;
	/** Graph requests so far. */
	asked(path: string): number;
}

async function startSignedIn({ scopes = ['User.Read', 'Mail.Read'], user = '' } = {}): Promise<SignedIn> {
	const sandbox = await startTestSandbox({ autoApprove: user || true });
	const world = await createSandboxWorld(sandbox);
	await signIn(
		world,
		sandbox,
		scopes.flatMap((scope) => ['--scope', scope]),
	);
	return {
		sandbox,
		run: (...args) => graphctl(args, world),
		asked: (path) => sandbox.requests().get(`GET ${path}`) ?? 0,
	};
}

const inbox = '/v1.0/me/mailFolders/inbox/messages';

describe('a refused token', () => {
	it('is renewed once, and the command goes on without a word', async () => {
		const { sandbox, run, asked } = await startSignedIn();
		await sandbox.do.failGraph({ status: 401 });
		const { code, stdout, stderr } = await run('me', '-o', 'json');
		expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
		expect(JSON.parse(stdout)).toMatchObject({ displayName: 'Adele Vance' });
		expect(asked('/v1.0/me')).toBe(2);
	});

	it('that the server let expire before its time is renewed likewise', async () => {
		const { sandbox, run } = await startSignedIn();
		await sandbox.do.expireAccessTokens();
		expect(await run('me', '--query', 'displayName')).toMatchObject({ code: 0, stdout: 'Adele Vance\n', stderr: '' });
	});

	it('that stays refused ends with 4 and the login line, after two requests', async () => {
		const { sandbox, run, asked } = await startSignedIn();
		await sandbox.do.failGraph({ status: 401, times: 9 });
		const { code, stdout, stderr } = await run('me');
		expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
		expect(stderr).toContain('Graph refuses the access token');
		expect(stderr).toContain('graphctl login --login-hint AdeleV@contoso.com');
		expect(asked('/v1.0/me')).toBe(2);
	});

	it('with a session that is over ends with 4 and a login line that mends it', async () => {
		const { sandbox, run } = await startSignedIn();
		await sandbox.do.revokeSession();
		await sandbox.do.expireAccessTokens();
		const { code, stderr } = await run('me');
		expect(code).toBe(4);
		expect(stderr).toMatch(/^Run: graphctl login --login-hint AdeleV@contoso\.com --scope User\.Read$/m);
	});
});

describe('a refusal', () => {
	it('for want of a permission ends with 5 and names permission, login line and request id', async () => {
		const { sandbox, run } = await startSignedIn();
		await sandbox.do.failGraph({ status: 403 });
		const { code, stderr } = await run('mail');
		expect(code).toBe(5);
		expect(stderr).toContain('the permission Mail.Read may be missing');
		expect(stderr).toContain('graphctl login --login-hint AdeleV@contoso.com --scope Mail.Read');
		expect(stderr).toMatch(/request id [0-9a-f-]{36}/);
	});

	it('is one JSON object on standard error where JSON was asked for', async () => {
		const { sandbox, run } = await startSignedIn();
		await sandbox.do.failGraph({ status: 403 });
		const { code, stdout, stderr } = await run('mail', '-o', 'json');
		expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
		const { error } = JSON.parse(stderr);
		expect(error).toMatchObject({
			code: 'permission.denied',
			exitCode: 5,
			scopes: ['Mail.Read'],
			status: 403,
			aadsts: null,
		});
		expect(error.requestId).toMatch(/^[0-9a-f-]{36}$/);
		expect(error.hint).toContain('graphctl login');
	});

	it('of what is not there ends with 3', async () => {
		const { run } = await startSignedIn();
		const { code, stdout, stderr } = await run('mail', '--folder', 'nosuchfolder');
		expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
		expect(stderr).toContain('To see all folders: graphctl mail folders');
	});

	it('because a person has no mailbox says so and what may help', async () => {
		const { run } = await startSignedIn({ user: 'DeliaD@contoso.com' });
		expect(await run('me', '-q', 'displayName')).toMatchObject({ code: 0, stdout: 'Delia Dennis\n' });
		const { code, stderr } = await run('mail');
		expect(code).toBe(3);
		expect(stderr).toContain('This account has no mailbox in Exchange Online');
		expect(stderr).toContain('It may lack a licence');
	});
});

describe('a busy Graph', () => {
	it('is waited for as long as it asks, said on standard error, and then answers', async () => {
		const { sandbox, run } = await startSignedIn();
		await sandbox.do.failGraph({ status: 429, retryAfter: 1 });
		const started = performance.now();
		const { code, stdout, stderr } = await run('mail', '--top', '1', '-o', 'json');
		expect(code).toBe(0);
		expect(JSON.parse(stdout)).toHaveLength(1);
		expect(stderr).toBe('Graph is busy with this account (status 429). Waiting 1 s before the next try.\n');
		expect(performance.now() - started).toBeGreaterThan(1000);
	});

	it('that never stops being busy ends with 7 after six requests', async () => {
		const { sandbox, run, asked } = await startSignedIn();
		await sandbox.do.failGraph({ status: 429, retryAfter: 0.05, times: 99 });
		const { code, stdout, stderr } = await run('me');
		expect({ code, stdout }).toEqual({ code: 7, stdout: '' });
		expect(stderr).toContain('still too busy for this account (status 429) after all retries');
		expect(asked('/v1.0/me')).toBe(6);
	});

	it('that names a time beyond all patience is not waited for', async () => {
		const { sandbox, run, asked } = await startSignedIn();
		await sandbox.do.failGraph({ status: 429, retryAfter: 3600, times: 99 });
		const { code, stderr } = await run('me');
		expect(code).toBe(7);
		expect(stderr).toContain('Try again in 3600 s.');
		expect(asked('/v1.0/me')).toBe(1);
	});
});

describe('a failing Graph', () => {
	it.each<[GraphFailure, string, number]>([
		[{ status: 500, times: 9 }, 'Try again in a few minutes.', 2],
		[{ status: 503, retryAfter: 0.05, times: 9 }, 'Graph is not available', 6],
		[{ status: 504, times: 9 }, 'a smaller --top', 2],
		[
			{ status: 502, times: 9, body: '<html>Bad gateway</html>', contentType: 'text/html' },
			'answered with HTML, status 502',
			2,
		],
	])('with %j ends with 1, says "%s" and was asked %d times', async (failure, message, times) => {
		const { sandbox, run, asked } = await startSignedIn();
		await sandbox.do.failGraph(failure);
		const { code, stdout, stderr } = await run('mail');
		expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
		expect(stderr).toContain(message);
		expect(stderr).not.toContain('    at ');
		expect(asked(inbox)).toBe(times);
	});

	it('that recovers at the second try costs no more than a word', async () => {
		const { sandbox, run } = await startSignedIn();
		await sandbox.do.failGraph({ status: 503, retryAfter: 0.05 });
		const { code, stdout, stderr } = await run('me', '-q', 'mail');
		expect({ code, stdout }).toEqual({ code: 0, stdout: 'AdeleV@contoso.com\n' });
		expect(stderr).toContain('Graph answered 503.');
	});
});

describe('an answer that Graph cannot have meant', () => {
	it.each<[string, GraphFailure, number, string]>([
		[
			'HTML',
			{ status: 200, body: '<!DOCTYPE html><title>Sign in to the Wi-Fi</title>', contentType: 'text/html' },
			1,
			'with HTML where a JSON object was expected',
		],
		['damaged JSON', { status: 200, body: '{"value":[{"id":"1","subj' }, 1, 'incomplete or damaged JSON'],
		['an empty body', { status: 200, body: ' ' }, 1, 'with nothing where a JSON object was expected'],
		['a list without items', { status: 200, body: '{"value":7}' }, 1, 'holds no items'],
		['a redirect', { status: 302 }, 1, 'it was not followed'],
		['a connection cut in the middle', { status: 200, truncateAfter: 100, times: 9 }, 6, 'localhost'],
	])('%s: the command says so and ends with an error', async (_name, failure, exitCode, message) => {
		const { sandbox, run } = await startSignedIn();
		await sandbox.do.failGraph(failure);
		const { code, stdout, stderr } = await run('mail');
		expect({ code, stdout, stderr }).toMatchObject({ code: exitCode, stdout: '' });
		expect(stderr).toContain(message);
		expect(stderr).not.toContain('    at ');
	});

	it('a next page on another host: nothing is sent there', async () => {
		const { sandbox, run } = await startSignedIn();
		let connections = 0;
		const thief = createServer((_request, response) => void response.end('{"value":[]}'));
		thief.on('connection', () => {
			connections += 1;
		});
		const port = await listenOnLoopback(thief);
		for (const scheme of ['http', 'https']) {
			const link = `${scheme}://127.0.0.1:${port}${inbox}?$skip=1`;
			await sandbox.do.failGraph({
				status: 200,
				body: JSON.stringify({ value: [{ id: '1', subject: 'one' }], '@odata.nextLink': link }),
			});
			const { code, stderr } = await run('mail', '--all', '-o', 'json');
			expect(code).toBe(1);
			expect(stderr).toContain('graph.foreign-link');
		}
		expect(connections).toBe(0);
	});

	it('a next page that leads back ends instead of turning for ever', async () => {
		const { sandbox, run } = await startSignedIn();
		const link = `${sandbox.graphOrigin}${inbox}?$skip=1`;
		await sandbox.do.failGraph({
			status: 200,
			times: 9,
			body: JSON.stringify({ value: [{ id: '1', subject: 'one' }], '@odata.nextLink': link }),
		});
		const { code, stderr } = await run('mail', '--all');
		expect(code).toBe(1);
		expect(stderr).toContain('leads back to a page that was read already');
	});
});
