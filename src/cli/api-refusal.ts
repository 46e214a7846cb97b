/** Words for the refusals of an API that is not Graph: the client's errors are worded for Graph. */
import { GraphctlError } from '../errors.js';
import type { HttpResponse } from '../runtime.js';

/** Which permission an API of its own wants only that API knows. */
const permissionHint = 'Name the permission that this API wants: --scope api://CLIENT-ID/NAME';
/** An app has all of its permissions in every token. */
const roleHint =
	'An administrator gives the app an application permission of this API. The next token has it:\ngraphctl token --force-refresh --scope api://CLIENT-ID/.default';

/** The error under the API's own name, with what its answer says and without advice that only Graph deserves. */
export function refusalOf(
	error: GraphctlError,
	host: string,
	answer: HttpResponse | undefined,
	isApp = false,
): GraphctlError {
	const { code, details, hint } = error;
	const isRefusal = answer !== undefined && answer.status >= 400 && /^(graph|not-found)\./.test(code);
	if (!isRefusal) {
		const message = inItsName(error.message, host);
		return new GraphctlError({
			code,
			message,
			hint:
				code === 'permission.denied' ? (isApp ? roleHint : permissionHint) : hint?.includes('Graph') ? undefined : hint,
			details,
			cause: error,
		});
	}
	const said = sayingOf(answer.body);
	return new GraphctlError({
		code: code === 'graph.invalid-answer' ? 'graph.error' : code,
		message: `${host} answered with status ${answer.status}${said === undefined ? '.' : `: ${said}`}`,
		details,
		cause: error,
	});
}

/** A sentence that was written about Graph, about this host. */
export function inItsName(sentence: string, host: string): string {
	return sentence.replace(/^Graph(?=['\s])/, host).replace('is meant for Graph alone', 'is meant for it alone');
}

/** The message of an error body: Microsoft's form, OAuth's (RFC 6749, 5.2), problem details (RFC 9457), or a plain `message`. */
function sayingOf(body: Uint8Array): string | undefined {
	let parsed: unknown;
	try {
		parsed = JSON.parse(new TextDecoder().decode(body));
	} catch {
		return undefined;
	}
	const said =
		textAt(propertyOf(parsed, 'error'), 'message') ??
		textAt(parsed, 'error_description') ??
		textAt(parsed, 'detail') ??
		textAt(parsed, 'message') ??
		textAt(parsed, 'title') ??
		textAt(parsed, 'error');
	return said?.slice(0, 1000);
}

function propertyOf(value: unknown, name: string): unknown {
	return typeof value === 'object' && value !== null
		? Object.entries(value).find(([key]) => key === name)?.[1]
		: undefined;
}

function textAt(value: unknown, name: string): string | undefined {
	const found = propertyOf(value, name);
	return typeof found === 'string' && found !== '' ? found : undefined;
}
