/** What Entra says to apps that cannot prove who they are, or ask for what no app may have. */
import { type EntraError, refused } from './entra-errors.js';

const assertionHelp = 'https://learn.microsoft.com/entra/identity-platform/certificate-credentials';
const federationHelp = 'https://learn.microsoft.com/entra/workload-id/workload-identity-federation';

const badClient = (aadsts: number, message: string): EntraError => refused('invalid_client', aadsts, message, 401);

const noRecord = (aadsts: number, part: string, value: string): EntraError =>
	badClient(
		aadsts,
		`No matching federated identity record found for presented assertion ${part} '${value}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. ${federationHelp}`,
	);

/** The errors of confidential clients. */
export const appErrors = {
	wrongSecret: (clientId: string) =>
		badClient(
			7000215,
			`Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
		),
	secretExpired: (clientId: string) =>
		badClient(
			7000222,
			`The provided client secret keys for app '${clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
		),
	credentialsMissing: badClient(
		7000216,
		"'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
	),
	badAssertionType: refused(
		'invalid_request',
		900144,
		"The request body must contain the following parameter: 'client_assertion_type'.",
	),
	notToken: badClient(50027, 'JWT token is invalid or malformed.'),
	thumbprintMissing: badClient(50027, 'Invalid JWT token. No certificate thumbprint specified in token header.'),
	certificateUnknown: (thumbprint: string, clientId: string) =>
		badClient(
			700027,
			`The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '${thumbprint}', Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '${clientId}'.]`,
		),
	certificateExpired: (thumbprint: string) =>
		badClient(
			700027,
			`Client assertion failed signature validation. [Reason - The key used is expired., Thumbprint of key used by client: '${thumbprint}'.]`,
		),
	wrongSignature: (thumbprint: string) =>
		badClient(
			700027,
			`Client assertion contains an invalid signature. [Reason - The provided signature value did not match the expected signature value., Thumbprint of key used by client: '${thumbprint}'.]`,
		),
	otherApp: badClient(700021, "Client assertion application identifier doesn't match 'client_id' parameter."),
	wrongAudience: badClient(
		700023,
		`Client assertion audience claim does not match Realm issuer. Review the documentation at ${assertionHelp} .`,
	),
	notInTime: (now: string, from: string, until: string) =>
		badClient(
			700024,
			`Client assertion is not within its valid time range. Current time: ${now}, assertion valid from ${from}, expiry time of assertion ${until}. Review the documentation at ${assertionHelp} .`,
		),
	noFederation: (name: string) =>
		badClient(70025, `The client '${name}' has no configured federated identity credentials.`),
	unknownIssuer: (issuer: string) => noRecord(700211, 'issuer', issuer),
	unknownAudience: (audience: string) => noRecord(700212, 'audience', audience),
	unknownSubject: (subject: string) => noRecord(700213, 'subject', subject),
	/** The subject differs by case alone. */
	subjectCase: (subject: string, registered: string) =>
		badClient(
			7002138,
			`No matching federated identity record found for presented assertion subject '${subject}'. The subject matches case-insensitively, but not case-sensitively; the registered one is '${registered}'. ${federationHelp}`,
		),
	federatedSignature: refused(
		'invalid_client',
		50013,
		'Assertion failed signature validation. [Reason - The key was not found.]',
		401,
	),
	assertionSignature: refused(
		'invalid_grant',
		50013,
		'Assertion failed signature validation. [Reason - The provided signature value did not match the expected signature value.]',
	),
	assertionExpired: refused('invalid_grant', 500133, 'Assertion is not within its valid time range.'),
	assertionAudience: (audience: string, clientId: string, name: string) =>
		refused(
			'invalid_grant',
			500131,
			`Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was '${audience}' and the expected audience is 'api://${clientId}' or one of the Application Uris of this application with App ID '${clientId}'(${name}). The downstream client must request a token for the expected audience (the application that made the OBO request) and this application should use that token as the assertion.`,
		),
	exchangeOfApp: refused(
		'invalid_request',
		7000114,
		'Application is not allowed to make application on-behalf-of calls.',
	),
	twoResources: refused(
		'invalid_request',
		28000,
		'Provided value for the input parameter scope is not valid because it contains more than one resource.',
	),
	tenantMissing: refused(
		'invalid_request',
		50059,
		'No tenant-identifying information found in either the request or implied by any provided credentials.',
	),
	notDefault: (scope: string) =>
		refused(
			'invalid_scope',
			1002012,
			`The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
		),
	manyResources: (scope: string) =>
		refused(
			'invalid_scope',
			70011,
			`The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`,
		),
} as const;
