/** `graphctl api --paginate`: what is a list, where its pages lead, and what is told of later changes. */
import { writeFileSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prepareApis } from './api-server.js';

const { startApi, userOfApi } = prepareApis();

async function signedIn(...answers: Parameters<typeof startApi>[0]) {
	const api = await startApi(answers);
	return { user: await userOfApi(api.origin), ...api };
}

const words = ['api', '/me/things/delta', '--paginate', '-o', 'jsonl'] as const;
const delta = "/v1.0/me/things/delta?$deltatoken=a'b c";
const first = (origin: string) => ({ body: { value: [{ id: 1 }], '@odata.nextLink': `${origin}/v1.0/next` } });
const last = (origin: string) => ({ body: { value: [{ id: 2 }], '@odata.deltaLink': `${origin}${delta}` } });

describe('a list of changes', () => {
	it('ends with the line that asks for later ones, beside its items', async () => {
		const { user, origin } = await signedIn(first, last);
		expect(await user.run(...words)).toEqual({
			code: 0,
			stdout: '{"id":1}\n{"id":2}\n',
			stderr: `Later changes: graphctl api '${origin}${delta.replace("'", "'\\''")}' --paginate\n`,
		});
	});

	it('writes its link to --delta-file, over the one before, and the link leads on', async () => {
		const { user, origin, seen } = await signedIn(last, last);
		const file = join(user.home, 'things.delta');
		await writeFile(file, 'the one before\n');
		expect(await user.run(...words, '--delta-file', file)).toEqual({ code: 0, stdout: '{"id":2}\n', stderr: '' });
		const link = await readFile(file, 'utf8');
		expect(link).toBe(`${origin}${delta}\n`);
		expect((await user.run('api', link, '--paginate', '--delta-file', file)).code).toBe(0);
		expect(seen[1]?.url).toBe('/v1.0/me/things/delta?$deltatoken=a%27b%20c');
	});

	it('keeps the link before when not every item came, or the file for them was taken meanwhile', async () => {
		let taken = '';
		const meanwhile = (origin: string) => {
			writeFileSync(taken, '');
			return last(origin);
		};
		const { user } = await signedIn(first, { status: 400, body: {} }, meanwhile);
		taken = join(user.home, 'taken');
		const file = join(user.home, 'things.delta');
		await writeFile(file, 'the one before');
		const before = await readdir(user.home);
		expect((await user.run(...words, '--delta-file', file)).code).toBe(1);
		expect((await user.run(...words, '--delta-file', file, '--output-file', taken)).code).toBe(2);
		expect(await readFile(file, 'utf8')).toBe('the one before');
		expect(await readdir(user.home)).toEqual([...before, 'taken'].toSorted());
	});

	it.each([[{ error: { code: 'syncStateNotFound', message: 'Resync.' } }], [undefined]])(
		'that has been forgotten is begun anew, whatever Graph says of it: %j',
		async (body) => {
			const { user, origin } = await signedIn({ status: 410, body, headers: { Location: 'https://localhost:1/' } });
			const { code, stderr } = await user.run('api', `${origin}${delta}`, '--paginate');
			expect(code).toBe(3);
			expect(stderr).toContain('Begin anew with the path that ends in /delta');
		},
	);

	it('that is forgotten in the middle is begun anew as well', async () => {
		const middle = (origin: string) => ({
			body: { value: [{ id: 1 }], '@odata.nextLink': `${origin}/v1.0/me/things/delta?$skiptoken=a` },
		});
		const { user } = await signedIn(middle, { status: 410, body: {} });
		const { code, stdout, stderr } = await user.run('api', '/me/things/delta', '--paginate', '-o', 'jsonl');
		expect({ code, stdout }).toEqual({ code: 3, stdout: '{"id":1}\n' });
		expect(stderr).toContain('Begin anew with the path that ends in /delta');
	});

	it.each([['/me/things'], ['/me/delta/things'], ['/me/deltas?a=$deltatoken']])(
		'is not the thing that is gone for good at %s',
		async (path) => {
			const { user } = await signedIn({ status: 410, body: { error: { code: 'gone', message: 'Retired.' } } });
			const { code, stderr } = await user.run('api', path, '--paginate');
			expect(code).toBe(3);
			expect(stderr).toContain('Retired.');
			expect(stderr).not.toContain('Begin anew');
		},
	);

	it.each([['/me/messages'], ['/me/delta/things'], ['/me/deltas']])(
		'is not waited for where no list has one: %s with --delta-file asks nothing',
		async (path) => {
			const { user, seen } = await signedIn({ body: { value: [] } });
			const { code, stderr } = await user.run('api', path, '--paginate', '--delta-file', join(user.home, 'x'));
			expect({ code, asked: seen.length }).toEqual({ code: 2, asked: 0 });
			expect(stderr).toContain('a path that ends in /delta');
		},
	);

	it('is not what a list without such a link is: a file for it is left as it was', async () => {
		const { user } = await signedIn({ body: { value: [{ id: 1 }] } });
		const file = join(user.home, 'things.delta');
		await writeFile(file, 'the one before');
		const { code, stdout, stderr } = await user.run(...words, '--delta-file', file);
		expect({ code, stdout }).toEqual({ code: 2, stdout: '{"id":1}\n' });
		expect(stderr).toContain('names no link to its later changes');
		expect(await readFile(file, 'utf8')).toBe('the one before');
	});
});

