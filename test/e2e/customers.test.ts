/** The built program with the sandbox's own external tenant (CIAM): by its id on the sandbox's host, and by its name through a proxy. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { launchChromium, pickAccount } from '../helpers/chromium.js';
import { createDesk, type Desk } from '../helpers/desk.js';
import { todoScope } from '../helpers/sandbox-people.js';
import { signIn } from '../helpers/sign-in.js';
import { startTunnel } from '../helpers/tunnel.js';

let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

const kim = 'kim@fabrikam.com';

/** What an external tenant's person can do, and cannot. */
async function expectCustomer(desk: Desk): Promise<void> {
	const { customers } = desk.sandbox;
	const issuer = `https://${customers.tenantId}.ciamlogin.com/${customers.tenantId}/v2.0`;
	expect(await desk.run(['me', '-q', 'displayName'])).toMatchObject({ code: 0, stdout: 'Kim Akers\n', stderr: '' });
	const claims = JSON.parse((await desk.run(['status', '--claims', '-o', 'json'])).stdout);
	expect(claims).toMatchObject({ iss: issuer, tid: customers.tenantId, aud: customers.clientId, name: 'Kim Akers' });
	const before = JSON.stringify([...desk.sandbox.requests()]);
	for (const line of [['mail'], ['users', 'list'], ['api', '/me/messages'], ['me', '--manager']]) {
		const { code, stdout, stderr } = await desk.run(line);
		expect({ line, code, stdout }).toEqual({ line, code: 10, stdout: '' });
		expect(stderr).toContain('external tenant');
	}
	expect(JSON.stringify([...desk.sandbox.requests()])).toBe(before);
}

/** Writes to the company's own API and reads it, each with its own scope. */
async function expectTodoList(desk: Desk): Promise<void> {
	const ask = (...words: readonly string[]) => desk.run(['api', `${desk.sandbox.todoOrigin}/todolist`, ...words]);
	const added = await ask('-f', 'description=Milk', '--scope', todoScope(desk.sandbox, 'ToDoList.ReadWrite'));
	expect(added).toMatchObject({ code: 0, stderr: '' });
	const { code, stdout, stderr } = await ask('--scope', todoScope(desk.sandbox, 'ToDoList.Read'));
	expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
	expect(JSON.parse(stdout)).toMatchObject([{ description: 'Milk' }]);
}

describe('the tenant of the customers', () => {
	it('signs its people in by its id, with an issuer named after that; profile and API work, mail and directory do not', async () => {
		const desk = await createDesk({ autoApprove: true });
		const { authority, clientId } = desk.sandbox.customers;
		await signIn(desk, desk.sandbox, ['--authority', authority, '--client-id', clientId]);
		await expectCustomer(desk);
		await expectTodoList(desk);
		expect((await desk.run(['token', '--force-refresh'])).code).toBe(0);
	});

	it('is reached by its name through a proxy, and left in a real browser, whose session ends', async () => {
		const desk = await createDesk();
		const { customers, loginOrigin } = desk.sandbox;
		const tunnel = await startTunnel(Number(new URL(loginOrigin).port));
		const env = { ...desk.env, HTTPS_PROXY: tunnel.proxy, NO_PROXY: 'localhost' };
		const tunneled: Desk = { ...desk, run: (args, more) => desk.run(args, { ...more, env: { ...env, ...more?.env } }) };
		const context = await browser.newContext({
			ignoreHTTPSErrors: true,
			proxy: { server: tunnel.proxy, bypass: 'localhost' },
		});
		onTestFinished(() => context.close());
		const page = await context.newPage();
		const line = ['login', '--authority', `https://${customers.host}`, '--client-id', customers.clientId];

		const login = desk.start(line, { env });
		const address = new URL(await desk.waitForBrowser(1));
		expect(address.host).toBe(customers.host);
		await page.goto(address.href);
		await pickAccount(page, 'Kim Akers');
		await page.getByRole('heading', { name: 'Signed in' }).waitFor();
		expect(await login.ended()).toMatchObject({ code: 0 });
		await expectCustomer(tunneled);
		await expectTodoList(tunneled);
		expect(new Set(tunnel.connected)).toEqual(new Set([`${customers.host}:443`]));

		// The browser still knows who it is: nothing is asked.
		const again = desk.start([...line, '--login-hint', kim], { env });
		await page.goto(await desk.waitForBrowser(2));
		await page.getByRole('heading', { name: 'Signed in' }).waitFor();
		expect(await again.ended()).toMatchObject({ code: 0 });

		const logout = desk.start(['logout', '--browser'], { env });
		const end = new URL(await desk.waitForBrowser(3));
		expect(end.host).toBe(customers.host);
		await page.goto(end.href);
		await page.getByRole('heading', { name: 'Signed out' }).waitFor();
		expect(await logout.ended()).toMatchObject({ code: 0, stdout: '' });
		expect(logout.stderr()).toContain(`${kim} is signed out in the browser.`);
		expect(await desk.tokens()).toBeUndefined();

		const third = desk.start([...line, '--login-hint', kim], { env });
		await page.goto(await desk.waitForBrowser(4));
		await page.getByRole('heading', { name: 'Pick an account' }).waitFor();
		third.kill('SIGINT');
		expect((await third.ended()).code).toBe(130);
	});
});
