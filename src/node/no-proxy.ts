/** NO_PROXY: hosts that are reached without a proxy. */

/**
 * True when the host goes without a proxy. Entries are separated by commas or blanks; each is `*`, a host name that also
 * covers its subdomains (with or without a leading `.` or `*.`), an address, or a CIDR range, with or without `:port`.
 * As with curl, loopback hosts are proxied unless listed. Link-local addresses never are: no proxy could reach them, and the
 * managed-identity endpoint 169.254.169.254 must not be asked through one.
 */
export function bypassesProxy(hostname: string, port: number, noProxy: string): boolean {
	const host = bare(hostname.toLowerCase());
	if (/^169\.254\.|^fe80:/.test(host)) return true;
	return noProxy
		.toLowerCase()
		.split(/[\s,]+/)
		.filter((entry) => entry !== '')
		.some((entry) => matches(entry, host, port));
}

function matches(entry: string, host: string, port: number): boolean {
	if (entry === '*') return true;
	const withPort = /^(?<pattern>\[[^\]]+\]|[^:]+):(?<port>\d+)$/.exec(entry)?.groups;
	if (withPort && Number(withPort['port']) !== port) return false;
	const pattern = bare(withPort?.['pattern'] ?? entry);
	if (process.getBuiltinModule('node:net').isIP(host) !== 0) return inRange(pattern, host);
	const suffix = pattern.replace(/^\*?\./, '');
	return suffix !== '' && (host === suffix || host.endsWith(`.${suffix}`));
}

function inRange(range: string, host: string): boolean {
	const { BlockList, isIP } = process.getBuiltinModule('node:net');
	const [base = '', prefix] = range.split('/');
	const version = isIP(base);
	const length = version === 4 ? 32 : 128;
	const bits = prefix === undefined ? length : /^\d+$/.test(prefix) ? Number(prefix) : length + 1;
	if (version === 0 || version !== isIP(host) || bits > length) return false;
	const list = new BlockList();
	const family = version === 4 ? 'ipv4' : 'ipv6';
	list.addSubnet(base, bits, family);
	return list.check(host, family);
}

/** Without the brackets of an IPv6 address and the dot that ends a fully qualified name. */
function bare(host: string): string {
	return host.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}
