import { describe, expect, it } from 'vitest';
import type { User } from '../../src/graph/me.js';
import { countUsers, getManager, getUser, listUsers } from '../../src/graph/users.js';
import type { UsersQuery } from '../../src/graph/users-query.js';
import { createCompany } from '../../src/sandbox/company.js';
import { createGraph } from '../../src/sandbox/graph.js';
import { errorBody, now, prepareGraph, type TestGraph } from './graph-test-setup.js';

const { graph, failure } = prepareGraph();
const company = createCompany(1);

/** The sandbox's Graph, which shares no code with the client. */
async function sandbox(user = 'AdeleV', ...scopes: readonly string[]): Promise<TestGraph> {
	let origin = '';
	const test = await graph([
		createGraph({
			company,
			origin: () => origin,
			loginOrigin: () => 'https://login.example',
			checkToken: () => ({
				claims: {
					oid: company.people.find((one) => one.userPrincipalName.startsWith(user))?.id ?? '',
					tid: company.tenantId,
					appId: 'app',
					scopes: scopes.length > 0 ? scopes : ['User.Read.All'],
					roles: [],
					audience: 'graph',
					expiresAt: now / 1000 + 3600,
					cp1: true,
					acrs: [],
				},
			}),
			faults: { take: () => undefined, demandedAcrs: () => undefined },
			messages: 1,
			seed: 1,
			now: () => now,
		}),
	]);
	origin = test.origin;
	return test;
}

async function list({ client }: TestGraph, query: UsersQuery): Promise<User[]> {
	const users: User[] = [];
	for await (const page of listUsers(client, query)) users.push(...page);
	return users;
}

interface Asked {
	readonly $top?: string;
	readonly $select?: string;
	readonly $search?: string;
	readonly $count?: string;
	readonly header: string | undefined;
}

/** The query options that were sent, and whether the advanced header was. */
function asked({ seen }: TestGraph, index = 0): Asked {
	const { url = '', headers } = seen[index] ?? {};
	const options = Object.fromEntries(new URL(url, 'https://x').searchParams);
	return { ...options, header: headers?.['consistencylevel']?.toString() };
}

describe('the list of users', () => {
	it('is one request for a hundred, without any advanced option', async () => {
		const test = await sandbox();
		expect(await list(test, {})).toHaveLength(company.people.length);
		expect(test.seen).toHaveLength(1);
		const { $select, ...options } = asked(test);
		expect(options).toEqual({ $top: '100', header: undefined });
		expect($select?.split(',')).toHaveLength(11);
	});

	it('asks for no larger page than Graph allows, and stops when there are enough', async () => {
		const answer = {
			body: { value: [{ id: '1' }, { id: '2' }, { id: '3' }], '@odata.nextLink': 'https://evil.example/' },
		};
		const test = await graph([answer]);
		expect(await list(test, { top: 2 })).toEqual([{ id: '1' }, { id: '2' }]);
		const large = await graph([{ body: { value: [] } }]);
		await list(large, { top: 2000 });
		await list(large, { all: true });
		expect([asked(large).$top, asked(large, 1).$top]).toEqual(['999', '999']);
	});

	it('sends the token to no other host for the next page', async () => {
		const test = await graph([{ body: { value: [{ id: '1' }], '@odata.nextLink': 'https://evil.example/' } }]);
		expect((await failure(list(test, { all: true }))).code).toBe('graph.foreign-link');
	});

	it.each<[UsersQuery, boolean]>([
		[{ filter: "startsWith(displayName,'A')" }, false],
		[{ filter: "department eq 'not ne endsWith'" }, false],
		[{ filter: "displayName eq 'O''Neil ne x'" }, false],
		[{ order: 'displayName desc' }, false],
		[{ filter: "surname ne 'Vance'" }, true],
		[{ filter: "not startsWith(surname,'V')" }, true],
		[{ filter: "NOT(startsWith(surname,'V'))" }, true],
		[{ filter: "endsWith(mail,'@contoso.com')" }, true],
		[{ filter: "officeLocation eq '18/2111'" }, true],
		[{ filter: "startsWith(surname,'L')", order: 'displayName' }, true],
		[{ order: 'surname' }, true],
		[{ search: 'adele' }, true],
	])('%j is asked as an advanced query only where Graph demands it: %s', async (query, advanced) => {
		const test = await sandbox();
		await list(test, query);
		const { $count, header } = asked(test);
		expect({ $count, header }).toEqual(
			advanced ? { $count: 'true', header: 'eventual' } : { $count: undefined, header: undefined },
		);
	});

	it('sends the advanced header with every page', async () => {
		const people = [{ id: '1' }, { id: '2' }];
		let origin = '';
		const test = await graph([
			(_request, response) =>
				void response.end(JSON.stringify({ value: people, '@odata.nextLink': `${origin}/v1.0/users?$skiptoken=x` })),
			{ body: { value: people } },
		]);
		origin = test.origin;
		expect(await list(test, { search: 'a', all: true })).toHaveLength(4);
		expect(test.seen.map(({ headers }) => headers['consistencylevel'])).toEqual(['eventual', 'eventual']);
		expect(test.seen[1]?.url).toBe('/v1.0/users?$skiptoken=x');
	});

	it.each([
		['adele', '"displayName:adele" OR "mail:adele"'],
		['  adele vance ', '"displayName:adele vance" OR "mail:adele vance"'],
		['a "b" \\c', '"displayName:a \\"b\\" \\\\c" OR "mail:a \\"b\\" \\\\c"'],
		['givenName:adele', '"givenName:adele"'],
		['givenName:adele OR surname:"gu"', '"givenName:adele" OR "surname:\\"gu\\""'],
		['"mail:a" AND "displayName:b"', '"mail:a" AND "displayName:b"'],
		['("mail:a")', '("mail:a")'],
		['adele OR mail:x', '"displayName:adele OR mail:x" OR "mail:adele OR mail:x"'],
		["o'neil & söhne + co", '"displayName:o\'neil & söhne + co" OR "mail:o\'neil & söhne + co"'],
	])('looks for %j as %s', async (search, clauses) => {
		const test = await sandbox();
		await list(test, { search });
		expect(asked(test).$search).toBe(clauses);
	});

	it('finds by name and by address', async () => {
		const test = await sandbox();
		const found = async (query: UsersQuery): Promise<readonly unknown[]> =>
			(await list(test, query)).map(({ displayName }) => displayName);
		expect(await found({ search: 'vance' })).toEqual(['Adele Vance']);
		expect(await found({ search: 'alexw@contoso' })).toEqual(['Alex Wilber']);
		expect(await found({ search: '佐藤' })).toEqual(['佐藤 さくら']);
		expect(await found({ search: 'wil', filter: "startsWith(mail,'n')", order: 'displayName' })).toEqual([
			'Nestor Wilke',
		]);
	});

	it.each<UsersQuery>([{ top: 0 }, { top: 1.5 }, { search: ' ' }, { filter: '' }, { order: ' ' }])(
		'%j is refused before Graph is asked',
		async (query) => {
			const test = await sandbox();
			await expect(list(test, query)).rejects.toMatchObject({ code: 'usage.value' });
			expect(test.seen).toEqual([]);
		},
	);

	it('names the smallest permission when one is missing', async () => {
		const error = await failure(list(await sandbox('AdeleV', 'User.Read'), {}));
		expect(error).toMatchObject({ code: 'permission.denied', details: { scopes: ['User.ReadBasic.All'] } });
	});
});

