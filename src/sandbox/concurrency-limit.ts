/** Exchange Online's limit of four requests at a time for each app and mailbox (learn.microsoft.com/graph/throttling-limits). */
import type { ServerResponse } from 'node:http';
import type { AccessTokenClaims, Company } from './types.js';

const most = 4;
/** Captures whose mailbox it is, unless it is `/me`. */
const mailPath = /^\/v1\.0\/(?:me|users(?:\/|\(')([^/']+)(?:'\))?)\/(?:messages|mailfolders)\b/i;

export interface ConcurrencyLimit {
	/** Counts a request on mail until its answer is written or its connection is gone; false when it is one too many. */
	enter(path: string, claims: AccessTokenClaims, response: ServerResponse): boolean;
}

export function createConcurrencyLimit(company: Company): ConcurrencyLimit {
	const inWork = new Map<string, number>();
	return {
		enter(path, { appId, oid }, response) {
			const found = mailPath.exec(path);
			if (found === null) return true;
			const key = `${appId} ${found[1] === undefined ? oid : mailboxOf(company, found[1])}`;
			const count = inWork.get(key) ?? 0;
			if (count >= most) return false;
			inWork.set(key, count + 1);
			let left = false;
			const leave = (): void => {
				if (left) return;
				left = true;
				inWork.set(key, (inWork.get(key) ?? 1) - 1);
			};
			// Not `finish`, which comes after the client may have asked for the next one.
			response.once('prefinish', leave);
			response.once('close', leave);
			return true;
		},
	};
}

/** The same mailbox may be named by object id or by user principal name, in any case and escaped. */
function mailboxOf(company: Company, name: string): string {
	const wanted = name.replace(/%40/i, '@').toLowerCase();
	const owner = company.people.find((one) => one.id === wanted || one.userPrincipalName.toLowerCase() === wanted);
	return owner?.id ?? wanted;
}
