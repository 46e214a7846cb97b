/** One page of a mailbox, wherever it is. */
import { describe, expect, it } from 'vitest';
import type { GraphClient, RequestOptions } from '../../src/graph/client.js';
import { type MessagePlace, readMessagePage } from '../../src/graph/mail-page.js';
import type { MailQuery } from '../../src/graph/mail-query.js';
import { systemClock } from '../helpers/sandbox.js';

const link = 'https://graph.example/v1.0/me/messages?$skiptoken=x';

/** What is asked for, and what comes of the answer. */
async function read(query: MailQuery, place: MessagePlace, answer: object) {
	const asked: { readonly path: string; readonly query: RequestOptions['query'] }[] = [];
	const get = async (path: string, options: RequestOptions = {}): Promise<object> => {
		asked.push({ path, query: options.query });
		return answer;
	};
	const page = await readMessagePage({ get: get as GraphClient['get'] }, query, place, systemClock);
	return { page, asked };
}

describe('a page of a mailbox', () => {
	it('is reached by its number, and tells where the next one is', async () => {
		const answer = { value: [{ id: 'a' }], '@odata.nextLink': link };
		const { page, asked } = await read({ folder: 'inbox', top: 50 }, { skip: 100 }, answer);
		expect(asked).toMatchObject([{ path: '/me/mailFolders/inbox/messages', query: { $top: 50, $skip: 100 } }]);
		expect(page).toEqual({ messages: [{ id: 'a' }], next: link });
	});

	it('of a search is reached by its link, to which nothing is added', async () => {
		const { page, asked } = await read({ search: 'x', top: 50 }, { link }, { value: [] });
		expect(asked).toEqual([{ path: link, query: undefined }]);
		expect(page).toEqual({ messages: [], next: undefined });
	});

	it.each([[{}], [{ value: 'x' }], [{ value: [{}] }], [{ value: [null] }]])('is not %j', async (answer) => {
		await expect(read({}, {}, answer)).rejects.toMatchObject({ code: 'graph.invalid-answer' });
	});
});
