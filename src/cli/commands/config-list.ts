/** `graphctl config list` */
import { sanitizeLine } from '../../text/sanitize.js';
import { formatTable } from '../../text/table.js';
import { defineCommand } from '../command.js';
import { writeResult } from '../output.js';
import { loadOutput } from '../output-choice.js';

export const command = defineCommand({
	examples: [['graphctl config list -o json', 'every setting with its source, for scripts']],
	async run(runtime, args) {
		const { settings, output } = await loadOutput(runtime, args);
		const rows = settings.all.map(({ key, value, source, origin }) => ({ key, value: value ?? null, source, origin }));
		const clouds = Object.entries(settings.clouds).map(([name, cloud]) => ({ name, ...cloud }));
		await writeResult(runtime, output, { settings: rows, clouds }, () => {
			const lines = rows.map((row) => [
				row.key,
				row.value ?? '',
				row.source === 'default' ? 'default' : `${row.source} (${row.origin})`,
			]);
			const table = formatTable([['KEY', 'VALUE', 'SOURCE'], ...lines].map((line) => line.map(sanitizeLine)));
			const extra = clouds.map((cloud) =>
				sanitizeLine(`cloud ${cloud.name}: ${cloud.authority}, Graph at ${cloud.graph}`),
			);
			return `${[table.trimEnd(), ...(extra.length > 0 ? ['', ...extra] : [])].join('\n')}\n`;
		});
	},
});
