/** Which options of `login` belong to which app-only flow, and which flow they and the environment mean. */
import { type AppFlow, appFlowOf } from '../cache/account.js';
import { GraphctlError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { environmentSource } from '../session/app-source.js';
import type { CommandOptions } from './command.js';
import type { LoginArgs } from './login.js';
import { browserOnly, defaultTimeout } from './login-words.js';

/** Options of app-only sign-in. The hidden ones exist to say why they do not. */
export const appOptions = {
	'client-secret-stdin': { type: 'boolean', describe: 'App only: read the client secret from standard input' },
	certificate: { type: 'string', requiresArg: true, describe: 'App only: PEM or PFX file with certificate and key' },
	'certificate-password-stdin': { type: 'boolean', describe: 'App only: read its password from standard input' },
	'federated-token-file': { type: 'string', requiresArg: true, describe: 'App only: file with a federated token' },
	'client-secret': { type: 'string', hidden: true },
	'certificate-password': { type: 'string', hidden: true },
} as const satisfies CommandOptions;

type AppArgs = Pick<
	LoginArgs,
	| 'flow'
	| 'browser'
	| 'deviceCode'
	| 'clientSecretStdin'
	| 'certificate'
	| 'certificatePasswordStdin'
	| 'federatedTokenFile'
>;

/** The app-only flow that the command line means; undefined when it means none. */
export function namedAppFlow(args: AppArgs): AppFlow | undefined {
	if (args.flow !== 'auto' || args.browser || args.deviceCode) return appFlowOf(args.flow);
	return ownOptions(args)[0]?.[1];
}

/** Options given, each with its flow. */
function ownOptions(args: AppArgs): readonly (readonly [string, AppFlow])[] {
	const options: readonly (readonly [string, AppFlow, boolean])[] = [
		['--client-secret-stdin', 'client-secret', args.clientSecretStdin === true],
		['--certificate', 'client-certificate', args.certificate !== undefined],
		['--certificate-password-stdin', 'client-certificate', args.certificatePasswordStdin === true],
		['--federated-token-file', 'federated-token', args.federatedTokenFile !== undefined],
	];
	return options.flatMap(([name, flow, given]) => (given ? [[name, flow] as const] : []));
}

/** Says which of these options cannot go with the flow, or undefined. */
export function checkAppOptions(
	args: LoginArgs & { readonly clientSecret?: string | undefined; readonly certificatePassword?: string | undefined },
): string | undefined {
	const seen = 'everybody on this computer can read a command line, and the shell remembers it.';
	if (args.clientSecret !== undefined)
		return `There is no option --client-secret, for ${seen} Use --client-secret-stdin or GRAPHCTL_CLIENT_SECRET, or be asked for it.`;
	if (args.certificatePassword !== undefined)
		return `There is no option --certificate-password, for ${seen} Use --certificate-password-stdin or GRAPHCTL_CLIENT_CERTIFICATE_PASSWORD, or be asked for it.`;
	if (args.certificate?.trim() === '') return '--certificate is empty.';
	if (args.federatedTokenFile?.trim() === '') return '--federated-token-file is empty.';
	const flow = namedAppFlow(args);
	const other = ownOptions(args).find(([, own]) => own !== flow);
	if (other) {
		const meant = flow ?? (args.browser ? 'browser' : args.deviceCode ? 'device-code' : args.flow);
		return `${other[0]} belongs to --flow ${other[1]}, not to ${meant}.`;
	}
	if (flow === undefined) return undefined;
	const useless = personOnly(args);
	if (useless !== undefined) return `${useless} has no effect on an app that signs in as itself: leave it out.`;
	if (flow === 'managed-identity' && (args.tenant !== undefined || args.authority !== undefined))
		return `${args.tenant === undefined ? '--authority' : '--tenant'} has no effect on a managed identity, which belongs to the tenant of the machine.`;
	return undefined;
}

/** The first option given that only a person's sign-in can heed. */
function personOnly(args: LoginArgs): string | undefined {
	if (args.scope !== undefined) return '--scope';
	if (args.loginHint !== undefined) return '--login-hint';
	if (args.claims !== undefined) return '--claims';
	if (args.timeout !== defaultTimeout) return '--timeout';
	return browserOnly(args);
}

/**
 * The app-only flow of this login: the one named, else that of the credential in the environment, with the variable that decided.
 * @throws GraphctlError `usage.arguments` for a person's option beside such a variable
 */
export function chooseAppFlow(
	env: Runtime['env'],
	args: LoginArgs,
): { readonly flow: AppFlow; readonly variable?: string } | undefined {
	const flow = namedAppFlow(args);
	if (flow !== undefined) return { flow };
	const source = args.flow === 'auto' && !args.browser && !args.deviceCode ? environmentSource(env) : undefined;
	if (source === undefined) return undefined;
	const useless = personOnly(args);
	if (useless === undefined) return { flow: source.flow, variable: source.variable };
	throw new GraphctlError({
		code: 'usage.arguments',
		message: `${useless} has no effect on an app that signs in as itself, which ${source.variable} asks for.`,
		hint: 'Leave it out; or sign a person in with --browser or --device-code.',
	});
}
