/** `graphctl login` */
import { appFlows } from '../../cache/account.js';
import { appOptions, checkAppOptions } from '../app-options.js';
import { defineCommand } from '../command.js';
import { parseDuration } from '../duration.js';
import { login } from '../login.js';
import { browserOnly, defaultTimeout, namedFlow } from '../login-words.js';
import { authorityOptions } from '../options.js';
import { checkScopes } from '../scopes.js';

export const command = defineCommand({
	args: {
		flow: {
			type: 'string',
			choices: ['auto', 'browser', 'device-code', ...appFlows, 'refresh-token'] as const,
			default: 'auto' as const,
			requiresArg: true,
			describe: 'How to sign in: a person, an app as itself, or with a refresh token from standard input',
		},
		browser: { type: 'boolean', describe: 'Same as --flow browser' },
		'device-code': { type: 'boolean', describe: 'Same as --flow device-code' },
		scope: {
			type: 'string',
			array: true,
			requiresArg: true,
			describe: 'Permission to ask for (repeatable; default User.Read)',
		},
		...authorityOptions,
		'login-hint': { type: 'string', requiresArg: true, describe: 'Username to fill in' },
		'domain-hint': {
			type: 'string',
			requiresArg: true,
			describe: 'Skip the account discovery: organizations, consumers or a domain',
		},
		prompt: {
			type: 'string',
			choices: ['login', 'select_account', 'consent', 'none'] as const,
			requiresArg: true,
			describe: 'What the sign-in page must ask',
		},
		claims: {
			type: 'string',
			requiresArg: true,
			describe: 'Claims challenge to satisfy (JSON), as an error message gave it',
		},
		as: { type: 'string', requiresArg: true, describe: 'Alias for the account' },
		open: { type: 'boolean', default: true, describe: 'Open the browser (--no-open: only print the address)' },
		'redirect-port': {
			type: 'string',
			requiresArg: true,
			describe: 'Port of the redirect address (default: a free one)',
		},
		timeout: {
			type: 'string',
			requiresArg: true,
			default: defaultTimeout,
			describe: 'How long to wait, e.g. 90s or 15m',
		},
		...appOptions,
		storage: {
			type: 'string',
			requiresArg: true,
			describe: 'Where tokens rest: keychain, encrypted-file, plaintext-file',
		},
	},
	examples: [
		['graphctl login', 'with the browser, or a device code where none can open'],
		['graphctl login --device-code', 'on a computer without a browser'],
		['graphctl login --flow refresh-token < FILE', 'with a refresh token that another program got for this app'],
		['graphctl login --flow client-secret --tenant TENANT_ID', 'as an app, which asks for its secret'],
		['graphctl login --certificate app.pem --tenant TENANT_ID', 'as an app, with a certificate'],
		['graphctl login --scope Mail.Read --as work', 'with mail from the start, under a short name'],
	],
	check(args) {
		if (args.browser && args.deviceCode) return '--browser and --device-code cannot be combined.';
		if (args.flow !== 'auto' && (args.browser || args.deviceCode))
			return '--flow cannot be combined with --browser or --device-code.';
		if (args.account !== undefined) return 'login takes no --account: name the person with --login-hint.';
		if (namedFlow(args) === 'device-code' || args.flow === 'refresh-token') {
			const useless = browserOnly(args);
			const what = args.flow === 'refresh-token' ? 'refresh token' : 'device code';
			if (useless !== undefined) return `${useless} has no effect on a ${what}: leave it out, or use --browser.`;
		}
		const wrong = checkAppOptions(args);
		if (wrong !== undefined) return wrong;
		const timeout = parseDuration(args.timeout);
		if (timeout === undefined || timeout === 0)
			return `--timeout takes a time such as 90s or 15m, not "${args.timeout}".`;
		const port = args.redirectPort;
		if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535))
			return `--redirect-port takes a port from 1 to 65535, not "${port}".`;
		if (args.prompt === 'select_account' && args.loginHint !== undefined)
			return '--prompt select_account and --login-hint exclude each other.';
		if (args.claims !== undefined && !isJsonObject(args.claims)) return '--claims must be a JSON object.';
		if (args.as !== undefined && !/^[\w.-]{1,64}$/.test(args.as))
			return `--as takes letters, digits, dots and dashes, not "${args.as}".`;
		return checkScopes(args.scope);
	},
	run: login,
});

function isJsonObject(text: string): boolean {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null && !Array.isArray(value);
	} catch {
		return false;
	}
}
