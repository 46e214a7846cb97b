/** Options that every command takes, and groups of options that several share. */
import { outputFormats } from '../config/schema.js';
import type { SettingFlags } from '../config/settings.js';
import type { CommandOptions } from './command.js';

/** Options of every command, in the order help prints them. */
export const globalOptions = {
	account: { alias: 'a', type: 'string', requiresArg: true, describe: 'Account: username, alias or home account id' },
	output: { alias: 'o', type: 'string', choices: outputFormats, requiresArg: true, describe: 'Output format' },
	json: { type: 'boolean', describe: 'Same as -o json' },
	query: { alias: 'q', type: 'string', requiresArg: true, describe: 'JMESPath query applied to the data' },
	color: { type: 'boolean', default: true, describe: 'Use colours (--no-color: none)' },
	input: { type: 'boolean', default: true, describe: 'May ask questions (--no-input: never)' },
	verbose: { alias: 'v', type: 'boolean', describe: 'Say what is being done' },
	debug: { type: 'boolean', describe: 'Log requests and decisions, without secrets' },
	'log-file': { type: 'string', requiresArg: true, describe: 'Append the debug log to this file' },
} as const satisfies CommandOptions;

/** Values of the options that every command takes. */
export interface GlobalArgs {
	readonly account?: string | undefined;
	readonly output?: string | undefined;
	readonly json?: boolean | undefined;
	readonly query?: string | undefined;
	readonly color?: boolean | undefined;
	readonly input?: boolean | undefined;
	readonly verbose?: boolean | undefined;
	readonly debug?: boolean | undefined;
	readonly logFile?: string | undefined;
	/** Words after `--`. */
	readonly '--'?: readonly string[] | undefined;
}

/** Options that name an app and a place to sign in. */
export const authorityOptions = {
	tenant: { type: 'string', requiresArg: true, describe: 'Tenant id, domain, common, organizations or consumers' },
	'client-id': { type: 'string', requiresArg: true, describe: 'Application (client) id of your app registration' },
	cloud: { type: 'string', requiresArg: true, describe: 'global, usgov, usgov-dod, china, or one from config.json' },
	authority: { type: 'string', requiresArg: true, describe: 'Authority URL instead of cloud and tenant' },
} as const satisfies CommandOptions;

/** The settings that the command line gives. */
export function settingFlags(
	args: GlobalArgs & {
		tenant?: string | undefined;
		clientId?: string | undefined;
		cloud?: string | undefined;
		authority?: string | undefined;
		storage?: string | undefined;
	},
): SettingFlags {
	return {
		account: args.account,
		output: args.json === true ? 'json' : args.output,
		tenant: args.tenant,
		'client-id': args.clientId,
		cloud: args.cloud,
		authority: args.authority,
		storage: args.storage,
	};
}
