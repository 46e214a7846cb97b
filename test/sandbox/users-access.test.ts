import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startGraph, type TestGraph } from './start-graph.js';

let graph: TestGraph;
beforeAll(async () => {
	graph = await startGraph();
});
afterAll(() => graph.close());
beforeEach(() => graph.signIn('AdeleV', 'User.Read.All'));

const denied = {
	status: 403,
	code: 'Authorization_RequestDenied',
	message: 'Insufficient privileges to complete the operation.',
};

function notFound(id: string): object {
	return {
		status: 404,
		code: 'Request_ResourceNotFound',
		message: `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
	};
}

function idOf(user: string): string {
	return graph.company.people.find((one) => one.userPrincipalName.startsWith(`${user}@`))?.id ?? '';
}

describe('one user', () => {
	it('is found by id and by user principal name, in any case and in parentheses', async () => {
		const byId = await graph.read(`/v1.0/users/${idOf('MiriamG')}`);
		expect(byId.displayName).toBe('Miriam Graham');
		expect(byId['@odata.context']).toBe(`${graph.origin}/v1.0/$metadata#users/$entity`);
		expect(await graph.read('/v1.0/users/miriamg@CONTOSO.com')).toEqual(byId);
		expect(await graph.read("/v1.0/users('MiriamG@contoso.com')")).toEqual(byId);
	});

	it('has what is selected', async () => {
		const { '@odata.context': context, ...user } = await graph.read(
			'/v1.0/users/MiriamG@contoso.com?$select=department,id',
		);
		expect(context).toMatch(/#users\(department,id\)\/\$entity$/);
		expect(user).toEqual({ department: 'Sales & Marketing', id: idOf('MiriamG') });
	});

	it('may be missing', async () => {
		expect(await graph.refusal('/v1.0/users/nobody@contoso.com')).toEqual(notFound('nobody@contoso.com'));
	});

	it('whose name begins with a dollar sign is named in parentheses', async () => {
		expect(await graph.refusal('/v1.0/users/$x@contoso.com')).toMatchObject({ status: 400, code: 'BadRequest' });
		expect(await graph.refusal("/v1.0/users('$x@contoso.com')")).toEqual(notFound('$x@contoso.com'));
	});
});

describe('a manager', () => {
	it('is told of oneself and of others', async () => {
		const mine = await graph.read('/v1.0/me/manager');
		expect(mine).toMatchObject({
			'@odata.type': '#microsoft.graph.user',
			displayName: 'Miriam Graham',
			jobTitle: 'Director',
		});
		expect(mine['@odata.context']).toMatch(/#directoryObjects\/\$entity$/);
		expect((await graph.read('/v1.0/users/MiriamG@contoso.com/manager')).displayName).toBe('Patti Fernandez');
	});

	it('is missing at the top', async () => {
		expect(await graph.refusal('/v1.0/users/PattiF@contoso.com/manager')).toEqual(notFound('manager'));
		graph.signIn('PattiF', 'User.Read.All');
		expect(await graph.refusal('/v1.0/me/manager')).toEqual(notFound('manager'));
	});
});

describe('permissions', () => {
	it.each([
		'/v1.0/users',
		'/v1.0/users/MiriamG@contoso.com',
		'/v1.0/users/nobody@x.y',
		'/v1.0/users/AdeleV@contoso.com/manager',
	])('of one profile do not open %s', async (path) => {
		graph.signIn('AdeleV', 'User.Read', 'Mail.Read');
		expect(await graph.refusal(path)).toEqual(denied);
	});

	it('of one profile open oneself among the users, and the basics of one’s manager', async () => {
		graph.signIn('AdeleV', 'User.Read');
		expect(await graph.read('/v1.0/users/AdeleV@contoso.com')).toMatchObject({ jobTitle: 'Retail Manager' });
		expect(await graph.read('/v1.0/me/manager')).toMatchObject({ displayName: 'Miriam Graham', jobTitle: null });
	});

	it('of basic profiles hide everything but names and addresses', async () => {
		graph.signIn('AdeleV', 'User.ReadBasic.All');
		expect(await graph.read('/v1.0/users/MiriamG@contoso.com')).toMatchObject({
			displayName: 'Miriam Graham',
			givenName: 'Miriam',
			surname: 'Graham',
			mail: 'MiriamG@contoso.com',
			userPrincipalName: 'MiriamG@contoso.com',
			id: idOf('MiriamG'),
			jobTitle: null,
			mobilePhone: null,
			businessPhones: [],
			officeLocation: null,
			preferredLanguage: null,
		});
		const { value } = await graph.read('/v1.0/users');
		expect(value).toHaveLength(graph.company.people.length);
		expect(JSON.stringify(value)).not.toContain('Director');
	});

	it.each([
		"/v1.0/users?$filter=jobTitle%20eq%20'Director'",
		'/v1.0/users?$count=true&$orderby=jobTitle',
		"/v1.0/users/$count?$filter=startsWith(jobTitle,'D')",
	])('of basic profiles do not let hidden properties be guessed: %s', async (path) => {
		graph.signIn('AdeleV', 'User.ReadBasic.All');
		const reply = await graph.send(path, { headers: { ConsistencyLevel: 'eventual' } });
		expect({ status: reply.status, code: JSON.parse(reply.text).error.code }).toEqual({
			status: 403,
			code: denied.code,
		});
	});

	it('of an app open the users', async () => {
		if (!('claims' in graph.tokenCheck)) throw new Error('signed out');
		const { claims } = graph.tokenCheck;
		graph.tokenCheck = { claims: { ...claims, oid: 'app', scopes: [], roles: ['User.Read.All'] } };
		expect((await graph.read('/v1.0/users')).value).toHaveLength(graph.company.people.length);
		graph.tokenCheck = { claims: { ...claims, oid: 'app', scopes: [], roles: ['Mail.Read'] } };
		expect(await graph.refusal('/v1.0/users')).toEqual(denied);
	});
});
