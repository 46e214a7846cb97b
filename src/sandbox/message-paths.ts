/** Paths into a message that `$filter` and `$orderby` may name, with their types. */
import { findMessageProperty, type Json, type Message } from './message-properties.js';

export type ScalarType = 'string' | 'boolean' | 'date';

export interface MessagePath {
	/** As the metadata spells it, e.g. `from/emailAddress/address`. */
	readonly name: string;
	readonly type: ScalarType;
	/** Undefined and null: the message has no such value. */
	read(message: Message): Json | undefined;
}

const types: Readonly<Record<string, ScalarType>> = {
	createdDateTime: 'date',
	lastModifiedDateTime: 'date',
	receivedDateTime: 'date',
	sentDateTime: 'date',
	hasAttachments: 'boolean',
	isRead: 'boolean',
	isDraft: 'boolean',
	isDeliveryReceiptRequested: 'boolean',
	isReadReceiptRequested: 'boolean',
	subject: 'string',
	bodyPreview: 'string',
	importance: 'string',
	inferenceClassification: 'string',
	internetMessageId: 'string',
	conversationId: 'string',
	parentFolderId: 'string',
	'body/content': 'string',
	'body/contentType': 'string',
	'flag/flagStatus': 'string',
	'from/emailAddress/address': 'string',
	'from/emailAddress/name': 'string',
	'sender/emailAddress/address': 'string',
	'sender/emailAddress/name': 'string',
};

/** The path with this spelling in any case, or undefined when it cannot be compared or does not exist. */
export function findMessagePath(spelling: string): MessagePath | undefined {
	const wanted = spelling.toLowerCase();
	const entry = Object.entries(types).find(([name]) => name.toLowerCase() === wanted);
	if (entry === undefined) return undefined;
	const [name, type] = entry;
	const [first = '', ...rest] = name.split('/');
	const property = findMessageProperty(first);
	if (property === undefined) return undefined;
	return {
		name,
		type,
		read: (message) => rest.reduce<Json | undefined>((value, step) => stepInto(value, step), property.read(message)),
	};
}

/** True when Mail.ReadBasic must not learn the value. */
export function needsFullRead(path: MessagePath): boolean {
	return findMessageProperty(path.name.split('/')[0] ?? '')?.needsFullRead === true;
}

function stepInto(value: Json | undefined, step: string): Json | undefined {
	if (typeof value !== 'object' || value === null || isList(value)) return undefined;
	return value[step];
}

function isList(value: object): value is readonly Json[] {
	return Array.isArray(value);
}
