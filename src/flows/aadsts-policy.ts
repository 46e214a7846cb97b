/** AADSTS errors about consent, Conditional Access and other decisions of an organization. See `aadsts.ts`. */
import { type AadstsMeaning, askAdmin } from './aadsts-row.js';

/** What somebody has to allow. */
export const policyRows: readonly AadstsMeaning[] = [
	{
		numbers: [65001, 90008],
		code: 'permission.consent-required',
		meaning: 'nobody has consented to these permissions yet',
		advice: (login) => `Sign in again and accept: ${login()}\nAn administrator can consent for everybody.`,
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
		numbers: [50005, 50097, 50127, 50129, 50155, 50187, 53000, 53001],
		code: 'permission.device',
		meaning: 'your organization asks for a registered or managed device',
		advice: 'Sign in with the browser of a device that your organization manages.',
	},
	{
		numbers: [53002, 53009],
		code: 'permission.app-not-approved',
		meaning: 'your organization allows approved apps only',
		advice: 'Ask your administrator to allow this app.',
	},
	{
		numbers: [50131, 53003, 530031, 530032, 530033, 530036],
		code: 'permission.conditional-access',
		meaning: 'a Conditional Access policy of your organization blocked the sign-in',
		advice: (login) =>
			`Try the other way to sign in: ${login({ flow: 'browser' })} or ${login({ flow: 'device-code' })}\nIf both are blocked, ask your administrator.`,
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
		numbers: [500021, 500022, 500212, 500213, 50002],
		code: 'permission.tenant-restrictions',
		meaning: 'a policy of your network or organization does not allow this tenant',
		advice: askAdmin,
	},
	{
		numbers: [700223, 700238],
		code: 'permission.federation',
		meaning: 'a policy of the tenant does not allow federated credentials from this issuer',
		advice: 'Ask your administrator, or use a certificate: --flow client-certificate.',
	},
];
