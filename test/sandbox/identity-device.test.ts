import type { AuthError, PublicClientApplication } from '@azure/msal-node';
import { describe, expect, test } from 'vitest';
import { readJson, sendForm } from '../helpers/https-client.js';
import { createMsalClient } from '../helpers/msal.js';
import { createPageWalker } from '../helpers/page-walker.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';

const person = 'Adele Vance';
const grant = 'urn:ietf:params:oauth:grant-type:device_code';

interface DeviceAnswer {
	readonly user_code: string;
	readonly device_code: string;
	readonly verification_uri: string;
	readonly expires_in: number;
	readonly interval: number;
	readonly message: string;
}

async function startDevice(sandbox: TestSandbox, extra: Readonly<Record<string, string>> = {}): Promise<DeviceAnswer> {
	const answer = await sendForm(sandbox, '/common/oauth2/v2.0/devicecode', {
		client_id: sandbox.clientId,
		scope: 'openid offline_access User.Read',
		...extra,
	});
	return readJson(answer);
}

async function poll(
	sandbox: TestSandbox,
	deviceCode: string,
	grantType = grant,
): Promise<Readonly<Record<string, unknown>>> {
	const answer = await sendForm(sandbox, '/common/oauth2/v2.0/token', {
		client_id: sandbox.clientId,
		grant_type: grantType,
		device_code: deviceCode,
	});
	return readJson(answer);
}

/** Signs in with MSAL's device flow; `act` gets the code as soon as it is shown. */
function signInByDevice(client: PublicClientApplication, act: (code: string, uri: string) => Promise<unknown>) {
	return new Promise<Awaited<ReturnType<PublicClientApplication['acquireTokenByDeviceCode']>>>((resolve, reject) => {
		client
			.acquireTokenByDeviceCode({
				scopes: ['User.Read'],
				deviceCodeCallback: ({ userCode, verificationUri }) => {
					act(userCode, verificationUri).catch(reject);
				},
			})
			.then(resolve, reject);
	});
}

describe('the device flow of an unmodified msal-node', () => {
	test('ends signed in after code, account and consent', async () => {
		const sandbox = await startTestSandbox({ deviceCodeInterval: 1 });
		const result = await signInByDevice(createMsalClient(sandbox), async (code, uri) => {
			const walker = createPageWalker(sandbox.caFile);
			const picker = await walker.press(await walker.open(uri), 'Next', { user_code: code.toLowerCase() });
			const consent = await walker.press(picker, person);
			expect(consent.html).toContain('Are you trying to sign in to graphctl?');
			const done = await walker.press(consent, 'Accept');
			expect(done.html).toContain('You have signed in to the graphctl application on your device.');
		});
		expect(result?.account?.username).toBe('AdeleV@contoso.com');
		expect(result?.scopes).toContain('User.Read');
	});

	test('is told when the person declines', async () => {
		const sandbox = await startTestSandbox({ deviceCodeInterval: 1 });
		const signIn = signInByDevice(createMsalClient(sandbox), async (code, uri) => {
			const walker = createPageWalker(sandbox.caFile);
			const picker = await walker.press(await walker.open(uri), 'Next', { user_code: code });
			const end = await walker.press(await walker.press(picker, person), 'Decline');
			expect(end.html).toContain('You declined');
		});
		await expect(signIn).rejects.toMatchObject({ errorMessage: expect.stringContaining('authorization_declined') });
	});

	test('is told when the code expires', async () => {
		const sandbox = await startTestSandbox({ deviceCodeInterval: 1 });
		const signIn = signInByDevice(createMsalClient(sandbox), (code) => sandbox.do.expireDevice(code));
		const error: AuthError = await signIn.then(
			() => Promise.reject(new Error('signed in')),
			(caught) => caught,
		);
		expect(error.errorMessage).toContain('expired_token');
	});

	test('needs nobody with auto-approve', async () => {
		const sandbox = await startTestSandbox({ deviceCodeInterval: 1, autoApprove: 'AlexW@contoso.com' });
		const client = createMsalClient(sandbox);
		const result = await signInByDevice(client, async () => undefined);
		expect(result?.account?.username).toBe('AlexW@contoso.com');
		if (!result?.account) throw new Error('no account');
		const silent = { account: result.account, scopes: ['User.Read'], forceRefresh: true };
		expect((await client.acquireTokenSilent(silent)).account?.username).toBe('AlexW@contoso.com');
	});
});

