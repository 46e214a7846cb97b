/** A message as Graph sends it. */
import type { Json, Message, MessageProperty } from './message-properties.js';
import { findMessageProperty, messageProperties } from './message-properties.js';
import { type Query, readSelect } from './odata.js';

/** Which properties go out. */
export interface MessageView {
	/** Names for `@odata.context`; undefined when nothing was selected. */
	readonly selection: readonly string[] | undefined;
	readonly properties: readonly MessageProperty[];
}

/** The view that `$select` asks for; without full read access (Mail.ReadBasic) bodies stay hidden. @throws GraphError 400 */
export function readView(query: Query, fullRead: boolean): MessageView {
	const selection = readSelect(query, 'microsoft.graph.message', (name) => findMessageProperty(name)?.name);
	const properties = messageProperties.filter(
		(property) =>
			property.name !== 'id' &&
			(fullRead || property.needsFullRead !== true) &&
			(selection === undefined ? property.onRequest !== true : selection.includes(property.name)),
	);
	return { selection, properties };
}

/** The message with its etag and id, which come whatever was selected. */
export function messageJson(message: Message, view: MessageView): Record<string, Json> {
	const body: Record<string, Json> = {
		'@odata.etag': `W/"${message.ids.changeKey(message.rank)}"`,
		id: message.ids.message(message.rank),
	};
	for (const property of view.properties) {
		const value = property.read(message);
		if (value !== undefined) body[property.name] = value;
	}
	return body;
}
