/** What goes wrong where a managed identity is asked for its token, in words. */
import { GraphctlError } from '../errors.js';
import { type Answer, isBusy } from './answer.js';
import { isRecord } from './oauth-error.js';

/** Without TLS only this machine and its own link are asked: the answer is a token. @throws GraphctlError `config.managed-identity` */
export function refuseForeign(text: string): void {
	const { hostname, protocol, host } = new URL(text);
	const near = /^(localhost|127\.\d+\.\d+\.\d+|169\.254\.\d+\.\d+|\[::1\]|\[fe80:.*\])$/.test(hostname);
	if (near || protocol === 'https:') return;
	throw new GraphctlError({
		code: 'config.managed-identity',
		message: `The environment names ${host} as the place of the managed identity, which is another machine and speaks no TLS.`,
		hint: 'Check IDENTITY_ENDPOINT and AZURE_POD_IDENTITY_AUTHORITY_HOST.',
	});
}

/** Nothing listens where Azure has the service. */
export function absent(url: string, cause: GraphctlError): GraphctlError {
	return new GraphctlError({
		code: 'config.no-managed-identity',
		message: `There is no managed identity here: nothing answers at ${new URL(url).host}, where Azure has one.`,
		hint: 'This flow works on Azure alone (App Service, Functions, virtual machines, containers). Elsewhere sign in with --flow client-secret, client-certificate or federated-token.',
		cause,
	});
}

/**
 * Service Fabric's endpoint has a certificate of its own making, known by the thumbprint in `IDENTITY_SERVER_THUMBPRINT` alone
 * (https://learn.microsoft.com/azure/service-fabric/how-to-managed-identity-service-fabric-app-code). MSAL for Node compares none, and neither
 * do we: the error stays one of trust, with advice that leads on.
 */
export function untrusted(url: string, error: GraphctlError): GraphctlError {
	if (new URL(url).searchParams.get('api-version') !== '2019-07-01-preview') return error;
	return new GraphctlError({
		code: error.code,
		message: `${error.message} It is that of Service Fabric's token service, which is known by its thumbprint; graphctl cannot check that.`,
		hint: 'In Service Fabric sign in with --flow client-certificate, or give a token of your own code: GRAPHCTL_ACCESS_TOKEN.',
		cause: error,
	});
}

/** No refusal and no token: a page, a redirect, a body of another shape. */
export function strange({ body, status }: Answer, url: string): GraphctlError {
	const given = isRecord(body) ? body['access_token'] : undefined;
	const what =
		status >= 300
			? 'sends the question on to another place, which was not followed'
			: body === undefined
				? 'answers with something else than JSON'
				: given === undefined
					? 'answers without a token'
					: 'answers with what cannot be a token';
	return new GraphctlError({
		code: 'config.managed-identity',
		message: `The place of the managed identity, ${new URL(url).host}, ${what} (status ${status}).`,
		hint: 'Something else than Azure may listen there: check IDENTITY_ENDPOINT, which Azure sets.',
		details: { status },
	});
}

/** Both App Service's form (`message`) and IMDS's (`error`, `error_description`). */
export function refusal(answer: Answer, url: string, clientId: string | undefined): GraphctlError {
	const { host } = new URL(url);
	if (isBusy(answer.status)) {
		return new GraphctlError({
			code: answer.status === 429 ? 'throttled.sign-in' : 'network.sign-in-unavailable',
			message: `The managed identity service at ${host} is not available at the moment (status ${answer.status}).`,
			hint: 'Try again in a minute.',
			details: { status: answer.status },
		});
	}
	const body = isRecord(answer.body) ? answer.body : {};
	const said = [body['error_description'], body['message'], body['error']].find((text) => typeof text === 'string');
	const what =
		clientId === undefined ? 'a token of the system-assigned identity' : `a token of the identity ${clientId}`;
	return new GraphctlError({
		code: 'config.managed-identity',
		message: `Azure refuses ${what} (status ${answer.status})${typeof said === 'string' ? `: ${said.slice(0, 500)}` : '.'}`,
		hint:
			adviceByStatus[answer.status] ??
			(clientId === undefined
				? 'Give this machine a system-assigned identity in the Azure portal, or name a user-assigned one with --client-id.'
				: 'Assign that identity to this machine in the Azure portal, or name another one with --client-id.'),
		details: { status: answer.status },
	});
}

/** Refusals that say nothing of which identity there is. */
const adviceByStatus: Readonly<Record<number, string>> = {
	401: 'The service does not know who asks: IDENTITY_HEADER must be the value that Azure set for this very process beside IDENTITY_ENDPOINT; a copy from elsewhere or from before a restart is refused.',
	403: 'The service forbids this program to ask: look for a network policy or firewall between them, and on Azure Arc for the rights of this user.',
};

/**
 * Azure Cloud Shell answers as other places do, with a token of whoever opened it: to be taken for an app's it would have to be called
 * by the id of Microsoft's portal, and could do what nobody expects of an app.
 */
export function personsToken(cause?: unknown): GraphctlError {
	return new GraphctlError({
		code: 'config.managed-identity',
		message:
			'There is no managed identity here: as in Azure Cloud Shell, the tokens that are given are those of a person.',
		hint: 'Sign in as that person: graphctl login --device-code\nOr without a login: GRAPHCTL_ACCESS_TOKEN=$(az account get-access-token --resource-type ms-graph --query accessToken -o tsv) graphctl me',
		cause,
	});
}

/** What MSAL throws, as ours. */
export function translate(error: unknown): GraphctlError {
	if (error instanceof GraphctlError) return error;
	const code = error instanceof Error && 'errorCode' in error ? String(error.errorCode) : '';
	if (code === 'unable_to_create_cloud_shell') return personsToken(error);
	if (code === 'user_assigned_managed_identity_not_confirmed') {
		return new GraphctlError({
			code: 'config.managed-identity',
			message:
				"Azure Arc's agent gave a token and does not say that it is one of the identity that was asked for; it was not used.",
			hint: 'An older agent knows the system-assigned identity alone: leave --client-id out, or renew the agent.',
			cause: error,
		});
	}
	const message = error instanceof Error ? error.message : String(error);
	return new GraphctlError({
		code: 'config.managed-identity',
		message: `The managed identity cannot be used: ${message}`,
		hint: 'Check the variables that Azure sets, such as IDENTITY_ENDPOINT and IDENTITY_HEADER.',
		cause: error,
	});
}
