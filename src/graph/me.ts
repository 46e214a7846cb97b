/** The signed-in person. */
import { GraphctlError } from '../errors.js';
import type { GraphClient } from './client.js';

/** A person as Graph tells them; the properties are those of a request without `$select`. */
export interface User {
	readonly id?: string;
	readonly displayName?: string | null;
	readonly givenName?: string | null;
	readonly surname?: string | null;
	readonly userPrincipalName?: string | null;
	readonly mail?: string | null;
	readonly jobTitle?: string | null;
	readonly mobilePhone?: string | null;
	readonly businessPhones?: readonly string[] | null;
	readonly officeLocation?: string | null;
	readonly preferredLanguage?: string | null;
	/** Whatever else was selected. */
	readonly [property: string]: unknown;
}

/** The profile; `select` replaces the eleven default properties. https://learn.microsoft.com/graph/api/user-get */
export function getMe(client: GraphClient, select?: readonly string[]): Promise<User> {
	return client.get<User>('/me', { query: { $select: select?.join(',') } });
}

/** The bytes of the profile photo, or undefined when there is none. https://learn.microsoft.com/graph/api/profilephoto-get */
export async function getPhoto(client: GraphClient, signal?: AbortSignal): Promise<Uint8Array | undefined> {
	try {
		const bytes = await client.getBytes('/me/photo/$value', { maxBytes: 8 * 1024 * 1024, signal });
		return bytes.length > 0 ? bytes : undefined;
	} catch (error) {
		if (error instanceof GraphctlError && error.code.startsWith('not-found.')) return undefined;
		throw error;
	}
}
