/** The `Prefer` header (RFC 7240) as far as mail honours it. */
import type { BodyPreference } from './message-properties.js';

/** What was preferred, and the `Preference-Applied` value that says so. */
export interface Preferences {
	readonly body: BodyPreference;
	/** Ids of messages and attachments are to be those that survive a move. */
	readonly immutableIds: boolean;
	readonly applied: string | undefined;
}

/** Reads one or several comma-separated `Prefer` headers; what is unknown is ignored, as RFC 7240 asks. */
export function readPreferences(header: string | undefined): Preferences {
	const applied: string[] = [];
	let contentType: BodyPreference['contentType'] = 'html';
	let allowUnsafeHtml = false;
	let immutableIds = false;
	for (const [, name = '', quoted, bare] of (header ?? '').matchAll(
		/([\w.-]+)(?:\s*=\s*(?:"([^"]*)"|([^\s,;"]+)))?/g,
	)) {
		const value = (quoted ?? bare ?? '').toLowerCase();
		if (name.toLowerCase() === 'outlook.body-content-type' && (value === 'text' || value === 'html')) {
			contentType = value;
			applied.push(`outlook.body-content-type="${value}"`);
		} else if (name.toLowerCase() === 'outlook.allow-unsafe-html') {
			allowUnsafeHtml = true;
			applied.push('outlook.allow-unsafe-html');
		} else if (name.toLowerCase() === 'idtype' && value === 'immutableid') {
			immutableIds = true;
		}
	}
	return {
		body: { contentType, allowUnsafeHtml },
		immutableIds,
		applied: applied.length > 0 ? applied.join(', ') : undefined,
	};
}
