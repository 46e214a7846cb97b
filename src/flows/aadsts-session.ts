/** AADSTS errors about the person, the session or the moment. See `aadsts.ts`. */
import { type AadstsMeaning, askAdmin, signInAgain } from './aadsts-row.js';

/** What another sign-in, another account or some patience mends. */
export const sessionRows: readonly AadstsMeaning[] = [
	{
		numbers: [16000, 16003, 50014, 50020, 50034, 51004, 90072],
		code: 'sign-in.wrong-account',
		meaning: 'this account does not belong to the tenant',
		advice: (login) =>
			`Choose another account: ${login({ prompt: 'select_account' })}\nOr name its own tenant with --tenant; a guest must be invited first.`,
	},
	{
		numbers: [500112, 501481, 50147, 501491, 54005, 700005],
		code: 'sign-in.code-refused',
		meaning: 'the sign-in code was not accepted, or had been used already',
		advice: signInAgain,
	},
	{
		numbers: [50126, 50056],
		code: 'sign-in.password',
		meaning: 'the user name or the password is wrong',
		advice: signInAgain,
	},
	{
		numbers: [50053],
		code: 'sign-in.locked',
		meaning: 'the account is locked, or this network address is blocked',
		advice: 'Wait a while, or ask your administrator.',
	},
	{
		numbers: [50055, 50135, 50144],
		code: 'sign-in.password-expired',
		meaning: 'the password has expired or must be changed',
		advice: (login) => `Change it in a browser, then sign in again: ${login()}`,
	},
	{
		numbers: [50057],
		code: 'sign-in.account-disabled',
		meaning: 'the account is disabled',
		advice: askAdmin,
	},
	{
		numbers: [50058, 700020],
		code: 'sign-in.needed',
		meaning: 'nobody is signed in, or the sign-in page must be shown',
		advice: signInAgain,
	},
	{
		numbers: [50072, 50074, 50076, 50078, 50079, 50158],
		code: 'sign-in.mfa',
		meaning: 'multi-factor authentication is needed',
		advice: (login) => `Sign in again in a browser: ${login()}`,
	},
	{
		numbers: [50132, 50133, 50173, 50089, 70000, 70008, 700082, 70043],
		code: 'sign-in.expired',
		meaning: 'the session has expired or was ended',
		advice: signInAgain,
	},
	{
		numbers: [700084],
		code: 'usage.refresh-token',
		meaning: 'this refresh token was made for a single-page app and cannot be imported',
		advice: signInAgain,
	},
	{
		numbers: [70016],
		code: 'sign-in.pending',
		meaning: 'the device code has not been entered and accepted yet',
		advice: (login) => `Enter it on the page that was shown, or start again: ${login({ flow: 'device-code' })}`,
	},
	{
		numbers: [70019, 70020],
		code: 'timeout.device-code',
		meaning: 'the device code has expired',
		advice: (login) => `Get a new one: ${login({ flow: 'device-code' })}`,
	},
	{
		numbers: [70018, 50134, 90119, 90120],
		code: 'sign-in.device-code',
		meaning: 'the device code was not accepted, or had been used already',
		advice: (login) => `Start again: ${login({ flow: 'device-code' })}`,
	},
	{
		numbers: [50196],
		code: 'throttled.request-loop',
		meaning: 'the same request was made too often',
		advice: 'Wait a few minutes, then try again.',
	},
	{
		numbers: [50033, 50087, 70012, 90006, 90012, 90024, 90033, 90055, 90090],
		code: 'network.sign-in-unavailable',
		meaning: 'the sign-in service has a temporary problem',
		advice: 'Try again in a minute.',
	},
];
