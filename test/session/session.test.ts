/** A command that must ask its person to sign in once more, against a sandbox. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAccounts } from '../../src/cache/accounts.js';
import { openStore } from '../../src/cache/open-store.js';
import { loadSettings } from '../../src/config/settings.js';
import type { Runtime } from '../../src/runtime.js';
import { openSession } from '../../src/session/session.js';
import { cloudOf, writeClouds } from '../helpers/built-program.js';
import { createCliUser } from '../helpers/cli-user.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';
import { visitSignIn } from '../helpers/sign-in.js';
import { createTestRuntime } from '../helpers/test-runtime.js';

let sandbox: TestSandbox;
beforeAll(async () => {
	sandbox = await startTestSandbox({ autoApprove: true }, { keep: true });
});
afterAll(() => sandbox.stop());

const env = { GRAPHCTL_CLOUD: 'sandbox', GRAPHCTL_STORAGE: 'plaintext-file' };

/** Somebody signed in as "work" whose session is over; `person` is who answers when the browser opens again. */
async function stepUpAs(person: string, others: readonly string[] = []) {
	const user = await createCliUser(sandbox, { env });
	for (const other of others) await user.login(other);
	await user.login('AdeleV', '--as', 'work');
	const pages: Promise<string>[] = [];
	const { runtime } = createTestRuntime({
		env: { ...env, GRAPHCTL_HOME: user.home },
		openBrowser: async (url) => {
			const address = new URL(url);
			address.searchParams.set('login_hint', `${person}@contoso.com`);
			pages.push(visitSignIn(sandbox.caFile, address.href));
		},
	});
	const here: Runtime = {
		...runtime,
		folders: { config: user.home, state: user.home, cache: join(user.home, 'cache') },
	};
	await writeClouds({ home: user.home }, { sandbox: cloudOf(sandbox) });
	const store = await openStore({ runtime: here, choice: 'plaintext-file', name: 'tokens' });
	const session = await openSession(here, {
		settings: await loadSettings(here),
		scopes: ['User.Read'],
		openStore: async () => store,
		usesGraph: false,
		note: () => {},
		onWait: () => {},
		interaction: {
			start: async () => ({ show: () => {}, pasted: () => undefined, close: async () => {} }),
			flow: async () => 'browser',
		},
	});
	const homes = async (): Promise<string[]> => {
		const text = (await store.load()) ?? '{}';
		return [...new Set([...text.matchAll(/"home_account_id":"([^"]+)"/g)].map(([, home = '']) => home))];
	};
	const accounts = async () => (await loadAccounts({ runtime: here, onCorrupt: () => {} })).accounts;
	return { session, homes, accounts, pages };
}

/** A proof that only a new sign-in can give. */
const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';

describe('signing in once more', () => {
	it('goes on as the same person, whose alias stays', async () => {
		const { session, accounts } = await stepUpAs('AdeleV');
		const token = await session.token({ claims });
		expect(token.account.username).toBe('AdeleV@contoso.com');
		expect(await accounts()).toMatchObject([{ username: 'AdeleV@contoso.com', alias: 'work' }]);
	});

	it('as somebody else is told so, here and in the browser, and keeps neither account nor tokens', async () => {
		const { session, accounts, homes, pages } = await stepUpAs('PattiF');
		await expect(session.token({ claims })).rejects.toMatchObject({
			code: 'sign-in.other-account',
			exitCode: 4,
			message: 'You signed in as PattiF@contoso.com, but this command works with AdeleV@contoso.com.',
			hint: expect.stringContaining('graphctl login --login-hint PattiF@contoso.com'),
		});
		expect((await accounts()).map(({ username }) => username)).toEqual(['AdeleV@contoso.com']);
		expect(await homes()).toHaveLength(1);
		expect(await pages[0]).toContain('this command works with');
	});

	it('as somebody else who was signed in before leaves that account usable', async () => {
		const { session, accounts, homes } = await stepUpAs('PattiF', ['PattiF']);
		await expect(session.token({ claims })).rejects.toMatchObject({ code: 'sign-in.other-account' });
		expect(await accounts()).toHaveLength(2);
		expect(await homes()).toHaveLength(2);
	});
});
