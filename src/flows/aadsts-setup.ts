/** AADSTS errors that an app registration, a tenant or an option causes. See `aadsts.ts`. */
import { type AadstsMeaning, askAdmin } from './aadsts-row.js';

const registerYourApp =
	'"Register your app" in the README says how to make one of your own; then: graphctl config set client-id YOUR-CLIENT-ID';

/** One row for each group of AADSTS numbers that a person mends in the set-up. */
export const setupRows: readonly AadstsMeaning[] = [
	{
		numbers: [500208, 9002332],
		code: 'config.account-type',
		meaning: 'this kind of account cannot be used at this sign-in address',
		advice:
			'Use --tenant organizations (work), --tenant consumers (personal) or your tenant id; for an external tenant use --authority https://NAME.ciamlogin.com.',
	},
	{
		numbers: [50194],
		code: 'config.tenant',
		meaning: 'the app is registered for one tenant only and cannot be used through "common"',
		advice: (login) => `Name the tenant: ${login({ tenant: 'TENANT_ID' })}`,
	},
	{
		numbers: [90124, 90130, 9001023],
		code: 'config.tenant',
		meaning: 'the app cannot be used through "common" or "consumers"',
		advice: (login) => `Use ${login({ tenant: 'organizations' })}, or your tenant id.`,
	},
	{
		numbers: [90002],
		code: 'config.tenant',
		meaning: 'there is no such tenant in this cloud',
		advice: 'Check --tenant for a typing mistake, and --cloud.',
	},
	{
		numbers: [50059, 50128, 90019],
		code: 'config.tenant',
		meaning: 'the request names no tenant',
		advice: (login) => `Name it: ${login({ tenant: 'TENANT_ID' })}`,
	},
	{
		numbers: [50049],
		code: 'config.authority',
		meaning: 'the sign-in address is not one that Microsoft knows',
		advice: 'Check --authority and --cloud; an external tenant uses --authority https://NAME.ciamlogin.com.',
	},
	{
		numbers: [90038],
		code: 'config.cloud',
		meaning: 'this tenant lives in a national cloud',
		advice: (login) => `Choose it (usgov, usgov-dod or china): ${login({ cloud: 'usgov' })}`,
	},
	{
		numbers: [700016, 700011],
		code: 'config.client-id',
		meaning: 'the app (client id) is not known in this tenant',
		advice: `Check --client-id, --tenant and --cloud. ${registerYourApp}`,
	},
	{
		numbers: [7000112, 70001, 1000031],
		code: 'config.app-disabled',
		meaning: 'the app is disabled in this tenant',
		advice: askAdmin,
	},
	{
		numbers: [50011, 70004, 500113, 900971],
		code: 'config.redirect-uri',
		meaning: 'the redirect address http://localhost is not registered for the app',
		advice: 'Add http://localhost under Authentication, "Mobile and desktop applications", of the app registration.',
	},
	{
		numbers: [7000218],
		code: 'config.public-client',
		meaning: 'the app does not allow public client flows, or http://localhost is registered under "Web"',
		advice:
			'In the app registration, Authentication: turn "Allow public client flows" on, and move http://localhost to "Mobile and desktop applications".',
	},
	{
		numbers: [9002327],
		code: 'config.redirect-uri',
		meaning: 'http://localhost is registered under "Single-page application"',
		advice: 'Register it under "Mobile and desktop applications" instead.',
	},
	{
		numbers: [700025],
		code: 'config.public-client',
		meaning: 'this app registration is a public client, which has neither secret nor certificate',
		advice: (login) =>
			`Name the app that the secret or certificate belongs to: ${login({ clientId: 'CLIENT_ID' })}\nA person signs in without them.`,
	},
	{
		numbers: [9002326],
		code: 'config.public-client',
		meaning: 'the app registration and this kind of sign-in do not fit together',
		advice: 'Register http://localhost under "Mobile and desktop applications" and use no secret.',
	},
	{
		numbers: [65005, 650057, 650056],
		code: 'config.permissions',
		meaning: 'the app registration does not list a permission that was asked for',
		advice: 'Add it under "API permissions" of the app registration, or ask for less with --scope.',
	},
	{
		numbers: [65002],
		code: 'config.first-party-app',
		meaning: "this client id belongs to Microsoft's own app and may not ask for these permissions",
		advice: registerYourApp,
	},
	{
		numbers: [28000],
		code: 'config.scope',
		meaning: 'permissions of more than one API were asked for at once',
		advice: 'Ask for those of one API at a time with --scope.',
	},
	{
		numbers: [28002, 28003, 70011, 650053, 700022],
		code: 'config.scope',
		meaning: 'a permission that was asked for does not exist here',
		advice:
			'Check --scope for a typing mistake, --cloud, that .default is not mixed with names, and that all belong to one API.',
	},
	{
		numbers: [50001, 500011, 650052, 650054],
		code: 'config.resource',
		meaning: 'what was asked for is not known in this tenant or cloud under that name',
		advice: 'Check --cloud, --tenant and --scope.',
	},
];
