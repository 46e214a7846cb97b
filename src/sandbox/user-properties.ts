/** The user resource (graph-rest-1.0 user) of the sample people. */
import { notImplemented } from './graph-errors.js';
import type { Json } from './message-properties.js';
import type { Person } from './types.js';

/** Sent when nothing is selected, in the order the service sends them. */
export const defaultUserProperties = [
	'businessPhones',
	'displayName',
	'givenName',
	'jobTitle',
	'mail',
	'mobilePhone',
	'officeLocation',
	'preferredLanguage',
	'surname',
	'userPrincipalName',
	'id',
] as const;

/** Unset for everybody here: Graph sends null. */
const unsetTexts = [
	'ageGroup',
	'city',
	'consentProvidedForMinor',
	'country',
	'creationType',
	'employeeId',
	'employeeType',
	'faxNumber',
	'legalAgeGroupClassification',
	'onPremisesDistinguishedName',
	'onPremisesDomainName',
	'onPremisesSamAccountName',
	'onPremisesUserPrincipalName',
	'postalCode',
	'state',
	'streetAddress',
	'usageLocation',
] as const;

const unsetLists = ['imAddresses', 'otherMails'] as const;

/** Graph has them, the sandbox has no data behind them. */
const elsewhere = [
	'aboutMe',
	'assignedLicenses',
	'assignedPlans',
	'birthday',
	'createdDateTime',
	'employeeHireDate',
	'employeeOrgData',
	'hireDate',
	'identities',
	'interests',
	'mailboxSettings',
	'mySite',
	'onPremisesExtensionAttributes',
	'pastProjects',
	'preferredName',
	'provisionedPlans',
	'responsibilities',
	'schools',
	'signInActivity',
	'skills',
] as const;

const readers: Readonly<Record<string, (person: Person, company: string) => Json>> = {
	accountEnabled: () => true,
	businessPhones: (person) => person.businessPhones,
	companyName: (_, company) => company,
	department: (person) => person.department,
	displayName: (person) => person.displayName,
	givenName: (person) => person.givenName,
	id: (person) => person.id,
	jobTitle: (person) => person.jobTitle,
	mail: (person) => person.mail,
	mailNickname: (person) => person.userPrincipalName.split('@')[0] ?? null,
	mobilePhone: (person) => person.mobilePhone,
	officeLocation: (person) => person.officeLocation,
	preferredLanguage: (person) => person.preferredLanguage,
	proxyAddresses: (person) => (person.mail === null ? [] : [`SMTP:${person.mail}`]),
	surname: (person) => person.surname,
	userPrincipalName: (person) => person.userPrincipalName,
	userType: () => 'Member',
};

/** The property in the metadata's spelling, or undefined when a user has no such property. */
export function findUserProperty(name: string): string | undefined {
	const wanted = name.toLowerCase();
	return [...Object.keys(readers), ...unsetTexts, ...unsetLists, ...elsewhere].find(
		(one) => one.toLowerCase() === wanted,
	);
}

/** One property of a person. @throws GraphError 501 for one that the sandbox has no data for */
export function readUserProperty(person: Person, company: string, name: string): Json {
	const read = readers[name];
	if (read !== undefined) return read(person, company);
	if (unsetLists.some((one) => one === name)) return [];
	if (unsetTexts.some((one) => one === name)) return null;
	throw notImplemented(`the user property ${name}`);
}