describe('the number of users', () => {
	it('is one request that is always advanced', async () => {
		const test = await sandbox();
		expect(await countUsers(test.client, {})).toBe(company.people.length);
		expect(await countUsers(test.client, { search: 'wil' })).toBe(2);
		expect(await countUsers(test.client, { filter: "surname ne 'Vance'" })).toBe(company.people.length - 1);
		expect(test.seen.map(({ url }) => url.split('?')[0])).toEqual(Array(3).fill('/v1.0/users/$count'));
		expect(asked(test).header).toBe('eventual');
	});

	it.each(['', 'many', '{"value":3}', '-1'])('is not %j', async (body) => {
		const { client } = await graph([{ body }]);
		expect((await failure(countUsers(client, {}))).code).toBe('graph.invalid-answer');
	});
});

describe('one user', () => {
	it.each([
		['AdeleV@contoso.com', '/v1.0/users/AdeleV%40contoso.com'],
		['87d349ed-44d7-43e1-9a83-5f2406dee5bd', '/v1.0/users/87d349ed-44d7-43e1-9a83-5f2406dee5bd'],
		['a_b.com#EXT#@c.com', '/v1.0/users/a_b.com%23EXT%23%40c.com'],
		["o'neil@c.com", "/v1.0/users/o'neil%40c.com"],
		["$o'x@c.com", "/v1.0/users('%24o''x%40c.com')"],
		['delta', "/v1.0/users('delta')"],
		['$count', "/v1.0/users('%24count')"],
		['..', "/v1.0/users('..')"],
		['../me/@x', "/v1.0/users('..%2Fme%2F%40x')"],
		['a?b@c.com', '/v1.0/users/a%3Fb%40c.com'],
	])('%s is asked for at %s', async (user, path) => {
		const test = await graph([{ body: { id: '1' } }]);
		expect(await getUser(test.client, user)).toEqual({ id: '1' });
		expect(test.seen[0]?.url).toBe(path);
	});

	it('arrives from the sandbox under id and name', async () => {
		const { client } = await sandbox();
		const user = await getUser(client, 'MiriamG@contoso.com');
		expect(user.displayName).toBe('Miriam Graham');
		expect(await getUser(client, user.id ?? '')).toEqual(user);
	});

	it.each(['nobody@contoso.com', '$nobody@contoso.com'])('that is not there is not found: %s', async (user) => {
		const { client } = await sandbox();
		expect(await failure(getUser(client, user))).toMatchObject({ code: 'not-found.user', exitCode: 3 });
	});

	it('needs a name', async () => {
		const { client } = await sandbox();
		expect((await failure(getUser(client, ' '))).code).toBe('usage.value');
	});
});

describe('the manager', () => {
	it('is found for oneself and for others, and may be missing', async () => {
		const { client } = await sandbox();
		expect((await getManager(client))?.displayName).toBe('Miriam Graham');
		expect((await getManager(client, 'LeeG@contoso.com'))?.displayName).toBe('Patti Fernandez');
		expect(await getManager(client, 'PattiF@contoso.com')).toBeUndefined();
	});

	it('that is not allowed is not taken for missing', async () => {
		const { client } = await graph([{ status: 403, body: errorBody('Authorization_RequestDenied') }]);
		expect(await failure(getManager(client))).toMatchObject({
			code: 'permission.denied',
			details: { scopes: ['User.Read.All'] },
		});
	});
});
