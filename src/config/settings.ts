/** Settles each setting from flag, environment, config file and default, and remembers where it came from. */
import { GraphctlError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { type CloudEntry, cloudEntries, configPath, readConfigFile } from './config-file.js';
import { type SettingKey, type SettingRow, schema } from './schema.js';
import { looksLikeSecret } from './secret-shape.js';

export type SettingSource = 'flag' | 'environment' | 'config' | 'default';

export interface Setting {
	readonly key: SettingKey;
	readonly value: string | undefined;
	readonly source: SettingSource;
	/** The flag, variable or file that set it, for messages. */
	readonly origin: string;
}

export interface Settings {
	get(key: SettingKey): string | undefined;
	/** The setting with its source. */
	setting(key: SettingKey): Setting;
	readonly all: readonly Setting[];
	readonly clouds: Readonly<Record<string, CloudEntry>>;
}

/** Values given on the command line, by setting key. */
export type SettingFlags = { readonly [K in SettingKey]?: string | undefined };

/** Reads the config file and joins the four sources. @throws GraphctlError `config.*`, `usage.value` */
export async function loadSettings(
	runtime: Pick<Runtime, 'env' | 'folders'>,
	flags: SettingFlags = {},
): Promise<Settings> {
	const file = await readConfigFile(runtime);
	const all = schema.map((row) => settle(row, flags[row.key], runtime, file[row.key]));
	const clouds = cloudEntries(file);
	for (const setting of all) refuseSecret(setting, clouds);
	const byKey = new Map(all.map((setting) => [setting.key, setting]));
	const setting = (key: SettingKey): Setting =>
		byKey.get(key) ?? { key, value: undefined, source: 'default', origin: '' };
	return { get: (key) => setting(key).value, setting, all, clouds };
}

function settle(
	row: SettingRow,
	flag: string | undefined,
	runtime: Pick<Runtime, 'env' | 'folders'>,
	stored: unknown,
): Setting {
	// What is pasted has blanks around it.
	if (flag !== undefined)
		return checked(row, { key: row.key, value: flag.trim(), source: 'flag', origin: `--${row.key}` });
	for (const variable of row.variables) {
		const value = runtime.env[variable]?.trim();
		if (value) return checked(row, { key: row.key, value, source: 'environment', origin: variable });
	}
	if (stored !== undefined) {
		if (typeof stored !== 'string') {
			throw new GraphctlError({ code: 'config.value', message: `${configPath(runtime)}: "${row.key}" must be text.` });
		}
		return checked(row, { key: row.key, value: stored, source: 'config', origin: configPath(runtime) });
	}
	return { key: row.key, value: row.fallback, source: 'default', origin: 'default' };
}

function checked(row: SettingRow, setting: Setting): Setting {
	const problem = checkSetting(row, setting.value ?? '');
	if (problem === undefined) return setting;
	throw new GraphctlError({
		code: setting.source === 'flag' ? 'usage.value' : 'config.value',
		message: `${setting.origin}: ${problem}`,
	});
}

/** A secret in the wrong place is not repeated by whatever would find that it is no tenant, no cloud and no account. */
function refuseSecret({ origin, source, key, value = '' }: Setting, clouds: Settings['clouds']): void {
	if (source !== 'environment' && source !== 'flag') return;
	// A cloud that there is has its name, and an alias may be any word that somebody chose.
	if ((key === 'account' && source === 'flag') || (key === 'cloud' && Object.hasOwn(clouds, value))) return;
	const problem = secretProblem(key, value);
	if (problem === undefined) return;
	throw new GraphctlError({
		code: source === 'flag' ? 'usage.value' : 'config.value',
		message: `${origin}: ${problem}`,
		hint: 'The secret of an app goes into GRAPHCTL_CLIENT_SECRET.',
	});
}

/** Says that the value has the shape of a secret, which no value of this setting has, or undefined. */
export function secretProblem(key: SettingKey, value: string): string | undefined {
	const tenant = key === 'authority' && URL.canParse(value) ? (new URL(value).pathname.split('/')[1] ?? '') : '';
	if (!looksLikeSecret(value) && !looksLikeSecret(tenant)) return undefined;
	return 'The value looks like a secret, which does not belong there; it is not shown.';
}

/** Says what is wrong with a value for this setting, or undefined. */
export function checkSetting(row: SettingRow, value: string): string | undefined {
	if (value === '') return 'The value is empty.';
	const shown = looksLikeSecret(value) ? 'The value' : `"${value}"`;
	if (row.values && !row.values.includes(value)) return `${shown} is not one of ${row.values.join(', ')}.`;
	if (row.key === 'client-id' && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) {
		return `${shown} is not an application (client) id, which looks like 00000000-0000-0000-0000-000000000000.`;
	}
	return undefined;
}
