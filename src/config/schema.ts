/** The settings: one table that flags, environment, config file, `config list`, help and the README read. */

export type SettingKey = 'client-id' | 'tenant' | 'cloud' | 'authority' | 'account' | 'output' | 'storage';

/** One setting. Precedence is flag, then the variables in order, then the config file, then the default. */
export interface SettingRow {
	readonly key: SettingKey;
	/** Environment variables that set it, the first non-empty one wins. */
	readonly variables: readonly string[];
	readonly fallback?: string;
	/** The accepted values, where they are few. */
	readonly values?: readonly string[];
	readonly describe: string;
}

export const outputFormats = ['text', 'json', 'jsonl'] as const;
export type OutputFormat = (typeof outputFormats)[number];

export const storageChoices = ['auto', 'keychain', 'encrypted-file', 'plaintext-file', 'memory'] as const;

export const schema: readonly SettingRow[] = [
	{
		key: 'client-id',
		variables: ['GRAPHCTL_CLIENT_ID', 'AZURE_CLIENT_ID'],
		describe: 'Application (client) id of your app registration',
	},
	{
		key: 'tenant',
		variables: ['GRAPHCTL_TENANT', 'AZURE_TENANT_ID'],
		fallback: 'common',
		describe: 'Tenant: an id, a domain, common, organizations or consumers',
	},
	{
		key: 'cloud',
		variables: ['GRAPHCTL_CLOUD'],
		fallback: 'global',
		describe: 'Cloud: global, usgov, usgov-dod, china, or one from config.json',
	},
	{
		key: 'authority',
		variables: ['GRAPHCTL_AUTHORITY'],
		describe: 'Authority URL instead of cloud and tenant (CIAM, custom domains)',
	},
	{ key: 'account', variables: ['GRAPHCTL_ACCOUNT'], describe: 'Account to use: username, alias or home account id' },
	{
		key: 'output',
		variables: ['GRAPHCTL_OUTPUT'],
		fallback: 'text',
		values: outputFormats,
		describe: 'Output format',
	},
	{
		key: 'storage',
		variables: ['GRAPHCTL_STORAGE'],
		fallback: 'auto',
		values: storageChoices,
		describe: 'Where tokens rest',
	},
];

/** Environment variables that are not settings, for `graphctl help environment`. */
export const otherVariables: readonly { readonly name: string; readonly describe: string }[] = [
	{ name: 'GRAPHCTL_ACCESS_TOKEN', describe: 'Token to ask Graph with, as it is, instead of an account' },
	{ name: 'GRAPHCTL_CLIENT_SECRET', describe: 'Secret of an app that signs in as itself' },
	{ name: 'AZURE_CLIENT_SECRET', describe: 'Likewise' },
	{ name: 'GRAPHCTL_CLIENT_CERTIFICATE', describe: 'Its certificate instead: PEM or PFX file' },
	{ name: 'AZURE_CLIENT_CERTIFICATE_PATH', describe: 'Likewise' },
	{ name: 'GRAPHCTL_CLIENT_CERTIFICATE_PASSWORD', describe: 'Password of that file' },
	{ name: 'AZURE_CLIENT_CERTIFICATE_PASSWORD', describe: 'Likewise' },
	{ name: 'GRAPHCTL_FEDERATED_TOKEN_FILE', describe: 'File with a federated token instead' },
	{ name: 'AZURE_FEDERATED_TOKEN_FILE', describe: 'Likewise' },
	{
		name: 'GRAPHCTL_MANAGED_IDENTITY',
		describe: "The machine's own identity on Azure: system, or the client id of a user-assigned one",
	},
	{
		name: 'AZURE_TOKEN_CREDENTIALS',
		describe: 'Likewise when it is ManagedIdentityCredential; AZURE_CLIENT_ID then names a user-assigned one',
	},
	{ name: 'IDENTITY_ENDPOINT, IDENTITY_HEADER', describe: 'Managed identity of Azure App Service' },
	{ name: 'IDENTITY_ENDPOINT, IMDS_ENDPOINT', describe: 'Managed identity of a server with Azure Arc' },
	{ name: 'GRAPHCTL_PASSPHRASE', describe: 'Passphrase of the encrypted-file storage' },
	{ name: 'GRAPHCTL_HOME', describe: 'One folder for configuration, state and cache' },
	{ name: 'GRAPHCTL_DEBUG', describe: 'Like --debug when set to anything but 0' },
	{ name: 'GRAPHCTL_PAGER', describe: 'Program that pages long text on a terminal (less); cat for none' },
	{ name: 'PAGER', describe: 'Likewise' },
	{ name: 'BROWSER', describe: 'Program that opens the sign-in page' },
	{ name: 'HTTPS_PROXY, NO_PROXY', describe: 'Proxy for all requests, and hosts that go without' },
	{ name: 'NODE_EXTRA_CA_CERTS', describe: 'PEM file with more trusted certificate authorities' },
	{ name: 'SSL_CERT_FILE', describe: 'Likewise' },
	{ name: 'NO_COLOR, FORCE_COLOR', describe: 'Switch colours off or on' },
];
