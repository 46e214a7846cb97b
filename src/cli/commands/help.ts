/** `graphctl help [TOPIC]` */
import { GraphctlError } from '../../errors.js';
import { nearest } from '../../text/suggest.js';
import { defineCommand } from '../command.js';
import { rootHelp } from '../help-text.js';
import { topics } from '../help-topics.js';
import { writeOut } from '../output.js';

export const command = defineCommand({
	args: { topic: { type: 'string', describe: `A topic: ${Object.keys(topics).join(', ')}` } },
	positionals: ['topic'],
	async run(runtime, args) {
		if (args.topic === undefined) return writeOut(runtime, rootHelp());
		const topic = topics[args.topic];
		if (!topic) {
			const guess = nearest(args.topic, Object.keys(topics));
			throw new GraphctlError({
				code: 'usage.topic',
				message: `There is no help topic "${args.topic}".`,
				hint: guess
					? `Did you mean \`graphctl help ${guess}\`?`
					: `Topics: ${Object.keys(topics).join(', ')}. For a command: graphctl ${args.topic} --help`,
			});
		}
		await writeOut(runtime, topic());
	},
});
