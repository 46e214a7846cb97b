/** Signing out in the browser, for an account that is already gone here. */
import type { Account } from '../cache/account.js';
import type { Settings } from '../config/settings.js';
import type { EndSessionOptions } from '../flows/end-session.js';
import type { Runtime } from '../runtime.js';
import { loadMetadata } from './metadata-cache.js';
import { targetOfAccount } from './target.js';

export interface BrowserSignOut
	extends Pick<EndSessionOptions, 'loginHint' | 'timeoutMs' | 'onAddress' | 'onNotOpened'> {
	readonly account: Account;
	/** False leaves opening the address to the person. */
	readonly open: boolean;
	/** False where no browser on this machine could come back: the address is told, and nobody waits. */
	readonly wait: boolean;
}

/**
 * Ends the account's session in the browser; true when the browser came back from there.
 * @throws GraphctlError `timeout.browser`, `cancelled.by-user`, `config.*`, `network.*`
 */
export async function signOutInBrowser(
	runtime: Runtime,
	settings: Settings,
	request: BrowserSignOut,
): Promise<boolean> {
	const { account, loginHint, onAddress, onNotOpened, timeoutMs } = request;
	const [{ resolveAuthority }, { endBrowserSession, endSessionEndpoint, endSessionUrl }] = await Promise.all([
		import('../flows/authority.js'),
		import('../flows/end-session.js'),
	]);
	const { cloud } = targetOfAccount(settings, account);
	const authority = resolveAuthority({ authority: account.authority });
	const endpoint = endSessionEndpoint(authority, await loadMetadata(runtime, authority, cloud.caFile));
	if (!request.wait) {
		onAddress(endSessionUrl(endpoint, loginHint));
		return false;
	}
	await endBrowserSession({
		...{ endpoint, loginHint, timeoutMs, onAddress, onNotOpened },
		username: account.username,
		clock: runtime.clock,
		signal: runtime.signal,
		randomBytes: (count) => runtime.randomBytes(count),
		openBrowser: request.open ? (url) => runtime.openBrowser(url) : undefined,
	});
	return true;
}
