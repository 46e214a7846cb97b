/** The tenant of the company's customers (Entra External ID): its people, its host names, what is asked of it. */
import type { IncomingMessage } from 'node:http';
import { hashGuid } from './random.js';
import type { Company, Person } from './types.js';

const subdomain = 'graphctlsandbox';

/** Host name under which apps know the tenant; a proxy must lead it to the sandbox. */
export const customersHost = `${subdomain}.ciamlogin.com`;

/** Path of the tenant's sign-in pages, which carry no tenant. */
export const customersSignInPath = '/sandbox/customers/sign-in';

const rows: readonly (readonly [givenName: string, surname: string, mail: string, language: string])[] = [
	['Kim', 'Akers', 'kim@fabrikam.com', 'en-US'],
	['Robin', 'Counts', 'robin@adatum.com', 'en-GB'],
	['Zoë', 'Müller', 'zoe@fabrikam.com', 'de-DE'],
];

/** Builds the tenant. Object ids and the tenant id follow from the seed. */
export function createCustomers(seed: number): Company {
	return {
		name: 'Contoso Shop',
		tenantId: hashGuid(seed, 'customers'),
		domain: `${subdomain}.onmicrosoft.com`,
		people: rows.map(
			([givenName, surname, mail, preferredLanguage]): Person => ({
				id: hashGuid(seed, 'customer', mail),
				displayName: `${givenName} ${surname}`,
				givenName,
				surname,
				userPrincipalName: mail,
				mail,
				jobTitle: null,
				mobilePhone: null,
				businessPhones: [],
				officeLocation: null,
				preferredLanguage,
				department: null,
				managerId: null,
				photo: null,
				hasMailbox: false,
			}),
		),
	};
}

/** Whether a request of the login origin is for this tenant: by its host name, or by the tenant in the path. */
export function isForCustomers(request: IncomingMessage, customers: Company): boolean {
	if (ciamHost(request, customers.tenantId) !== undefined) return true;
	const path = request.url ?? '';
	const [, tenant = ''] = path.split(/[/?]/);
	return (
		path.startsWith(`${customersSignInPath}/`) || [customers.tenantId, customers.domain].includes(tenant.toLowerCase())
	);
}

/** The host under which the tenant was reached, port included, when it is one of its own names. */
export function ciamHost(request: IncomingMessage, tenantId: string): string | undefined {
	const host = request.headers.host?.toLowerCase();
	const name = host?.replace(/:\d{1,5}$/, '');
	return name === customersHost || name === `${tenantId}.ciamlogin.com` ? host : undefined;
}
