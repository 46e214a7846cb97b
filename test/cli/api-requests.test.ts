/** What `graphctl api` sends: methods, bodies, headers, repeats; and what a terminal sees of strange answers. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readRequest } from '../../src/cli/api-request.js';
import type { Runtime } from '../../src/runtime.js';
import type { CliUser } from '../helpers/cli-user.js';
import { systemClock } from '../helpers/sandbox.js';
import { type Answer, prepareApis, type Seen } from './api-server.js';

const { startApi, userOfApi } = prepareApis();

async function signedIn(
	answers: readonly Answer[],
	more: Partial<Runtime> = {},
): Promise<{ user: CliUser; seen: readonly Seen[] }> {
	const { origin, seen } = await startApi(answers);
	return { user: await userOfApi(origin, more), seen };
}

/** A terminal that remembers what was written to it. */
function terminal(): { stdout: Writable & { isTTY: boolean }; text(): string } {
	let text = '';
	const stream = new Writable({
		write(chunk: Buffer | string, _encoding, done) {
			text += String(chunk);
			done();
		},
	});
	return { stdout: Object.assign(stream, { isTTY: true }), text: () => text };
}

describe('a request', () => {
	it('with fields is a POST of JSON, and what answers nothing prints nothing', async () => {
		const { user, seen } = await signedIn([{ status: 202 }]);
		const words = ['-f', 'message[subject]=Hi', '-F', 'saveToSentItems=false', '-F', 'n=2'];
		expect(await user.run('api', ...words, 'me/things')).toEqual({ code: 0, stdout: '', stderr: '' });
		expect(seen).toHaveLength(1);
		expect(seen[0]).toMatchObject({
			method: 'POST',
			url: '/v1.0/me/things',
			body: '{"message":{"subject":"Hi"},"saveToSentItems":false,"n":2}',
		});
		expect(seen[0]?.headers).toMatchObject({ 'content-type': 'application/json', accept: '*/*' });
		expect(seen[0]?.headers.authorization).toMatch(/^Bearer eyJ/);
	});

	it('--data goes out byte for byte, from the line, a file or standard input', async () => {
		const stdin = new PassThrough();
		stdin.end('[1,\n2]');
		const { user, seen } = await signedIn([{ status: 204 }], { stdin });
		const file = join(user.home, 'body');
		await writeFile(file, 'caf\u00e9\r\n');
		await user.run('api', '/me', '-X', 'PATCH', '-d', '{"a": 1 }\n', '-f', '$expand=x');
		await user.run('api', '/me/mime', '-d', `@${file}`, '-H', 'Content-Type: text/plain');
		await user.run('api', '/me/in', '-d', '-', '-X', 'PUT');
		await user.run('api', '/me/none', '-X', 'DELETE');
		expect(seen.map(({ method, url, body, headers }) => [method, url, body, headers['content-type']])).toEqual([
			['PATCH', '/v1.0/me?$expand=x', '{"a": 1 }\n', 'application/json'],
			['POST', '/v1.0/me/mime', 'caf\u00e9\r\n', 'text/plain'],
			['PUT', '/v1.0/me/in', '[1,\n2]', 'application/json'],
			['DELETE', '/v1.0/me/none', '', undefined],
		]);
	});

	it('ends with Ctrl-C while standard input is being read', async () => {
		const stop = new AbortController();
		const reading = readRequest({ stdin: new PassThrough(), signal: stop.signal }, { data: '-' });
		stop.abort();
		await expect(reading).rejects.toMatchObject({ code: 'cancelled.by-user' });
	});

	it("carries headers of one's own on every page", async () => {
		const { user, seen } = await signedIn([{ body: { value: [{ n: 1 }] } }]);
		const words = [
			'-H',
			'Prefer: outlook.body-content-type="text"',
			'-H',
			'consistencylevel:eventual',
			'-H',
			'prefer: x',
		];
		await user.run('api', 'me', '--paginate', ...words);
		expect(seen[0]?.headers).toMatchObject({
			prefer: 'outlook.body-content-type="text", x',
			consistencylevel: 'eventual',
		});
	});

	it.each([
		['POST', 503, undefined, 1],
		['POST', 503, '0', 1],
		['PATCH', 503, '0', 1],
		['POST', 504, '0', 1],
		['PATCH', 500, undefined, 1],
		['DELETE', 502, undefined, 1],
		['POST', 429, undefined, 2],
		['DELETE', 429, '0', 2],
		['GET', 502, undefined, 2],
		['GET', 503, '0', 2],
	])('%s that is answered with %i and Retry-After %s is sent %i times', async (method, status, after, times) => {
		let patient = true;
		const clock = { ...systemClock, sleep: async (ms: number) => (patient ? systemClock.sleep(ms) : undefined) };
		const headers = after === undefined ? {} : { 'retry-after': after };
		const answers = [{ status, headers, body: { error: { code: 'x', message: 'no' } } }, { body: { id: 1 } }];
		const { user, seen } = await signedIn(answers, { clock });
		patient = false;
		const { code } = await user.run('api', '/me', '-X', method);
		expect([code, seen.length]).toEqual([times === 2 ? 0 : 1, times]);
	});

	it('may be written with values joined to their letters, as gh and curl take them', async () => {
		const { user, seen } = await signedIn([{ status: 204 }]);
		await user.run('api', '-XPATCH', 'me', '-fa=b', '-Fn=-1', '-HX-A: -c', '-f=d==');
		await user.run('api', '-X=PUT', 'me', '-d{"a":"-b"}');
		expect(seen.map(({ method, body, headers }) => [method, body, headers['x-a']])).toEqual([
			['PATCH', '{"a":"b","d":"=","n":-1}', '-c'],
			['PUT', '{"a":"-b"}', undefined],
		]);
	});

	it('HEAD prints nothing but, if told to, the headers', async () => {
		const { user, seen } = await signedIn([{ headers: { etag: '"1"' } }]);
		expect((await user.run('api', '/me', '-X', 'HEAD')).stdout).toBe('');
		expect((await user.run('api', '/me', '-X', 'HEAD', '-i')).stdout).toMatch(/^HTTP\/1\.1 200 OK\netag: "1"\n/);
		expect(seen[0]?.method).toBe('HEAD');
	});
});

