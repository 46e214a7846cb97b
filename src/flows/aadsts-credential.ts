/** AADSTS errors about the credential with which an app proves itself, and about on-behalf-of. See `aadsts.ts`. */
import type { AadstsMeaning } from './aadsts-row.js';

/** What the owner of a secret, a certificate or a federated credential mends. */
export const credentialRows: readonly AadstsMeaning[] = [
	{
		numbers: [70002, 7000215],
		code: 'config.client-secret',
		meaning: 'the client secret is wrong',
		advice:
			'Use the value of the secret, not its id, and check --client-id: each secret belongs to one app registration.',
	},
	{
		numbers: [7000222],
		code: 'config.client-secret',
		meaning: 'the client secret has expired',
		advice: 'Make a new one under "Certificates & secrets" of the app registration and use its value, not its id.',
	},
	{
		numbers: [7000216],
		code: 'config.credential',
		meaning: 'the app gave neither a secret nor a certificate nor a federated token',
		advice:
			'Name one: --flow client-secret, --flow client-certificate or --flow federated-token. A person signs in with --flow browser.',
	},
	{
		numbers: [50012, 700027],
		code: 'config.certificate',
		meaning: "the signature made with the app's certificate was not accepted",
		advice:
			'Upload this certificate under "Certificates & secrets" of the app registration, check that it has not expired, that the key is its own, and --client-id.',
	},
	{
		numbers: [700030],
		code: 'config.certificate',
		meaning: 'the subject name of the certificate is not authorized for the app',
		advice: 'Use a certificate whose subject the app registration trusts, or upload this one.',
	},
	{
		numbers: [700024],
		code: 'sign-in.assertion-expired',
		meaning: 'the assertion is not valid at this time: a federated token that has expired, or a clock that is wrong',
		advice: 'Have the token file written anew and try again; if that does not help, set the clock of this computer.',
	},
	{
		numbers: [50027, 50048, 700021, 700023],
		code: 'config.assertion',
		meaning: 'the assertion is malformed, or was made by another app or for another tenant',
		advice: 'Check --client-id and --tenant, and that certificate or token file belong to that app.',
	},
	{
		numbers: [70021, 700211, 700212, 700213, 7002137, 7002138, 7002381],
		code: 'config.federated-token',
		meaning: 'no federated credential of the app has the issuer, audience and subject of this token',
		advice:
			'Compare iss, aud and sub of the token with "Federated credentials" of the app registration, letter by letter, upper and lower case too; a new one takes some minutes to work.',
	},
	{
		numbers: [700222, 700229],
		code: 'config.federated-token',
		meaning: 'a token of Entra itself was given where one of another issuer is needed',
		advice: 'Use the token of the outside issuer (GitHub, Kubernetes); in Azure use --flow managed-identity.',
	},
	{
		numbers: [7000229],
		code: 'config.service-principal',
		meaning: 'the app exists, but has no service principal (enterprise application) in this tenant',
		advice: 'Check --tenant; an administrator adds the app to the tenant by consenting to it there.',
	},
	{
		numbers: [1002012],
		code: 'config.scope',
		meaning: 'an app asks for all of its permissions at once, not for single ones',
		advice: 'Use --scope RESOURCE/.default, for example https://graph.microsoft.com/.default, or leave --scope out.',
	},
	{
		numbers: [900382, 900432],
		code: 'config.cloud',
		meaning: 'an app cannot sign in to a tenant of another cloud',
		advice: 'Choose the cloud of the tenant with --cloud, and an app registration that was made there.',
	},
	{
		numbers: [50013, 500133],
		code: 'sign-in.caller-token',
		meaning: 'the token to act on behalf of has expired or is not valid',
		advice: 'Get a new access token from the caller and try again.',
	},
	{
		numbers: [500131],
		code: 'usage.caller-token',
		meaning: 'the token to act on behalf of was made for another API, not for this app',
		advice:
			'The caller must ask for a scope of this app (api://CLIENT-ID/NAME); aud of its token must be the client id or its application ID URI.',
	},
	{
		numbers: [240002],
		code: 'usage.caller-token',
		meaning: 'an ID token was given where an access token is needed',
		advice: 'Give the access token that the caller got for this app.',
	},
	{
		numbers: [7000114],
		code: 'config.on-behalf-of',
		meaning: 'the app may not act on behalf of others',
		advice: 'Use an app registration of your own that exposes an API ("Expose an API").',
	},
];
