/** Paths of the Graph half: what is answered, what Graph has and the sandbox refuses, and what nobody has. */
import type { Answer } from './graph-answer.js';
import { badRequest, methodNotAllowed, notImplemented, unknownSegment } from './graph-errors.js';
import type { GraphRequest } from './graph-request.js';
import { countMessages, listMessages } from './list-messages.js';
import { countUsers, listUsers } from './list-users.js';
import { getPhotoBytes, getPhotoMetadata } from './photo.js';
import { getProfile } from './profile.js';
import { listAttachments, readAttachment, readAttachmentValue } from './read-attachments.js';
import { listFolders, readFolder } from './read-folders.js';
import { readMessage, readMime } from './read-message.js';
import { getManager, getMyManager, getUser } from './read-user.js';

interface Route {
	/** Lower-case segments; `{name}` takes any one segment. */
	readonly segments: string;
	readonly get: (request: GraphRequest) => Answer;
	/** Methods that Graph has here and the sandbox has not. */
	readonly others: readonly string[];
}

const routes: readonly Route[] = [
	{ segments: 'me', get: getProfile, others: ['PATCH'] },
	{ segments: 'users', get: listUsers, others: ['POST'] },
	{ segments: 'users/$count', get: countUsers, others: [] },
	{ segments: 'users/{user}', get: getUser, others: ['PATCH', 'DELETE'] },
	{ segments: 'users/{user}/manager', get: getManager, others: [] },
	{ segments: 'me/manager', get: getMyManager, others: [] },
	{ segments: 'me/photo', get: getPhotoMetadata, others: ['PATCH', 'PUT', 'DELETE'] },
	{ segments: 'me/photo/$value', get: getPhotoBytes, others: ['PATCH', 'PUT', 'DELETE'] },
	{ segments: 'me/photos/{size}', get: getPhotoMetadata, others: [] },
	{ segments: 'me/photos/{size}/$value', get: getPhotoBytes, others: ['PUT', 'DELETE'] },
	...mailRoutes('me'),
	...mailRoutes('users/{user}'),
];

/** The paths of one mailbox. */
function mailRoutes(owner: string): readonly Route[] {
	return [
		...messageRoutes(owner),
		{ segments: `${owner}/mailfolders`, get: listFolders, others: ['POST'] },
		{ segments: `${owner}/mailfolders/{folder}`, get: readFolder, others: ['PATCH', 'DELETE'] },
		{ segments: `${owner}/mailfolders/{folder}/childfolders`, get: listFolders, others: ['POST'] },
		...messageRoutes(`${owner}/mailfolders/{folder}`),
	];
}

/** Messages are the same in a folder and in the whole mailbox. */
function messageRoutes(above: string): readonly Route[] {
	const messages = `${above}/messages`;
	const attachments = `${messages}/{message}/attachments`;
	return [
		{ segments: messages, get: listMessages, others: ['POST'] },
		{ segments: `${messages}/$count`, get: countMessages, others: [] },
		{ segments: `${messages}/{message}`, get: readMessage, others: ['PATCH', 'DELETE'] },
		{ segments: `${messages}/{message}/$value`, get: readMime, others: ['PUT', 'DELETE'] },
		{ segments: attachments, get: listAttachments, others: ['POST'] },
		{ segments: `${attachments}/{attachment}`, get: readAttachment, others: ['DELETE'] },
		{ segments: `${attachments}/{attachment}/$value`, get: readAttachmentValue, others: [] },
	];
}

/** Collections whose next segment is a key, unless it is one of `notKeys`. */
const keyed = [
	'users',
	'groups',
	'messages',
	'mailfolders',
	'childfolders',
	'attachments',
	'photos',
	'events',
	'contacts',
	'calendars',
];
const notKeys = ['$count', '$ref', 'delta'];