describe('a list', () => {
	const linked = (name: string) => (origin: string) => ({
		body: { value: [{ id: 1 }], [name]: `${origin}/v1.0/next` },
	});
	const header =
		(value: string, body: unknown = [{ id: 1 }]) =>
		(origin: string) => ({
			body,
			headers: { Link: value.replaceAll('ORIGIN', origin) },
		});
	const both = (other: string) => (origin: string) => ({
		...linked('@odata.nextLink')(origin),
		headers: { Link: `<${other.replace('ORIGIN', origin)}>; rel="next"` },
	});
	it.each([
		['nextLink, as in Azure Resource Manager', linked('nextLink')],
		['a Link header, when it is a bare array', header('<ORIGIN/v1.0/next>; rel="next"')],
		['a Link header, when its object names no link', header('<ORIGIN/v1.0/next>; rel="next"', { value: [{ id: 1 }] })],
		['a relative link of a header', header('</v1.0/next>; rel="next"')],
		['a link of a header that is relative to its path', header('<next>; rel=next', { value: [{ id: 1 }] })],
		['the link of its object, whatever the header says', both('ORIGIN/v1.0/other')],
	])('is followed by %s', async (_how, page) => {
		const { user, seen } = await signedIn(page, { body: { value: [{ id: 2 }] } });
		expect(await user.run('api', '/things', ...words.slice(2))).toEqual({
			code: 0,
			stdout: '{"id":1}\n{"id":2}\n',
			stderr: '',
		});
		expect(seen.map(({ url }) => url)).toEqual(['/v1.0/things', '/v1.0/next']);
	});

	it.each([
		['of a bare array', 'THIEF/v1.0/next', []],
		['of an object', 'THIEF/v1.0/next', { value: [] }],
		['that names only the host', '//HOST/v1.0/next', { value: [] }],
	])('is never followed to another host by the header %s', async (_what, place, body) => {
		const thief = await startApi([{ body: [] }]);
		const link = place.replace('THIEF', thief.origin).replace('HOST', new URL(thief.origin).host);
		const { user } = await signedIn(header(`<${link}>; rel="next"`, body));
		expect((await user.run(...words)).stderr).toContain('graph.foreign-link');
		expect(thief.seen).toEqual([]);
	});

	it.each([
		['unencrypted', (origin: string) => origin.replace('https', 'http')],
		['of no host', () => 'file:///etc/passwd'],
		['nowhere', () => 'https://'],
	])('is not followed to an address that is %s', async (_what, place) => {
		const { user, seen } = await signedIn((origin) => header(`<${place(origin)}>; rel="next"`)(origin));
		expect(await user.run(...words)).toMatchObject({ code: 1, stdout: '{"id":1}\n' });
		expect(seen).toHaveLength(1);
	});

	const part = '[\n  {\n    "id": 1\n  }\n';
	it.each<[string, string[], string]>([
		['an array without its end', [], part],
		['an array without its end', ['-o', 'json'], part],
		['nothing', ['-q', '[].id'], ''],
	])('that breaks off is %s with %j, and its error says why', async (_what, output, left) => {
		const { user } = await signedIn(linked('nextLink'), { status: 400, body: { error: { message: 'Too far.' } } });
		const { code, stdout, stderr } = await user.run('api', '/things', '--paginate', ...output);
		expect({ code, stdout }).toEqual({ code: 1, stdout: left });
		expect(stderr).toContain('Too far.');
	});

	it.each([
		[['a', 1, null], '"a"\n1\nnull\n'],
		[{ value: ['a', 1, null] }, '"a"\n1\nnull\n'],
		[[], ''],
	])('may be %j', async (body, stdout) => {
		const { user } = await signedIn({ body });
		expect(await user.run(...words)).toEqual({ code: 0, stdout, stderr: '' });
	});

	it.each([[{ id: 1 }], [{ value: 'a' }], [{ items: [] }]])('is not %j, which is said', async (body) => {
		const { user } = await signedIn({ body });
		const { code, stdout, stderr } = await user.run(...words);
		expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
		expect(stderr).toContain('/v1.0/me/things/delta answers with is no list');
		expect(stderr).toContain('Leave --paginate out.');
	});
});
