/** The smallest delegated permission that a Graph request needs (https://learn.microsoft.com/graph/permissions-reference). */

const rows: readonly (readonly [methods: RegExp, path: RegExp, scope: string])[] = [
	[/GET/, /^\/(me|users\/[^/]+)\/(messages|mailfolders)\b/, 'Mail.Read'],
	[/POST/, /^\/(me|users\/[^/]+)\/(sendmail$|messages\/[^/]+\/(reply|replyall|forward|send)$)/, 'Mail.Send'],
	[/POST|PATCH|PUT|DELETE/, /^\/(me|users\/[^/]+)\/(messages|mailfolders)\b/, 'Mail.ReadWrite'],
	[/GET/, /^\/(me|users\/[^/]+)\/mailboxsettings\b/, 'MailboxSettings.Read'],
	[/PATCH/, /^\/(me|users\/[^/]+)\/mailboxsettings\b/, 'MailboxSettings.ReadWrite'],
	[/GET/, /^\/me\/(manager|directreports)\b/, 'User.Read.All'],
	[/GET/, /^\/users\/[^/]+\/(manager|directreports|memberof)\b/, 'User.Read.All'],
	[/GET/, /^\/me(\/(photo|photos|memberof)\b|$)/, 'User.Read'],
	[/GET/, /^\/users(\/|\(|$)/, 'User.ReadBasic.All'],
];

/** Scopes that would allow the request; empty when that is not known. `path` may begin with a version. */
export function smallestScopes(method: string, path: string): readonly string[] {
	const bare = path
		.toLowerCase()
		.replace(/^\/(v1\.0|beta)(?=\/)/, '')
		.replace(/\/$/, '');
	const row = rows.find(([methods, pattern]) => methods.test(method) && pattern.test(bare));
	return row ? [row[2]] : [];
}
