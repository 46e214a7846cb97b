/** `graphctl config set KEY VALUE` */
import { cloudEntries, configPath, readConfigFile } from '../../config/config-file.js';
import type { SettingRow } from '../../config/schema.js';
import { checkSetting, secretProblem } from '../../config/settings.js';
import { GraphctlError } from '../../errors.js';
import { clouds } from '../../graph/clouds.js';
import type { Runtime } from '../../runtime.js';
import { nearest } from '../../text/suggest.js';
import { defineCommand } from '../command.js';
import { knownKey } from '../config-keys.js';
import { editConfig } from '../edit-config.js';
import { note } from '../report.js';

export const command = defineCommand({
	args: {
		key: { type: 'string', demandOption: true, describe: 'Setting to change' },
		value: { type: 'string', demandOption: true, describe: 'Its new value' },
	},
	positionals: ['key', 'value'],
	examples: [
		['graphctl config set client-id 00000000-0000-0000-0000-000000000000', 'use your own app registration'],
		['graphctl config set storage encrypted-file', 'where no keychain exists'],
	],
	check: (args) => knownKey(args.key).problem,
	async run(runtime, args) {
		const { row } = knownKey(args.key);
		if (!row) return;
		await checkValue(runtime, row, args.value);
		await editConfig(runtime, (file) => ({ ...file, [row.key]: args.value }));
		note(runtime, `Set ${row.key} in ${configPath(runtime)}.`);
	},
});

/** Refuses now what every later command would refuse. @throws GraphctlError `usage.value`, `config.tenant`, `config.authority` */
async function checkValue(runtime: Runtime, row: SettingRow, value: string): Promise<void> {
	const names = [...clouds.map((cloud) => cloud.name), ...Object.keys(cloudEntries(await readConfigFile(runtime)))];
	const free = row.key === 'account' || (row.key === 'cloud' && names.includes(value));
	const problem =
		checkSetting(row, value) ??
		(free ? undefined : secretProblem(row.key, value)) ??
		(free || row.key !== 'cloud' ? undefined : `"${value}" is not one of ${names.join(', ')}.`);
	if (problem) {
		const guess = nearest(value, row.key === 'cloud' ? names : (row.values ?? []));
		const hint = guess && `Did you mean ${guess}?`;
		throw new GraphctlError({ code: 'usage.value', message: `${row.key}: ${problem}`, hint });
	}
	if (row.key !== 'tenant' && row.key !== 'authority') return;
	const { resolveAuthority } = await import('../../flows/authority.js');
	resolveAuthority(
		row.key === 'tenant' ? { authority: 'https://login.microsoftonline.com', tenant: value } : { authority: value },
	);
}
