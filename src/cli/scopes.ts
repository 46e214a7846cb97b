/** Permissions on the command line, and as they are shown. */
import { appFlowOf } from '../cache/account.js';
import type { Runtime } from '../runtime.js';
import type { Session } from '../session/session.js';
import { note } from './report.js';

/** The scopes that the values of `--scope` name; lists separated by commas or blanks are taken apart. */
export function namedScopes(values: readonly string[] | undefined): readonly string[] {
	return [...new Set((values ?? []).flatMap(split))];
}

/**
 * The scopes that a sign-in asks for: those named, and `User.Read` with other permissions of Graph, so that `me` and
 * `token` work afterwards. An empty list stays one: what is usual depends on where the person signs in.
 */
export function loginScopes(values: readonly string[] | undefined, givesGraph: boolean): readonly string[] {
	const named = namedScopes(values);
	const ofGraph = named.every((scope) => !scope.includes('/') && !scope.startsWith('.'));
	return givesGraph && ofGraph && named.length > 0 ? [...new Set(['User.Read', ...named])] : named;
}

/** Says what is wrong with the values of `--scope`, or undefined. */
export function checkScopes(values: readonly string[] | undefined): string | undefined {
	return values?.some((value) => split(value).length === 0)
		? '--scope takes a permission, not an empty text.'
		: undefined;
}

/** Says that an app is given no single permission, where its command line names some of Graph. */
export function noteAppScopes(
	runtime: Pick<Runtime, 'stderr'>,
	{ account, target }: Pick<Session, 'account' | 'target'>,
	values: readonly string[] | undefined,
): void {
	const ofGraph = permissionsOf(namedScopes(values)).filter((scope) => !scope.includes('/') && scope !== '.default');
	if (appFlowOf(account.flow) === undefined || ofGraph.length === 0) return;
	const whole = `${target.cloud.graph}/.default`;
	note(runtime, `An app gets all its permissions at once: ${whole} instead of ${ofGraph.join(', ')}.`);
}

/** Granted scopes without those that only name the person. */
export function permissionsOf(scopes: readonly string[]): readonly string[] {
	return scopes.filter((scope) => !/^(openid|profile|email|offline_access)$/.test(scope));
}

function split(text: string): string[] {
	return text.split(/[\s,]+/).filter((scope) => scope !== '');
}
