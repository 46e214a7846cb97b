/** Debian's Chromium, driven by playwright-core: what a person does on the sign-in pages. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

/** Starts the browser; the caller closes it. */
export function launchChromium(): Promise<Browser> {
	return chromium.launch({
		executablePath: '/usr/bin/chromium',
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
		],
	});
}

/** A page with cookies of its own, closed when the test ends. The sandbox's authority is unknown to it, as to a real browser. */
export async function openPage(browser: Browser): Promise<Page> {
	const context = await browser.newContext({ ignoreHTTPSErrors: true });
	onTestFinished(() => context.close());
	return context.newPage();
}

/** Picks a person on the page "Pick an account". */
export async function pickAccount(page: Page, name: string): Promise<void> {
	await page.getByRole('button', { name, exact: true }).click();
}

/** Presses a button of the consent page. */
export async function answerConsent(page: Page, answer: 'Accept' | 'Decline' | 'Cancel'): Promise<void> {
	await page.getByRole('button', { name: answer, exact: true }).click();
}

/** Types a device code, picks the person and answers the consent page. */
export async function enterDeviceCode(
	page: Page,
	sign: { readonly url: string; readonly code: string; readonly name: string },
	answer: 'Accept' | 'Decline' | 'Cancel' = 'Accept',
): Promise<void> {
	await page.goto(sign.url);
	await page.getByLabel('Code').fill(sign.code);
	await page.getByRole('button', { name: 'Next' }).click();
	await pickAccount(page, sign.name);
	await answerConsent(page, answer);
}
