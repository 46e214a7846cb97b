/** `graphctl sandbox start` */
import { once } from 'node:events';
import { defineCommand } from '../command.js';
import { writeOut } from '../output.js';
import { loadOutput } from '../output-choice.js';
import { note, noteWhole } from '../report.js';
import { describeApps } from '../sandbox-apps.js';
import { checkSandboxArgs, sandboxArgs, startFromArgs } from '../sandbox-options.js';
import { startRegistered } from '../sandbox-registration.js';

/** The same at every start, so that accounts of an earlier one still lead to the sandbox. */
const usualPort = 8765;

export const command = defineCommand({
	args: {
		port: {
			type: 'string',
			requiresArg: true,
			describe: `Login port; Graph takes the next one (default: ${usualPort}, or any when that is taken)`,
		},
		...sandboxArgs,
		control: {
			type: 'boolean',
			describe: 'With -o json: print the address and secret of the test-only control endpoint',
		},
	},
	examples: [
		['graphctl sandbox start', 'then, in another terminal: graphctl login --cloud sandbox'],
		['graphctl sandbox start --messages 100000', 'a large mailbox'],
	],
	check: checkSandboxArgs,
	async run(runtime, args) {
		const { output } = await loadOutput(runtime, args);
		const { sandbox, setsAside, stop } = await startRegistered(runtime, (folder) =>
			startFromArgs(runtime, args, folder, usualPort),
		);
		try {
			if (output.format === 'text') {
				noteWhole(
					runtime,
					[
						`The sandbox is running: sign-in at ${sandbox.loginOrigin}, Graph at ${sandbox.graphOrigin}.`,
						`Company ${sandbox.company.name} with ${sandbox.company.people.length} people; nothing leaves this computer.`,
						'In another terminal:',
						'  graphctl login --cloud sandbox',
						'  graphctl me',
						...describeApps(sandbox),
						...(setsAside ? ['The cloud "sandbox" of your own config file is set aside until then.'] : []),
						'Stop with Ctrl-C.',
					].join('\n'),
				);
			} else {
				const { loginOrigin, graphOrigin, clientId, caFile, control, company } = sandbox;
				const people = company.people.map((person) => person.userPrincipalName);
				const ids = { clientId, caFile, tenantId: company.tenantId };
				const { todoOrigin, apps, managedIdentity, customers } = sandbox;
				const others = { todoOrigin, apps, managedIdentity, customers };
				const facts = { loginOrigin, graphOrigin, ...ids, people, ...others };
				await writeOut(runtime, `${JSON.stringify(args.control === true ? { ...facts, control } : facts)}\n`);
			}
			if (!runtime.signal.aborted) await once(runtime.signal, 'abort');
			if (output.format === 'text') note(runtime, 'The sandbox stops.');
		} finally {
			await stop();
		}
		return 0;
	},
});
