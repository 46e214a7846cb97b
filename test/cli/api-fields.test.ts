import { describe, expect, it } from 'vitest';
import { fieldsAsQuery, parseFields } from '../../src/cli/api-fields.js';

const noFiles = async (): Promise<string> => {
	throw new Error('no file was to be read');
};
const plain = async (raw: readonly string[], typed: readonly string[] = []): Promise<unknown> =>
	JSON.parse(JSON.stringify(await parseFields(raw, typed, noFiles)));

describe('fields', () => {
	it('of -f are text, whatever they look like', async () => {
		expect(await plain(['a=true', 'b=1', 'c=null', 'd=@file', 'e=', 'f=x=y[z]', '@odata.type=#t'])).toEqual({
			a: 'true',
			b: '1',
			c: 'null',
			d: '@file',
			e: '',
			f: 'x=y[z]',
			'@odata.type': '#t',
		});
	});

	it('of -F have the type they look like, and are text otherwise', async () => {
		expect(
			await plain(
				[],
				[
					'a=true',
					'b=false',
					'c=null',
					'd=12',
					'e=-1.5',
					'f=1e3',
					'g=007',
					'v=1.0',
					'l=47.6',
					'n=NaN',
					'o=Infinity',
					'h=1.',
					'i=True',
					'j=',
					'k=0x1',
				],
			),
		).toEqual({
			a: true,
			b: false,
			c: null,
			d: 12,
			e: -1.5,
			f: '1e3',
			g: '007',
			v: '1.0',
			l: 47.6,
			n: 'NaN',
			o: 'Infinity',
			h: '1.',
			i: 'True',
			j: '',
			k: '0x1',
		});
	});

	it('of -F read files and standard input, whose content stays text', async () => {
		const read = async (source: string): Promise<string> => `<${source}>\n1`;
		expect(await parseFields(['raw=@x'], ['a=@b.txt', 'c=@-', 'd=@'], read)).toEqual({
			raw: '@x',
			a: '<b.txt>\n1',
			c: '<->\n1',
			d: '<>\n1',
		});
	});

	it('nest objects and arrays as gh does', async () => {
		expect(
			await plain(
				['message[subject]=Hi', 'message[body][content]=Text', 'names[]=a', 'names[]=b', 'none[]'],
				[
					'to[][address][mail]=x',
					'to[][address][mail]=y',
					'to[][address][mail]=z',
					'to[][kind]=1',
					'deep[a][]=1',
					'deep[a][]=true',
					'message[flag]=true',
				],
			),
		).toEqual({
			message: { subject: 'Hi', body: { content: 'Text' }, flag: true },
			names: ['a', 'b'],
			none: [],
			to: [{ address: { mail: 'x' } }, { address: { mail: 'y' } }, { address: { mail: 'z' }, kind: 1 }],
			deep: { a: [1, true] },
		});
	});

	it.each(['novalue', '=x', '[a]=x', 'a[b=x', 'a]b=x', 'a[b]c=x', 'a[[b]]=x', 'a[][]=x'])(
		'refuse %s, which is no field',
		async (field) => {
			await expect(parseFields([field], [], noFiles)).rejects.toMatchObject({ code: 'usage.field', exitCode: 2 });
		},
	);

	it.each([
		[['a=1', 'a=2']],
		[['a=1', 'a[b]=2']],
		[['a=1', 'a[]=2']],
		[['a[]=1', 'a[b]=2']],
		[['a[b]=1', 'a[]=2']],
		[['a[b]=1', 'a=2']],
	])('refuse %j, which contradict each other', async (fields) => {
		await expect(parseFields(fields, [], noFiles)).rejects.toMatchObject({ code: 'usage.field' });
	});

	it('refuse a number that JSON could not carry exactly', async () => {
		await expect(parseFields([], ['id=12345678901234567890'], noFiles)).rejects.toThrow('-f');
	});

	it('do not repeat a value in an error', async () => {
		const error = await parseFields(['a=secret', 'a=secret'], [], noFiles).catch((reason: unknown) => reason);
		expect(String(error)).not.toContain('secret');
	});

	it('named like parts of every object are only names', async () => {
		const fields = await parseFields(
			['__proto__[polluted]=1', 'constructor[prototype][x]=1', 'toString=1'],
			[],
			noFiles,
		);
		expect(JSON.stringify(fields)).toBe(
			'{"__proto__":{"polluted":"1"},"constructor":{"prototype":{"x":"1"}},"toString":"1"}',
		);
		expect('polluted' in {}).toBe(false);
	});
});

describe('fields of a query', () => {
	it('keep numbers and booleans, and write null as OData does', async () => {
		expect(fieldsAsQuery(await parseFields(['$select=id,mail'], ['$top=5', '$count=true', 'x=null'], noFiles))).toEqual(
			{
				$select: 'id,mail',
				$top: 5,
				$count: true,
				x: 'null',
			},
		);
	});

	it.each(['a[b]=1', 'a[]=1', 'a[]'])('cannot be %s', async (field) => {
		const fields = await parseFields([field], [], noFiles);
		expect(() => fieldsAsQuery(fields)).toThrow('-X POST');
	});
});
