/** Adds `URL.parse`, which oidc-provider 9 calls and Node 20 lacks; does nothing where it exists. */
export function addUrlParse(): void {
	if ('parse' in URL) return;
	Object.defineProperty(URL, 'parse', {
		configurable: true,
		writable: true,
		value: (url: string, base?: string): URL | null => (URL.canParse(url, base) ? new URL(url, base) : null),
	});
}
