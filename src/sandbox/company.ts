/** The sample company that the sandbox serves; names follow Microsoft's documentation samples. */
import { drawPortrait } from './portrait.js';
import { hashGuid } from './random.js';
import type { Company, Person } from './types.js';

/** Edge length in pixels of the photo that a person's record carries. */
export const photoSize = 240;

const domain = 'contoso.com';

type Row = readonly [
	givenName: string,
	surname: string,
	user: string,
	jobTitle: string | null,
	department: string | null,
	phone: string | null,
	office: string | null,
	language: string | null,
	managerUser: string | null,
	/** j, p: has a JPEG or PNG photo; m: has a mailbox. */
	extras: 'jm' | 'pm' | 'm' | '',
];

const rows: readonly Row[] = [
	['Adele', 'Vance', 'AdeleV', 'Retail Manager', 'Retail', '+1 425 555 0109', '18/2111', 'en-US', 'MiriamG', 'jm'],
	[
		'Alex',
		'Wilber',
		'AlexW',
		'Marketing Assistant',
		'Marketing',
		'+1 858 555 0110',
		'131/1104',
		'en-GB',
		'MiriamG',
		'pm',
	],
	['Diego', 'Siciliani', 'DiegoS', 'HR Manager', 'HR', '+1 205 555 0108', '14/1108', 'it-IT', 'NestorW', 'm'],
	['Grady', 'Archie', 'GradyA', 'Designer', 'R&D', '+1 309 555 0104', '19/2109', 'en-US', 'LeeG', 'jm'],
	['Isaiah', 'Langer', 'IsaiahL', 'Sales Rep', 'Sales', '+1 918 555 0101', '20/1101', 'en-US', 'MiriamG', 'm'],
	[
		'Johanna',
		'Lorenz',
		'JohannaL',
		'Senior Engineer',
		'Engineering',
		'+1 502 555 0102',
		'23/2102',
		'de-DE',
		'LeeG',
		'jm',
	],
	['Lee', 'Gu', 'LeeG', 'Director', 'Manufacturing', '+1 913 555 0101', '23/3101', 'zh-CN', 'PattiF', 'm'],
	[
		'Miriam',
		'Graham',
		'MiriamG',
		'Director',
		'Sales & Marketing',
		'+1 858 555 0109',
		'131/2103',
		'en-US',
		'PattiF',
		'jm',
	],
	['Nestor', 'Wilke', 'NestorW', 'Director', 'Operations', '+1 206 555 0105', '36/2121', 'fr-FR', 'PattiF', 'm'],
	[
		'Patti',
		'Fernandez',
		'PattiF',
		'President',
		'Executive Management',
		'+1 502 555 0144',
		'15/1102',
		'en-US',
		null,
		'jm',
	],
	['נועה', 'לוי', 'NoaL', null, null, null, null, 'he-IL', 'LeeG', 'm'],
	[
		'さくら',
		'佐藤',
		'SakuraS',
		'サポート エンジニア',
		'Engineering',
		'+81 3 5550 0118',
		'Tokyo 5/12',
		'ja-JP',
		'JohannaL',
		'pm',
	],
	['Delia', 'Dennis', 'DeliaD', 'Receptionist', 'Operations', '+1 206 555 0119', null, null, 'NestorW', ''],
];

/**
 * Builds the company. Object ids and the tenant id follow from the seed, names do not. The first person is the one to
 * sign in as; NoaL has no title and no phone, DeliaD has no mailbox and no photo.
 */
export function createCompany(seed: number): Company {
	return {
		name: 'Contoso',
		tenantId: hashGuid(seed, 'tenant'),
		domain,
		people: rows.map((row) => personOf(row, (user) => hashGuid(seed, 'person', user))),
	};
}

function personOf(row: Row, idOf: (user: string) => string): Person {
	const [givenName, surname, user, jobTitle, department, phone, office, language, managerUser, extras] = row;
	const id = idOf(user);
	const hasMailbox = extras.includes('m');
	const photoType = extras === 'jm' ? 'image/jpeg' : extras === 'pm' ? 'image/png' : null;
	let photo: Person['photo'] | undefined;
	return {
		id,
		// Japanese names are written surname first.
		displayName: language === 'ja-JP' ? `${surname} ${givenName}` : `${givenName} ${surname}`,
		givenName,
		surname,
		userPrincipalName: `${user}@${domain}`,
		mail: hasMailbox ? `${user}@${domain}` : null,
		jobTitle,
		mobilePhone: phone,
		businessPhones: phone === null ? [] : [phone],
		officeLocation: office,
		preferredLanguage: language,
		department,
		managerId: managerUser === null ? null : idOf(managerUser),
		// Drawn at first use: the identity half starts without paying for pictures.
		get photo() {
			photo ??= photoType === null ? null : { contentType: photoType, bytes: drawPortrait(id, photoSize, photoType) };
			return photo;
		},
		hasMailbox,
	};
}