describe('an answer that is not JSON', () => {
	const bytes = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 0xff]);

	it('is written as it is to a pipe or file', async () => {
		const chunks: Buffer[] = [];
		const stdout = new Writable({
			write(chunk: Buffer, _encoding, done) {
				chunks.push(chunk);
				done();
			},
		});
		const { user } = await signedIn([{ headers: { 'Content-Type': 'image/png' }, body: bytes }], { stdout });
		chunks.length = 0;
		expect((await user.run('api', '/me/photo/$value')).code).toBe(0);
		expect(Buffer.concat(chunks)).toEqual(bytes);
	});

	it('is refused to a terminal when it is binary', async () => {
		const { stdout, text } = terminal();
		const { user } = await signedIn([{ headers: { 'Content-Type': 'image/png' }, body: bytes }], { stdout });
		const before = text();
		const { code, stderr } = await user.run('api', '/me/photo/$value');
		expect({ code, shown: text().slice(before.length) }).toEqual({ code: 2, shown: '' });
		expect(stderr).toContain('--output-file');
	});

	it('is shown to a terminal when it is text, without its escape sequences', async () => {
		const { stdout, text } = terminal();
		const headers = { 'Content-Type': 'text/plain', 'X-Evil': '\u009b31mred' };
		const { user } = await signedIn([{ headers, body: 'a\u001b]52;c;eA==\u0007b\u202ec\nd' }], { stdout });
		const before = text();
		await user.run('api', '/me/text', '-i');
		const shown = text().slice(before.length);
		expect(shown.endsWith('\n\nabc\nd\n')).toBe(true);
		expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
	});

	it('cannot be searched', async () => {
		const { user } = await signedIn([{ headers: { 'Content-Type': 'text/plain' }, body: 'x' }]);
		expect(await user.run('api', '/me', '-q', 'x')).toMatchObject({ code: 2, stdout: '' });
	});
});
