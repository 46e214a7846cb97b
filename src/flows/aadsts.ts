/**
 * What Microsoft's sign-in errors mean and what to do about them, as data. Advice only: what the program does next is decided by
 * `error`, `suberror` and `claims`, because Microsoft may change the numbers at any time.
 * Source: learn.microsoft.com/entra/identity-platform/reference-error-codes.
 */
import { type AadstsMeaning, aadstsSetupMeanings } from './aadsts-setup.js';
import type { LoginLine } from './login-line.js';

const signInAgain = (login: LoginLine): string => `Sign in again: ${login()}`;
const askAdmin = 'Ask your administrator.';

/** One row for each group of AADSTS numbers about the person, the session or a policy. */
export const aadstsMeanings: readonly AadstsMeaning[] = [
	{
		numbers: [16000, 50020, 90072, 51004, 50034],
		code: 'sign-in.wrong-account',
		meaning: 'this account does not belong to the tenant',
		advice: (login) =>
			`Choose another account: ${login({ prompt: 'select_account' })}\nOr name its own tenant with --tenant; a guest must be invited first.`,
	},
	{
		numbers: [501481, 50147, 501491, 54005, 700005],
		code: 'sign-in.code-refused',
		meaning: 'the sign-in code was not accepted, or had been used already',
		advice: signInAgain,
	},
	{
		numbers: [65001],
		code: 'permission.consent-required',
		meaning: 'nobody has consented to these permissions yet',
		advice: signInAgain,
	},
	{
		numbers: [65004],
		code: 'permission.declined',
		meaning: 'the permissions were declined',
		advice: (login) => `Sign in again and accept: ${login()}`,
	},
	{
		numbers: [90094, 90095],
		code: 'permission.admin-consent',
		meaning: 'only an administrator can consent to these permissions',
		advice: askAdmin,
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
		numbers: [50055, 50144],
		code: 'sign-in.password-expired',
		meaning: 'the password has expired',
		advice: (login) => `Change it in a browser, then sign in again: ${login()}`,
	},
	{
		numbers: [50057],
		code: 'sign-in.account-disabled',
		meaning: 'the account is disabled',
		advice: askAdmin,
	},
	{
		numbers: [50058],
		code: 'sign-in.needed',
		meaning: 'nobody is signed in',
		advice: signInAgain,
	},
	{
		numbers: [50072, 50074, 50076, 50078, 50079, 50158],
		code: 'sign-in.mfa',
		meaning: 'multi-factor authentication is needed',
		advice: (login) => `Sign in again in a browser: ${login()}`,
	},
	{
		numbers: [50005, 50097, 50129, 53000, 53001, 50155],
		code: 'permission.device',
		meaning: 'your organization asks for a registered or managed device',
		advice: 'Sign in with the browser of a device that your organization manages.',
	},
	{
		numbers: [53002],
		code: 'permission.app-not-approved',
		meaning: 'your organization allows approved apps only',
		advice: 'Ask your administrator to allow this app.',
	},
	{
		numbers: [53003, 530032, 530033],
		code: 'permission.conditional-access',
		meaning: 'a Conditional Access policy of your organization blocked the sign-in',
		advice: askAdmin,
	},
	{
		numbers: [530084],
		code: 'permission.token-protection',
		meaning: 'your organization allows only tokens that are bound to the device, which this program cannot get',
		advice: 'Ask your administrator for an exception for this app.',
	},
	{
		numbers: [530034, 530035, 53011, 53004, 53010],
		code: 'permission.risk',
		meaning: 'the sign-in was blocked for security reasons',
		advice: 'Check your security info at https://mysignins.microsoft.com/security-info, or ask your administrator.',
	},
	{
		numbers: [50105],
		code: 'permission.not-assigned',
		meaning: 'your account is not assigned to this app',
		advice: 'Ask your administrator to assign you, or a group you are in.',
	},
	{
		numbers: [50132, 50133, 50173, 50089, 70000, 70008, 700082, 70043],
		code: 'sign-in.expired',
		meaning: 'the session has expired or was ended',
		advice: signInAgain,
	},
	{
		numbers: [70019, 70020],
		code: 'timeout.device-code',
		meaning: 'the device code has expired',
		advice: (login) => `Get a new one: ${login({ flow: 'device-code' })}`,
	},
	{
		numbers: [70018, 50134, 90120],
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
		numbers: [500021, 500022, 500212, 500213, 50002],
		code: 'permission.tenant-restrictions',
		meaning: 'a policy of your network or organization does not allow this tenant',
		advice: askAdmin,
	},
	{
		numbers: [90006, 90033, 90024, 90055, 50033, 50087],
		code: 'network.sign-in-unavailable',
		meaning: 'the sign-in service has a temporary problem',
		advice: 'Try again in a minute.',
	},
];

/** The row of an AADSTS number, or undefined for one that is not in the table. */
export function findAadstsMeaning(number: number): AadstsMeaning | undefined {
	const holds = (row: AadstsMeaning): boolean => row.numbers.includes(number);
	return aadstsMeanings.find(holds) ?? aadstsSetupMeanings.find(holds);
}
