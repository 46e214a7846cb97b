import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGraphFaults } from '../../src/sandbox/graph-faults.js';
import { signIn } from '../helpers/entra-client.js';
import { type Answer, sendRequest } from '../helpers/https-client.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';

const messages = '/v1.0/me/messages';
let sandbox: TestSandbox;
let token: string;
beforeEach(async () => {
	sandbox = await startTestSandbox({ autoApprove: true });
	token = (await signIn(sandbox, { scope: `${sandbox.graphOrigin}/Mail.Read ${sandbox.graphOrigin}/User.Read` }))
		.access_token;
});
afterEach(() => sandbox.do.healGraph());

const get = (path: string): Promise<Answer> =>
	sendRequest(sandbox.caFile, `${sandbox.graphOrigin}${path}`, { headers: { authorization: `Bearer ${token}` } });
const times = (count: number, path: string): Promise<Answer[]> =>
	Promise.all(Array.from({ length: count }, () => get(path)));

describe('four requests at a time', () => {
	it('are answered; a fifth on the same mailbox is turned away at once', async () => {
		await sandbox.do.slowGraph({ delayMs: 400, times: 4, path: messages });
		const started = performance.now();
		const waits: number[] = [];
		const answers = await Promise.all(
			Array.from({ length: 6 }, async () => {
				const answer = await get(`${messages}?$top=1`);
				if (answer.status === 429) waits.push(performance.now() - started);
				return answer;
			}),
		);
		expect(answers.map((answer) => answer.status).sort()).toEqual([200, 200, 200, 200, 429, 429]);
		const refused = answers.find((answer) => answer.status === 429);
		expect(JSON.parse(refused?.text ?? '')).toMatchObject({
			error: { code: 'ApplicationThrottled', message: 'Application is over its MailboxConcurrency limit.' },
		});
		expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
		for (const wait of waits) expect(wait).toBeLessThan(400);
		expect((await get(messages)).status).toBe(200);
	});

	it('may be repeated for ever by a client that never has more', async () => {
		for (let round = 0; round < 5; round++) {
			expect((await times(4, `${messages}?$top=20`)).map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
		}
	});

	it('limit mail alone', async () => {
		await sandbox.do.slowGraph({ delayMs: 200, times: 6, path: '/v1.0/me$' });
		const answers = await times(6, '/v1.0/me');
		expect(answers.every((answer) => answer.status === 200)).toBe(true);
	});

	it('count together under every name of the mailbox', async () => {
		const person: { id: string } = JSON.parse((await get('/v1.0/me?$select=id')).text);
		await sandbox.do.slowGraph({ delayMs: 400, times: 4 });
		const paths = [
			'me',
			`users/${person.id}`,
			'users/ADELEV%40contoso.com',
			`users('${person.id}')`,
			'users/AdeleV@contoso.com',
		];
		const answers = await Promise.all(paths.map((owner) => get(`/v1.0/${owner}/mailFolders/inbox`)));
		expect(answers.filter((answer) => answer.status === 429)).toHaveLength(1);
	});

	it('free their places when the client goes away', async () => {
		await sandbox.do.resetGraph({ times: 8, path: messages });
		await Promise.allSettled([get(messages), get(messages), get(messages), get(messages)]);
		await Promise.allSettled([get(messages), get(messages), get(messages), get(messages)]);
		expect((await times(4, messages)).map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
	});
});

describe('trouble on request', () => {
	it('delays, with the usual answer', async () => {
		await sandbox.do.slowGraph({ delayMs: 250, path: messages });
		const started = performance.now();
		expect((await get(`${messages}?$top=1`)).status).toBe(200);
		expect(performance.now() - started).toBeGreaterThanOrEqual(240);
		const again = performance.now();
		expect((await get(`${messages}?$top=1`)).status).toBe(200);
		expect(performance.now() - again).toBeLessThan(240);
	});

	it('closes the connection without an answer', async () => {
		await sandbox.do.resetGraph({ path: messages });
		await expect(get(messages)).rejects.toMatchObject({ code: 'ECONNRESET' });
		expect((await get(messages)).status).toBe(200);
	});

	it('strikes one kind of path and leaves the others alone', async () => {
		const list: { value: readonly { id: string }[] } = JSON.parse((await get(`${messages}?$top=1&$select=id`)).text);
		const one = `${messages}/${list.value[0]?.id}`;
		await sandbox.do.failGraph({ status: 503, times: 3, path: `${messages}/*/$value` });
		expect((await get(one)).status).toBe(200);
		expect((await get(messages)).status).toBe(200);
		expect((await get(`${one}/$value`)).status).toBe(503);
		expect((await get(`${one}/%24value`)).status).toBe(503);
		await sandbox.do.healGraph();
		expect((await get(`${one}/$value`)).status).toBe(200);
	});

	it('cuts a message and a large file short', async () => {
		const search = encodeURIComponent('"subject:export"');
		const list: { value: readonly { id: string }[] } = JSON.parse(
			(await get(`${messages}?$search=${search}&$select=id`)).text,
		);
		const one = `${messages}/${list.value[0]?.id}/$value`;
		await sandbox.do.failGraph({ status: 200, truncateAfter: 300_000, path: one });
		await expect(get(one)).rejects.toThrow();
		const whole = await get(one);
		expect(whole.text.length).toBeGreaterThan(13_000_000);
	}, 20_000);
});

describe('the matching of paths', () => {
	const takes = (pattern: string, path: string): boolean => {
		const faults = createGraphFaults();
		faults.arm({ status: 500 }, 1, pattern);
		return faults.take('GET', path) !== undefined;
	};

	it.each([
		['', '/v1.0/me', true],
		['/v1.0/me', '/v1.0/me/messages', true],
		['/v1.0/me$', '/v1.0/me/messages', false],
		['/v1.0/me/messages/*$', '/v1.0/me/messages/AAMk=', true],
		['/v1.0/me/messages/*$', '/v1.0/me/messages/AAMk=/$value', false],
		['/v1.0/me/messages/*/attachments', '/v1.0/me/messages/AAMk=/attachments/x/$value', true],
		['/v1.0/me/messages/*/attachments', '/v1.0/me/messages/a/b/attachments', false],
		['/v1.0/m.', '/v1.0/me', false],
	])('of %s with %s is %s', (pattern, path, expected) => {
		expect(takes(pattern, path)).toBe(expected);
	});
});
