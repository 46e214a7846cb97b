/** Takes secrets out of text that is logged, shown or reported. Over-redacts rather than leaks. */

const hidden = '[redacted]';

/** Names whose values are secret in JSON, form, URL and header shapes. */
const secretName =
	'(?:access|refresh|id|subject|actor|client|security)[_-]?token|id[_-]?token[_-]?hint|(?:client|app)[_-]?secret|(?:client[_-]?|user[_-]?)?assertion|(?:device|user|authorization|auth)[_-]?code|code[_-]?verifier|code|pass(?:word|phrase|wd)|secret|private[_-]?key|api[_-]?key|(?:proxy-)?authorization|(?:set-)?cookie|graphctl[_]access[_]token|graphctl[_]passphrase|(?:azure|graphctl)[_]client[_](?:secret|certificate_password)';

/** A name, its separator and its value: quoted, quoted inside a quoted text, or bare. */
const namedSecret = new RegExp(
	`(?<start>(?<![A-Za-z0-9_-])|(?<=%[0-9A-Fa-f]{2}))(?<open>\\\\*["']?)(?<name>${secretName})(?<separator>\\\\*["']?(?:\\s*[:=]\\s*|%3[Dd]))` +
		`(?:(?<quote>\\\\?["'])(?<quoted>(?:(?!\\k<quote>)(?:\\\\\\\\?.|[^\\\\]))*)|(?<bare>(?:(?:bearer|basic|pop|negotiate)\\s+)?[^\\s&"'<>,;)}\\]\\\\]+))`,
	'gis',
);

/** Starts at a token's own beginning only, so that a failed look is not repeated from each of its characters. */
const jwt = /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*){1,4}/g;
const bearer = /\b(bearer|pop|basic)(\s+)([A-Za-z0-9._~+/=-]+)/gi;
/** Opaque codes and refresh tokens of the Microsoft identity platform, and its generated client secrets. */
const opaque = /(?<![A-Za-z0-9_.-])(?:[01]\.A[A-Za-z0-9_-]{40,}[A-Za-z0-9_.-]*|M\.[A-Z][A-Za-z0-9_]{2,}[.-][A-Za-z0-9_.!*$-]{30,})/g;
const generatedSecret = /(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{30,40}/g;
const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;
const email = /(?<![\p{L}\p{N}._+'-])[\p{L}\p{N}._+'-]{1,256}(?:@|%40)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;

export interface RedactOptions {
	/** Hides e-mail addresses too. */
	readonly emails?: boolean | undefined;
}

/** The text without tokens, codes, secrets, passwords, assertions and private keys. Takes linear time. */
export function redact(text: string, options: RedactOptions = {}): string {
	const named = text.replace(privateKey, hidden).replace(namedSecret, (match: string, ...rest: unknown[]) => {
		const groups = rest.at(-1);
		return isGroups(groups) ? hideValue(match, groups) : hidden;
	});
	const plain = named
		.replace(jwt, hidden)
		.replace(bearer, (match: string, scheme: string, space: string, value: string) =>
			/^[a-z.]{1,20}$/.test(value) ? match : `${scheme}${space}${hidden}`,
		)
		.replace(opaque, hidden)
		.replace(generatedSecret, hidden);
	return options.emails === true ? plain.replace(email, '[email]') : plain;
}

function hideValue(match: string, groups: Readonly<Record<string, string | undefined>>): string {
	const { open = '', name = '', separator = '', quote, quoted, bare } = groups;
	const value = quoted ?? bare ?? '';
	if (value === '' || value === hidden) return match;
	if (name.toLowerCase() === 'code') {
		// Error codes are also called "code"; they are what support needs. A bare "code: 5" is a sentence.
		if (quoted === undefined && separator.includes(':')) return match;
		if (quoted !== undefined && /^(?=.{1,40}$)[A-Za-z]+(?:[._-][A-Za-z]+)*\d{0,6}$/.test(value)) return match;
	}
	return `${open}${name}${separator}${quote ?? ''}${hidden}`;
}

function isGroups(value: unknown): value is Readonly<Record<string, string | undefined>> {
	return typeof value === 'object' && value !== null;
}