describe('the device endpoints', () => {
	test('answer with a code, an address, an interval and a message that names both', async () => {
		const sandbox = await startTestSandbox();
		const answer = await startDevice(sandbox);
		expect(answer).toMatchObject({
			user_code: expect.stringMatching(/^[A-Z0-9]{8,9}$/),
			verification_uri: `${sandbox.loginOrigin}/common/oauth2/deviceauth`,
			expires_in: 900,
			interval: 5,
		});
		expect(answer.message).toContain(answer.user_code);
		expect(answer.message).toContain(answer.verification_uri);
		expect(answer).not.toHaveProperty('verification_uri_complete');
	});

	test('let a device wait under both names of the grant', async () => {
		const sandbox = await startTestSandbox({ deviceCodeInterval: 0 });
		const { device_code } = await startDevice(sandbox);
		for (const name of [grant, 'device_code']) {
			expect(await poll(sandbox, device_code, name)).toMatchObject({
				error: 'authorization_pending',
				error_codes: [70016],
				error_description: expect.stringContaining('AADSTS70016'),
			});
		}
	});

	test('tell a device that polls faster than the interval to slow down', async () => {
		const sandbox = await startTestSandbox({ deviceCodeInterval: 5 });
		const { device_code } = await startDevice(sandbox);
		expect(await poll(sandbox, device_code)).toMatchObject({ error: 'authorization_pending' });
		expect(await poll(sandbox, device_code)).toMatchObject({ error: 'slow_down' });
	});

	test('tell a made-up device code that it is bad', async () => {
		const sandbox = await startTestSandbox();
		expect(await poll(sandbox, 'made-up')).toMatchObject({ error: 'bad_verification_code', error_codes: [70018] });
	});

	test('let a device code be used once', async () => {
		const sandbox = await startTestSandbox({ deviceCodeInterval: 0, autoApprove: true });
		const { device_code } = await startDevice(sandbox);
		expect(await poll(sandbox, device_code)).toHaveProperty('refresh_token');
		expect(await poll(sandbox, device_code)).toMatchObject({ error: 'invalid_grant', error_codes: [54005] });
	});

	test('refuse a wrong code on the page, without echoing markup', async () => {
		const sandbox = await startTestSandbox();
		const { verification_uri } = await startDevice(sandbox);
		const walker = createPageWalker(sandbox.caFile);
		const again = await walker.press(await walker.open(verification_uri), 'Next', {
			user_code: '"><script>x</script>',
		});
		expect(again.html).toContain('That code didn&#39;t work.');
		expect(again.html).not.toContain('<script>');
	});

	test('never fill in a code from the address, so that a link cannot lure anybody in', async () => {
		const sandbox = await startTestSandbox();
		const { verification_uri, user_code } = await startDevice(sandbox);
		const walker = createPageWalker(sandbox.caFile);
		const page = await walker.open(`${verification_uri}?user_code=${user_code}`);
		expect(page.html).toContain('Enter code to allow access');
		expect(page.html).not.toContain(user_code);
	});

	test('refuse an unknown scope and an unknown app with their AADSTS numbers', async () => {
		const sandbox = await startTestSandbox();
		expect(await startDevice(sandbox, { scope: 'openid Mail.Raed' })).toMatchObject({ error_codes: [650053] });
		expect(await startDevice(sandbox, { client_id: 'nobody' })).toMatchObject({ error_codes: [700016] });
	});
});

test('a policy against device codes blocks the sign-in until it is lifted', async () => {
	const sandbox = await startTestSandbox({ autoApprove: true, deviceCodeInterval: 1 });
	await sandbox.do.blockDeviceFlow();
	const { device_code } = await startDevice(sandbox);
	expect(await poll(sandbox, device_code)).toMatchObject({ error: 'access_denied', error_codes: [53003] });
	await sandbox.do.blockDeviceFlow(false);
	const { device_code: next } = await startDevice(sandbox);
	expect(await poll(sandbox, next)).toHaveProperty('access_token');
});
