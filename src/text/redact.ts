/** Takes secrets out of text that is logged, shown or reported. Rather hides too much than leaks. */

const hidden = '[redacted]';

/** Names whose values are secret in JSON, form, URL and option shapes, in snake, kebab and camel case. */
const secretNames = [
	'(?:access|refresh|id|subject|actor|client|security)[_-]?token',
	'id[_-]?token[_-]?hint',
	'token',
	'(?:client|app)[_-]?secret',
	'secret(?:[_-]?text)?',
	'(?:client[_-]?|user[_-]?)?assertion',
	'(?:device[_-]?|user[_-]?|auth(?:orization)?[_-]?)?code',
	'code[_-]?verifier',
	'pass(?:word|phrase|wd)',
	'private[_-]?key',
	'api[_-]?key',
	'graphctl_(?:access_token|passphrase)',
	'(?:azure|graphctl)_client_(?:secret|certificate_password)',
].join('|');

/** A name, its separator and its value: quoted, quoted inside a quoted text, or bare. */
const namedSecret = new RegExp(
	[
		'(?:(?<![A-Za-z0-9_]|[A-Za-z0-9]-)|(?<=%[0-9A-F]{2}))',
		`(?<name>${secretNames})`,
		String.raw`(?<separator>\\{0,3}["']?(?:\s*[:=]\s*|%3D))`,
		String.raw`(?:(?<quote>\\{0,3}["'])(?<quoted>(?:(?!\k<quote>)(?:\\.|[^\\]))*)`,
		String.raw`|(?<bare>(?![[{])(?:[^\s&"'<>,;)}\]\\]|\\(?!["'])|[,;)}\]](?![\s"'}\]]|$))+))`,
	].join(''),
	'gis',
);

const secretHeader = /\b((?:set-)?cookie|(?:proxy-)?authorization)(\\{0,3}["']?\s*[:=]\s*)(\\{0,3}["']?)[^\r\n"'\\]+/gi;
/** Starts at a token's own beginning only, so that a failed look is not repeated from each of its characters. */
const jwt = /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*){1,4}/g;
const schemeValue = /\b(bearer|pop|basic)(\s+)([A-Za-z0-9._~+/=-]+)/gi;
/** Codes and refresh tokens of the Microsoft identity platform. */
const opaqueToken =
	/(?<![A-Za-z0-9_.-])(?:[01]\.A[A-Za-z0-9_-]{40,}[A-Za-z0-9_.-]*|M\.[A-Z][A-Za-z0-9_]{2,60}[.-][A-Za-z0-9_.!*$-]{30,})/g;
/** Client secrets that Entra generates; a tenant or host name that holds one by mistake was put in lower case. */
const generatedSecret = /(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}\d[Qq]~[A-Za-z0-9_~.-]{30,40}/g;
const privateKey = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[A-Za-z0-9+/=\s\\:,-]*/g;
/** Words that begin the rest of a sentence, as they are written. */
const sentenceStarts = new Set(['a', 'an', 'is', 'it', 'its', 'no', 'not', 'the', 'your']);
const email = /(?<![\p{L}\p{N}._+'-])[\p{L}\p{N}._+'-]{1,256}(?:@|%40)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;

export interface RedactOptions {
	/** Hides e-mail addresses too. */
	readonly emails?: boolean | undefined;
}

/** The text without tokens, codes, secrets, passwords, assertions and private keys. Takes linear time. */
export function redact(text: string, options: RedactOptions = {}): string {
	const safe = text
		.replace(privateKey, hidden)
		.replace(secretHeader, `$1$2$3${hidden}`)
		.replace(namedSecret, (match: string, ...rest: unknown[]) => hideValue(match, rest.at(-1)))
		.replace(jwt, hidden)
		.replace(schemeValue, hideSchemeValue)
		.replace(opaqueToken, hidden)
		.replace(generatedSecret, hidden);
	return options.emails === true ? safe.replace(email, '[email]') : safe;
}

function hideValue(match: string, groups: unknown): string {
	if (!isGroups(groups)) return hidden;
	const { name = '', separator = '', quote = '', quoted, bare = '' } = groups;
	const value = quoted ?? bare;
	if (value === '' || value === hidden) return match;
	// "Cannot write /etc/passwd: it is no folder": a file of that name, and why not. One such word would say nothing of a secret.
	if (quoted === undefined && /:\s+$/.test(separator) && sentenceStarts.has(value)) return match;
	if (/^(?:code|token)$/i.test(name)) {
		// "code: 5" and "Invalid token: it has expired" are sentences, and error codes in JSON are what support needs.
		if (quoted === undefined && separator.includes(':')) return match;
		const isErrorCode = /^(?=.{1,40}$)[A-Za-z]+(?:[._-][A-Za-z]+)*\d{0,6}$/.test(value);
		if (quoted !== undefined && name.toLowerCase() === 'code' && isErrorCode) return match;
	}
	return `${name}${separator}${quote}${hidden}`;
}

/** Keeps "Bearer authentication" and `Bearer error=`, the words of a sentence and of a WWW-Authenticate header. */
function hideSchemeValue(match: string, scheme: string, space: string, value: string): string {
	return /^(?:[A-Za-z]{1,15}\.?|[a-z_]{1,20}=)$/i.test(value) ? match : `${scheme}${space}${hidden}`;
}

function isGroups(value: unknown): value is Readonly<Record<string, string | undefined>> {
	return typeof value === 'object' && value !== null;
}