/** Segments that Graph v1.0 has somewhere below `/me`, or at its root. */
const known: ReadonlySet<string> = new Set([
	...keyed,
	...notKeys,
	...[
		'$batch',
		'$metadata',
		'$value',
		'me',
		'applications',
		'auditlogs',
		'chats',
		'communications',
		'devicemanagement',
		'devices',
	],
	...[
		'directory',
		'directoryobjects',
		'directoryroles',
		'domains',
		'drives',
		'identity',
		'oauth2permissiongrants',
		'organization',
	],
	...['planner', 'places', 'reports', 'search', 'serviceprincipals', 'shares', 'sites', 'subscriptions', 'teams'],
	...[
		'activities',
		'approleassignments',
		'authentication',
		'calendar',
		'calendargroups',
		'calendarview',
		'changepassword',
	],
	...[
		'contactfolders',
		'createdobjects',
		'directreports',
		'drive',
		'extensions',
		'findmeetingtimes',
		'followedsites',
		'getmailtips',
	],
	...[
		'getmemberobjects',
		'inferenceclassification',
		'joinedteams',
		'licensedetails',
		'mailboxsettings',
		'manager',
		'memberof',
	],
	...[
		'onenote',
		'onlinemeetings',
		'outlook',
		'owneddevices',
		'ownedobjects',
		'people',
		'photo',
		'presence',
		'registereddevices',
	],
	...['revokesigninsessions', 'sendmail', 'settings', 'todo', 'transitivememberof', 'translateexchangeids', 'insights'],
	...[
		'copy',
		'createforward',
		'createreply',
		'createreplyall',
		'createuploadsession',
		'forward',
		'move',
		'permanentdelete',
	],
	...['reply', 'replyall', 'send', 'messagerules'],
]);

/** Splits a path into decoded segments; `messages('id')` counts as two. @throws GraphError 400 for a bad escape */
export function splitPath(path: string): readonly string[] {
	try {
		return path
			.split('/')
			.filter((segment) => segment !== '')
			.map(decodeURIComponent)
			.flatMap((segment) => {
				const key = /^(\w+)\('(.*)'\)$/s.exec(segment);
				return key === null ? [segment] : [key[1] ?? '', (key[2] ?? '').replaceAll("''", "'")];
			});
	} catch {
		throw badRequest('The request URI is not valid.');
	}
}

/** Finds the handler of `/v1.0/...`. @throws GraphError 400 unknown path, 405 wrong method, 501 only Graph has it */
export function findRoute(
	method: string,
	segments: readonly string[],
): { readonly get: Route['get']; readonly names: Readonly<Record<string, string>> } {
	const [version = '', ...rest] = segments;
	if (version.toLowerCase() === 'beta') throw notImplemented('the beta version of Graph');
	if (version.toLowerCase() !== 'v1.0') throw badRequest(`Invalid version: ${version}`);
	for (const route of routes) {
		const names = matchSegments(route.segments.split('/'), rest);
		if (names === undefined) continue;
		if (method === 'GET') return { get: route.get, names };
		if (route.others.includes(method)) throw notImplemented(`${method} /${rest.join('/')}`);
		throw methodNotAllowed(['GET', ...route.others]);
	}
	rest.forEach((segment, index) => {
		const before = rest[index - 1]?.toLowerCase() ?? '';
		const isKey = keyed.includes(before) && !notKeys.includes(segment.toLowerCase());
		if (!isKey && !known.has(segment.toLowerCase())) throw unknownSegment(segment);
	});
	throw notImplemented(`${method} /${rest.join('/')}`);
}

function matchSegments(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
	if (pattern.length !== segments.length) return undefined;
	const names: Record<string, string> = {};
	for (const [index, part] of pattern.entries()) {
		const segment = segments[index] ?? '';
		if (part.startsWith('{')) {
			if (notKeys.includes(segment.toLowerCase())) return undefined;
			names[part.slice(1, -1)] = segment;
		} else if (part !== segment.toLowerCase()) {
			return undefined;
		}
	}
	return names;
}
