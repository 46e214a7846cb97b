import { describe, expect, it } from 'vitest';
import { contextOf, nextLink, readCount, readQuery, readSelect, readSkip, readTop } from '../../src/sandbox/odata.js';
import { readPreferences } from '../../src/sandbox/prefer.js';

const read = (text: string) => readQuery(new URLSearchParams(text), ['count', 'filter', 'select', 'skip', 'top']);

describe('query options', () => {
	it('are found with and without a dollar sign, in any case', () => {
		expect([...read('$Top=5&skip=10&x=1')]).toEqual([
			['top', '5'],
			['skip', '10'],
		]);
	});

	it('are decoded once, plus signs as spaces', () => {
		expect(read("$filter=subject+eq+'100%2525+%26+more'").get('filter')).toBe("subject eq '100%25 & more'");
	});

	it('may not be repeated, not even in another spelling', () => {
		expect(() => read('$top=1&TOP=2')).toThrow("Query option '$top' was specified more than once");
	});

	it('are told apart: unknown to Graph, refused by Graph, unknown to the sandbox', () => {
		expect(() => read('$topp=1')).toThrow("The query parameter '$topp' is not supported.");
		expect(() => read('$expand=x')).toThrow('The sandbox does not implement the query option $expand here.');
		expect(() => readQuery(new URLSearchParams('$top=1'), ['select'], ['top'])).toThrow('is not allowed');
	});
});

describe('numbers', () => {
	it('have their defaults and limits', () => {
		expect(readTop(read(''), 10, 1000)).toBe(10);
		expect(readTop(read('$top=1000'), 10, 1000)).toBe(1000);
		expect(() => readTop(read('$top=1001'), 10, 1000)).toThrow("The limit of '1000' for Top query has been exceeded.");
		expect(() => readTop(read('$top=0'), 10, 1000)).toThrow("Invalid value '0'");
		expect(readSkip(read('$skip=0'))).toBe(0);
		expect(() => readSkip(read('$skip=-5'))).toThrow("Invalid value '-5' for $skip");
		expect(readCount(read('$count=True'))).toBe(true);
	});
});

describe('$select', () => {
	const spelling = (name: string) => ['id', 'subject'].find((one) => one === name.toLowerCase());

	it('gives each property once, in the spelling of the metadata', () => {
		expect(readSelect(read('$select=Subject, id,subject'), 'type', spelling)).toEqual(['subject', 'id']);
		expect(readSelect(read('$select=*'), 'type', spelling)).toBeUndefined();
		expect(readSelect(read(''), 'type', spelling)).toBeUndefined();
	});

	it('refuses what is not there', () => {
		expect(() => readSelect(read('$select=subject,'), 'type', spelling)).toThrow("Term ''");
		expect(() => readSelect(read('$select=from/x'), 'type', spelling)).toThrow(
			"property named 'from/x' on type 'type'",
		);
	});
});

describe('links', () => {
	it('carry every option and replace the place to go on from', () => {
		const query = read("$select=subject,from&$skip=10&$top=10&$filter=subject eq 'a%26b'");
		expect(nextLink('https://host/v1.0/me/messages', query, 'skip', '20')).toBe(
			"https://host/v1.0/me/messages?$select=subject%2Cfrom&$top=10&$filter=subject%20eq%20'a%26b'&$skip=20",
		);
	});

	it('lead to the metadata of the resource', () => {
		expect(contextOf('https://host', 'users', ['id', 'mail'], true)).toBe(
			'https://host/v1.0/$metadata#users(id,mail)/$entity',
		);
	});
});

describe('the Prefer header', () => {
	it('is understood quoted, bare, and among others', () => {
		expect(readPreferences('return=minimal, outlook.body-content-type = "text"').body.contentType).toBe('text');
		expect(readPreferences('outlook.body-content-type=TEXT').applied).toBe('outlook.body-content-type="text"');
		expect(readPreferences('x="outlook.body-content-type=text"')).toEqual(readPreferences(undefined));
		expect(readPreferences('outlook.body-content-type="rtf"').applied).toBeUndefined();
	});
});
