/** Options that `sandbox start` and `sandbox exec` share, and how they become a running sandbox. */
import type { CloudEntry } from '../config/config-file.js';
import { GraphctlError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import type { Sandbox, SandboxOptions } from '../sandbox/types.js';
import type { CommandOptions } from './command.js';
import { note } from './report.js';

export const sandboxArgs = {
	'auto-approve': { type: 'string', describe: 'Sign this user in without a page (without a value: the first person)' },
	messages: { type: 'string', requiresArg: true, default: '200', describe: 'Messages in each mailbox' },
	seed: { type: 'string', requiresArg: true, default: '1', describe: 'Another number makes other mail' },
	'token-lifetime': {
		type: 'string',
		requiresArg: true,
		default: '3600',
		describe: 'Lifetime of access tokens in seconds',
	},
	'device-code-lifetime': {
		type: 'string',
		requiresArg: true,
		default: '900',
		describe: 'Lifetime of device codes in seconds',
	},
	'device-code-interval': {
		type: 'string',
		requiresArg: true,
		default: '5',
		describe: 'Seconds between polls that the sandbox asks for',
	},
} as const satisfies CommandOptions;

interface SandboxArgs {
	readonly autoApprove?: string | undefined;
	readonly messages: string;
	readonly seed: string;
	readonly tokenLifetime: string;
	readonly deviceCodeLifetime: string;
	readonly deviceCodeInterval: string;
	readonly port?: string | undefined;
	readonly verbose?: boolean | undefined;
}

/** Says which of the numbers is not one. */
export function checkSandboxArgs(args: SandboxArgs): string | undefined {
	const limits: readonly (readonly [string, string | undefined, number, number])[] = [
		['port', args.port, 0, 65_534],
		['messages', args.messages, 0, 1_000_000],
		['seed', args.seed, 0, 2 ** 31 - 1],
		['token-lifetime', args.tokenLifetime, 1, 86_400],
		['device-code-lifetime', args.deviceCodeLifetime, 1, 86_400],
		['device-code-interval', args.deviceCodeInterval, 1, 60],
	];
	for (const [name, text, least, most] of limits) {
		if (text !== undefined && !(/^\d+$/.test(text) && Number(text) >= least && Number(text) <= most)) {
			return `--${name} takes a whole number from ${least} to ${most}, not "${text}".`;
		}
	}
	return undefined;
}

/**
 * Starts a sandbox as the arguments say.
 * @param usualPort login port when none was asked for; any free one when another program has it
 * @throws GraphctlError when the port that was asked for is taken or the user does not exist
 */
export async function startFromArgs(
	runtime: Runtime,
	args: SandboxArgs,
	folder: string,
	usualPort = 0,
): Promise<Sandbox> {
	const { startSandbox } = await import('../sandbox/server.js');
	const options: SandboxOptions = {
		folder,
		messages: Number(args.messages),
		seed: Number(args.seed),
		accessTokenLifetime: Number(args.tokenLifetime),
		deviceCodeLifetime: Number(args.deviceCodeLifetime),
		deviceCodeInterval: Number(args.deviceCodeInterval),
		autoApprove: args.autoApprove === undefined ? undefined : args.autoApprove || true,
		onRequest: args.verbose === true ? (line) => note(runtime, line) : undefined,
	};
	const start = (port: number): Promise<Sandbox> =>
		startSandbox({ ...options, port }, { clock: runtime.clock, randomBytes: (count) => runtime.randomBytes(count) });
	if (args.port !== undefined) return start(Number(args.port));
	return start(usualPort).catch((error: unknown) => {
		const taken = error instanceof GraphctlError && error.code.startsWith('network.port-');
		if (!taken || usualPort === 0) throw error;
		return start(0);
	});
}

/** The cloud entry that leads to a sandbox. */
export function cloudEntryOf(sandbox: Sandbox): CloudEntry {
	return {
		authority: sandbox.loginOrigin,
		graph: sandbox.graphOrigin,
		caFile: sandbox.caFile,
		clientId: sandbox.clientId,
	};
}

/** The error of words missing after `--`. */
export function missingCommand(): GraphctlError {
	return new GraphctlError({
		code: 'usage.arguments',
		message: 'There is no command to run.',
		hint: "For example: graphctl sandbox exec --auto-approve -- sh -c 'graphctl login --scope Mail.Read && graphctl mail'",
	});
}
