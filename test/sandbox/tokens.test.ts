import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { signIn } from '../helpers/entra-client.js';
import { type Answer, sendRequest } from '../helpers/https-client.js';
import { startTestSandbox, type TestSandbox } from '../helpers/sandbox.js';

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const answerTo = (sandbox: TestSandbox, authorization: string): Promise<Answer> =>
	sendRequest(sandbox.caFile, `${sandbox.graphOrigin}/v1.0/me`, { headers: { authorization } });

const statusWith = async (sandbox: TestSandbox, authorization: string): Promise<number> =>
	(await answerTo(sandbox, authorization)).status;

test('Graph takes only tokens that the sandbox signed for Graph', async () => {
	const sandbox = await startTestSandbox({ autoApprove: true });
	const { access_token, id_token, refresh_token } = await signIn(sandbox);
	const [head = '', body = '', signature = ''] = access_token.split('.');
	const claims: object = JSON.parse(Buffer.from(body, 'base64url').toString());
	const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
	const forgedByKey = createSign('RSA-SHA256').update(`${head}.${body}`).sign(stranger).toString('base64url');
	const keys = await sendRequest(sandbox.caFile, `${sandbox.loginOrigin}/common/discovery/v2.0/keys`);
	const hmacHead = encode({ alg: 'HS256', typ: 'JWT' });
	const hmac = createHmac('sha256', keys.text).update(`${hmacHead}.${body}`).digest('base64url');

	expect(await statusWith(sandbox, `Bearer ${access_token}`)).toBe(200);
	const refused = [
		'',
		'Bearer',
		`Basic ${access_token}`,
		`Bearer ${refresh_token}`,
		`Bearer ${id_token}`,
		`Bearer ${head}.${encode({ ...claims, scp: 'User.Read Mail.ReadWrite' })}.${signature}`,
		`Bearer ${head}.${body}.${forgedByKey}`,
		`Bearer ${encode({ alg: 'none' })}.${body}.x`,
		`Bearer ${hmacHead}.${body}.${hmac}`,
	];
	const idToken = await answerTo(sandbox, `Bearer ${id_token}`);
	expect(idToken.text).toMatch(/audience/i);
	for (const authorization of refused) expect(await statusWith(sandbox, authorization)).toBe(401);
});

test('Graph refuses a token whose lifetime is over', async () => {
	const sandbox = await startTestSandbox({ autoApprove: true, accessTokenLifetime: 1 });
	const { access_token } = await signIn(sandbox);
	await expect.poll(() => statusWith(sandbox, `Bearer ${access_token}`), { timeout: 5000, interval: 100 }).toBe(401);
});

test('a token of one sandbox is worth nothing in another', async () => {
	const [first, second] = [await startTestSandbox({ autoApprove: true }), await startTestSandbox()];
	const { access_token } = await signIn(first);
	expect(await statusWith(second, `Bearer ${access_token}`)).toBe(401);
});
