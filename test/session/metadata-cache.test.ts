/** The kept OpenID configuration of a login host that is not Microsoft's, seen from commands. */
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentAt, homeTenant, type Microsoft, startMicrosoft } from '../helpers/microsoft.js';
import { createMicrosoftUser, type MicrosoftUser } from '../helpers/microsoft-user.js';
import { systemClock } from '../helpers/sandbox.js';

const place = 'contoso.ciamlogin.com/contoso.onmicrosoft.com';
const base = `https://contoso.ciamlogin.com/${homeTenant}`;
const hour = 3_600_000;

interface Signed {
	readonly microsoft: Microsoft;
	readonly user: MicrosoftUser;
	/** Hours that the clock goes ahead. */
	later(hours: number): void;
	/** The kept document's file. */
	file(): Promise<string>;
}

async function signedIn(life = 3599): Promise<Signed> {
	const microsoft = await startMicrosoft();
	microsoft.life = life;
	microsoft.documents.set(place, documentAt(base, `${base}/v2.0`));
	let ahead = 0;
	const user = createMicrosoftUser(microsoft, { clock: { ...systemClock, now: () => Date.now() + ahead } });
	await user.login('adele@contoso.com', '--authority', 'https://contoso.ciamlogin.com');
	microsoft.asked.length = 0;
	return {
		microsoft,
		user,
		later: (hours) => {
			ahead = hours * hour;
		},
		async file() {
			const folder = join(user.home, 'cache');
			const name = (await readdir(folder)).find((entry) => entry.startsWith('authority-'));
			return join(folder, name ?? 'nothing');
		},
	};
}

/** Somebody with a token for days and a configuration of yesterday, and what becomes of both elsewhere. */
async function longLived() {
	const { microsoft, user } = await signedIn(200_000);
	const clock = { ...systemClock, now: () => Date.now() + 25 * hour };
	const strangerAt = async (env: Record<string, string>): Promise<MicrosoftUser> => {
		const stranger = createMicrosoftUser(microsoft, { env, clock });
		await cp(user.home, stranger.home, { recursive: true });
		return stranger;
	};
	return { user, strangerAt };
}

describe('the OpenID configuration of another host', () => {
	it('is kept for a day, with its age, and fetched once afterwards', async () => {
		const { microsoft, user, later, file } = await signedIn();
		expect(JSON.parse(await readFile(await file(), 'utf8'))).toMatchObject({ fetchedAt: expect.any(Number) });
		later(23);
		await user.succeed('token', '--force-refresh');
		expect(microsoft.discoveries()).toHaveLength(0);
		later(25);
		await user.succeed('token', '--force-refresh');
		await user.succeed('token', '--force-refresh');
		expect(microsoft.discoveries()).toHaveLength(1);
	});

	it('that is from the future is fetched anew', async () => {
		const { microsoft, user, later } = await signedIn();
		later(-1);
		await user.succeed('token');
		expect(microsoft.discoveries()).toHaveLength(1);
	});

	it.each([
		['no JSON', () => '{"url":'],
		['of another authority', (text: string) => text.replace('"url":"https://contoso.', '"url":"https://fabrikam.')],
		['cut off inside', (text: string) => JSON.stringify({ ...JSON.parse(text), document: '{"issuer":"https://' })],
		['without an endpoint', (text: string) => text.replace('token_endpoint', 'tokenless')],
		['of another issuer', (text: string) => text.replaceAll(`${base}/v2.0`, 'https://evil.example/v2.0')],
		['an object in place of the document', (text: string) => JSON.stringify({ ...JSON.parse(text), document: {} })],
	])('that is damaged or foreign (%s) is fetched anew', async (_title, damage) => {
		const { microsoft, user, file } = await signedIn();
		const sound = await readFile(await file(), 'utf8');
		await writeFile(await file(), damage(sound));
		await user.succeed('token');
		expect(microsoft.discoveries()).toHaveLength(1);
		expect(JSON.parse(await readFile(await file(), 'utf8')).document).toBe(JSON.parse(sound).document);
	});

	it.each([503, 429])('of a host that is down (%d) serves for a month, and no longer', async (status) => {
		const { microsoft, user, later } = await signedIn();
		microsoft.documents.set(place, status);
		later(25);
		const { code } = await user.run('token', '--force-refresh');
		expect(code).toBe(0);
		later(31 * 24);
		expect((await user.run('token')).code).toBe(status === 429 ? 7 : 6);
	});

	it.each([
		['is gone', 404],
		['turned into something else', { issuer: 'https://evil.example' }],
	] as const)('is not used when the new one %s', async (_title, answer) => {
		const { microsoft, user, later } = await signedIn();
		microsoft.documents.set(place, answer);
		later(25);
		expect((await user.run('token')).code).toBe(10);
	});

	it('of a host that cannot be reached leaves a token that is still good usable', async () => {
		const { user, strangerAt } = await longLived();
		const down = await strangerAt({ HTTPS_PROXY: 'http://127.0.0.1:1' });
		expect(await down.run('token')).toEqual({ code: 0, stdout: await user.succeed('token'), stderr: '' });
	});

	it('of a host with a certificate that nobody trusts is not used', async () => {
		const { strangerAt } = await longLived();
		const { code, stderr } = await (await strangerAt({ SSL_CERT_FILE: '' })).run('token');
		expect(code).toBe(6);
		expect(stderr).toContain('certificate');
	});

	it('that cannot be kept costs a request each time, nothing else', async () => {
		const { microsoft, user, file } = await signedIn();
		const path = await file();
		await rm(path);
		await mkdir(path);
		await user.succeed('token');
		await user.succeed('token');
		expect(microsoft.discoveries()).toHaveLength(2);
	});
});
