/** Addresses too long for a line. */

/**
 * The address when it fits `width` columns, else one that does, with `…` in the middle. Where it leads, the host or the mail address, always
 * stays whole, so that it may be longer still; a user name before the host, which could pass for one, gives way first.
 * @param address http, https or mailto, all of it ASCII
 */
export function shortenAddress(address: string, width: number): string {
	if (address.length <= width || !URL.canParse(address)) return address;
	const { protocol, host, username, password, pathname } = new URL(address);
	const user = username !== '' || password !== '';
	const place = protocol === 'mailto:' ? pathname : `//${user ? '…@' : ''}${host}`;
	const rest = protocol === 'mailto:' ? address.slice(protocol.length + pathname.length) : restOf(address);
	const start = `${protocol}${place}`;
	if (rest === '' || start.length + rest.length <= width) return start + rest;
	const room = Math.max(2, width - start.length - 1);
	const last = Math.floor(room / 3);
	return `${start}${rest.slice(0, room - last)}…${last > 0 ? rest.slice(-last) : ''}`;
}

/** Where an address leads, host or mail address, in at most `width` columns: of one that is longer the end, which decides who it belongs to. */
export function placeOf(address: string, width: number): string {
	if (!URL.canParse(address)) return keepEnd(address, width);
	const { protocol, host, pathname } = new URL(address);
	return keepEnd(protocol === 'mailto:' ? pathname : host, width);
}

/** The address in at most `width` columns, ten or more: as `shortenAddress` has it; where the host alone is longer, scheme and end of the host. */
export function fitAddress(address: string, width: number): string {
	const short = shortenAddress(address, width);
	if (short.length <= width) return short;
	const start = /^(?:https?:\/\/|mailto:)/.exec(short)?.[0] ?? '';
	return `${start}${placeOf(address, Math.max(1, width - start.length - 1))}…`;
}

function keepEnd(text: string, width: number): string {
	return text.length <= width ? text : `…${width > 1 ? text.slice(1 - width) : ''}`;
}

/** What follows the host. */
function restOf(address: string): string {
	const at = address.slice(address.indexOf('//') + 2).search(/[/?#]/);
	return at < 0 ? '' : address.slice(address.indexOf('//') + 2 + at);
}
