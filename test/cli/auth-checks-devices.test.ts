/** The numbered checks of `auth-checks-people.test.ts` go on: device codes, imported refresh tokens, and where the platform is looked for. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { cancelled } from '../../src/errors.js';
import type { Clock } from '../../src/runtime.js';
import { plaintext } from '../helpers/api-user.js';
import { type CliUser, createCliUser } from '../helpers/cli-user.js';
import { startMicrosoft } from '../helpers/microsoft.js';
import { createMicrosoftUser } from '../helpers/microsoft-user.js';
import { createPageWalker } from '../helpers/page-walker.js';
import { countTokenRequests, startTestSandbox, systemClock, type TestSandbox } from '../helpers/sandbox.js';
import { travel } from '../helpers/terminal-user.js';

let sandbox: TestSandbox;
beforeEach(async () => {
	sandbox = await startTestSandbox({ deviceCodeInterval: 1 });
});

const line = ['login', '--device-code'];

/** A clock whose sleeps move the time instead of taking it; it remembers them, and something may happen during one. */
function quickClock(during: (nth: number) => Promise<unknown> | undefined): { clock: Clock; slept: number[] } {
	const slept: number[] = [];
	const sleep: Clock['sleep'] = async (ms, signal) => {
		slept.push(ms);
		travel(ms / 1000);
		await during(slept.length);
		if (signal?.aborted) throw signal.reason;
	};
	return { clock: { ...systemClock, sleep }, slept };
}

/** What somebody does who reads a code: types it, picks the person, answers. */
async function answerDevice(answer: 'Accept' | 'Decline'): Promise<void> {
	const [code = ''] = (await sandbox.do.state()).deviceCodes;
	const walker = createPageWalker(sandbox.caFile);
	const form = await walker.open(`${sandbox.loginOrigin}/common/oauth2/deviceauth`);
	const picker = await walker.press(form, 'Next', { user_code: code });
	await walker.press(await walker.press(picker, 'Adele Vance'), answer);
}

async function expectNobody(user: CliUser): Promise<void> {
	expect(await user.read('accounts', 'list')).toEqual([]);
}

describe('a device code', () => {
	it('20 that is approved signs in, and what comes later is silent', async () => {
		const { clock } = quickClock((nth) => (nth === 2 ? answerDevice('Accept') : undefined));
		const user = await createCliUser(sandbox, { clock });
		const { code, stderr } = await user.run(...line);
		expect(code, stderr).toBe(0);
		expect(stderr).toContain('Signed in as AdeleV@contoso.com');
		const before = countTokenRequests(sandbox);
		expect((await user.run('me')).code).toBe(0);
		expect(countTokenRequests(sandbox)).toBe(before);
		expect((await user.run('token', '--force-refresh')).code).toBe(0);
	});

	it('21 that is declined ends with exit code 5', async () => {
		const { clock } = quickClock((nth) => (nth === 1 ? answerDevice('Decline') : undefined));
		const user = await createCliUser(sandbox, { clock });
		const { code, stderr } = await user.run(...line);
		expect(code).toBe(5);
		expect(stderr).toMatch(/declined/i);
		await expectNobody(user);
	});

	it('22 that is cancelled here ends with exit code 130 and is not asked about again', async () => {
		const controller = new AbortController();
		const { clock } = quickClock(async (nth) => {
			if (nth === 2) controller.abort(cancelled());
		});
		const user = await createCliUser(sandbox, { clock, signal: controller.signal });
		expect((await user.run(...line)).code).toBe(130);
		expect(countTokenRequests(sandbox)).toBe(2);
		await expectNobody(await createCliUser(sandbox));
	});

	it('23 that expires ends with exit code 124 and a line that starts anew', async () => {
		const { clock } = quickClock((nth) => (nth === 1 ? sandbox.do.expireDevice() : undefined));
		const user = await createCliUser(sandbox, { clock });
		const { code, stderr } = await user.run(...line);
		expect(code).toBe(124);
		expect(stderr).toContain('graphctl login --device-code');
		await expectNobody(user);
	});

	it('24 is shown as the platform said, and asked about as often as it allows (interval, slow_down)', async () => {
		const { clock, slept } = quickClock((nth) => (nth === 4 ? answerDevice('Accept') : undefined));
		const user = await createCliUser(sandbox, { clock });
		await sandbox.do.slowDown(1);
		const { code, stderr } = await user.run(...line);
		expect(code).toBe(0);
		expect(stderr).toMatch(/https:\/\/localhost:\d+\/common\/oauth2\/deviceauth\n/);
		expect(stderr).toMatch(/Code: [A-Z0-9]{8,9}\n/);
		// RFC 8628 3.5: five seconds more, from then on.
		expect(slept).toEqual([6000, 6000, 6000, 6000]);
		expect(countTokenRequests(sandbox)).toBe(5);
	});
});

describe('a refresh token of another program', () => {
	it('25 signs its person in without a browser, and everything later is silent', async () => {
		const own = await startTestSandbox({ autoApprove: true });
		const other = await createCliUser(own, { env: plaintext });
		await other.login('PattiF');
		const stored = JSON.parse(await readFile(join(other.home, 'storage', 'tokens.json'), 'utf8'));
		const [entry] = Object.values<{ secret: string }>(stored.RefreshToken);
		const user = await createCliUser(own, { stdin: Readable.from([entry?.secret]) });
		const { code, stderr } = await user.run('login', '--flow', 'refresh-token');
		expect(code, stderr).toBe(0);
		const before = countTokenRequests(own);
		expect((await user.run('me', '-q', 'mail')).stdout).toBe('PattiF@contoso.com\n');
		expect(countTokenRequests(own)).toBe(before);
		expect((await user.run('token', '--force-refresh')).code).toBe(0);
	});
});

describe('the identity platform', () => {
	it('26 of the default cloud is found behind a CONNECT proxy without any discovery', async () => {
		const microsoft = await startMicrosoft();
		const user = createMicrosoftUser(microsoft);
		await user.login('adele@contoso.com');
		for (const words of [['me'], ['token', '--force-refresh'], ['mail']]) await user.run(...words);
		expect(microsoft.discoveries()).toEqual([]);
		expect(new Set(microsoft.connected)).toEqual(new Set(['login.microsoftonline.com', 'graph.microsoft.com']));
	});

	it('27 of any other host is asked once what it is, by the first command alone', async () => {
		const own = await startTestSandbox({ autoApprove: true });
		const documents = (): number =>
			[...own.requests()].reduce((sum, [path, count]) => sum + (/well-known|instance/.test(path) ? count : 0), 0);
		const user = await createCliUser(own);
		await user.login('AdeleV');
		expect(documents()).toBe(1);
		for (const words of [['token', '--force-refresh'], ['me'], ['mail']]) await user.run(...words);
		expect(documents()).toBe(1);
	});
});
