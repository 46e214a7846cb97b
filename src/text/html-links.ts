/** The links of a message: real addresses, numbered, and whether the words shown for them lie. */
import type { TextLink } from './message-text.js';

const longestAddress = 8192;
/** Endings of domains that people write without `www.`; two letters are countries, but for the file types among them. */
const commonEndings = /^(com|org|net|edu|gov|mil|int|info|biz|app|dev|cloud|online|site|shop|store|xyz|top|[a-z]{2})$/;
const fileTypes = /^(cs|db|gz|go|js|md|pl|ps|py|rb|rs|sh|so|ts|vb|xz|7z)$/;

/** Collects links in the order of their first appearance. */
export class LinkList {
	readonly #links = new Map<string, TextLink>();

	/** The links so far, by number. */
	get links(): readonly TextLink[] {
		return [...this.#links.values()];
	}

	/**
	 * The mark that stands behind a link's text: `[1]`, or `[1! goes to evil.example]` where the text looks like another address.
	 * Empty for what is no http, https or mailto address, and for a mail address that is itself the text.
	 */
	mark(href: string, shown: string): string {
		const url = readAddress(href);
		if (!url || url.href.toLowerCase() === `mailto:${shown.trim().toLowerCase()}`) return '';
		const known = this.#links.get(url.href);
		const lies = isDeceptive(shown, url);
		const number = known?.number ?? this.#links.size + 1;
		this.#links.set(url.href, { number, address: url.href, deceptive: lies || known?.deceptive === true });
		return lies ? `[${number}! goes to ${placeOf(url)}]` : `[${number}]`;
	}
}

/** The address of a link as it would be opened; undefined for every scheme but http, https and mailto. */
function readAddress(href: string): URL | undefined {
	// Browsers drop line breaks and tabs within, and controls around.
	const text = href.trim();
	if (text === '' || text.length > longestAddress || text.startsWith('#') || !URL.canParse(text)) return undefined;
	const url = new URL(text);
	return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url : undefined;
}

/** Where a link really leads: its host, or its mail address. */
function placeOf(url: URL): string {
	return url.protocol === 'mailto:' ? decode(url.pathname) : url.host;
}

function isDeceptive(shown: string, url: URL): boolean {
	// https://contoso.com@evil.example/
	if (url.username !== '' || url.password !== '') return true;
	const text = shown.replaceAll(/[\p{Cf}\p{Cc}]/gu, '').trim();
	const mail = /^(?:mailto:)?([^\s@<>]+@[^\s@<>]+\.[^\s@<>]+)$/i.exec(text)?.[1];
	if (url.protocol === 'mailto:') {
		if (mail !== undefined) return !decode(url.pathname).toLowerCase().includes(mail.toLowerCase());
		return claimedHost(text) !== undefined;
	}
	const claimed = mail === undefined ? claimedHost(text) : mail.slice(mail.lastIndexOf('@') + 1);
	if (claimed === undefined) return false;
	const host = URL.canParse(`http://${claimed}`) ? new URL(`http://${claimed}`).hostname : claimed.toLowerCase();
	return !isWithin(host, url.hostname) && !isWithin(url.hostname, host);
}

/** The host that a text claims to lead to, when it looks like an address. */
function claimedHost(text: string): string | undefined {
	const explicit = /\bhttps?:\/\/(?:[^\s/?#@]*@)?([^\s/?#:]+)/i.exec(text)?.[1];
	if (explicit !== undefined) return explicit;
	const bare = /^(www\.)?((?:[\p{L}\p{N}-]{1,63}\.){1,8}(\p{L}{2,20}))\.?(?::\d{1,5})?([/?#]\S*)?$/iu.exec(text);
	if (!bare) return undefined;
	const [, www, host = '', ending = '', path] = bare;
	const last = ending.toLowerCase();
	const likely = www !== undefined || path !== undefined || (commonEndings.test(last) && !fileTypes.test(last));
	return likely ? `${www ?? ''}${host}` : undefined;
}

function isWithin(host: string, domain: string): boolean {
	const bare = domain.replace(/^www\./, '');
	return host === domain || host === bare || host.endsWith(`.${bare}`);
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
