import { beforeAll, describe, expect, it } from 'vitest';
import { isListed } from '../../src/sandbox/attachment-plan.js';
import { createCompany } from '../../src/sandbox/company.js';
import { parseFilter } from '../../src/sandbox/filter.js';
import { ItemIds } from '../../src/sandbox/item-ids.js';
import { Mailbox } from '../../src/sandbox/mailbox.js';
import { Message } from '../../src/sandbox/message-properties.js';
import { testNow } from './start-graph.js';

let messages: readonly Message[];
beforeAll(() => {
	const company = createCompany(1);
	const [owner] = company.people;
	if (owner === undefined) throw new Error('Nobody works here.');
	const mailbox = new Mailbox(owner, company, 1, 200, testNow);
	const ids = new ItemIds(mailbox.base);
	const preference = { contentType: 'html', allowUnsafeHtml: false } as const;
	messages = Array.from({ length: 200 }, (_, rank) => new Message(mailbox, ids, rank, preference));
});

function find(filter: string): number[] {
	const { matches } = parseFilter(filter);
	return messages.filter((message) => matches(message)).map((message) => message.rank);
}

function ranksWhere(test: (message: Message) => boolean): number[] {
	return messages.filter(test).map((message) => message.rank);
}

describe('comparisons', () => {
	it('compare truths, enumerations and texts, texts without regard to case', () => {
		expect(find('isRead eq false')).toEqual(ranksWhere(({ mailbox, rank }) => !mailbox.isRead(rank)));
		expect(find("importance eq 'High'")).toEqual(ranksWhere(({ header }) => header.importance === 'high'));
		expect(find('hasAttachments ne true')).toEqual(ranksWhere(({ header }) => !header.attachments.some(isListed)));
		expect(find("subject eq 'photos FROM the team day'")).toEqual([1]);
		expect(find("flag/flagStatus eq 'flagged'")).toContain(0);
	});

	it('reach into the sender, also when the path stands in parentheses', () => {
		const fromAlex = ranksWhere(({ header }) => header.from?.address === 'AlexW@contoso.com');
		expect(fromAlex.length).toBeGreaterThan(0);
		expect(find("from/emailAddress/address eq 'alexw@contoso.com'")).toEqual(fromAlex);
		expect(find("(from/emailAddress/address) eq 'alexw@contoso.com'")).toEqual(fromAlex);
		expect(find("sender/emailAddress/name eq 'Alex Wilber'")).toEqual(fromAlex);
	});

	it('compare times with offsets, fractions and whole days', () => {
		const since = ranksWhere(({ header }) => header.receivedAt >= Date.UTC(2026, 9, 1));
		expect(find('receivedDateTime ge 2026-10-01T00:00:00Z')).toEqual(since);
		expect(find('receivedDateTime ge 2026-10-01')).toEqual(since);
		expect(find('receivedDateTime ge 2026-10-01T02:00:00.000+02:00')).toEqual(since);
		expect(find('receivedDateTime lt 2026-10-01T00:00:00Z')).toHaveLength(200 - since.length);
	});

	it('know missing values', () => {
		const nobody = ranksWhere(({ header }) => header.from?.address === undefined);
		expect(nobody.length).toBeGreaterThan(0);
		expect(find('from/emailAddress/address eq null')).toEqual(nobody);
		expect(find("startswith(from/emailAddress/address,'')")).toHaveLength(200);
	});
});

describe('logic', () => {
	it('binds not before and, and before or', () => {
		const expected = ranksWhere(
			({ header, mailbox, rank }) =>
				header.importance === 'high' || (header.attachments.some(isListed) && !mailbox.isRead(rank)),
		);
		expect(find("importance eq 'high' or hasAttachments eq true and not (isRead eq true)")).toEqual(expected);
		expect(find("(importance eq 'high' or hasAttachments eq true) and isRead eq false")).not.toEqual(expected);
	});

	it('has functions for beginnings, ends and parts', () => {
		const answers = ranksWhere(({ header }) => /^re: /i.test(header.subject));
		expect(answers.length).toBeGreaterThan(0);
		expect(find("startsWith(subject,'re: ')")).toEqual(answers);
		expect(find("endswith(subject,'team day') eq true")).toEqual([1]);
		expect(find("not contains(subject,'e')").length + find("contains(subject,'e')").length).toBe(200);
	});

	it('reads doubled quotes as one and leaves the rest of a literal alone', () => {
		expect(find("contains(subject,'let''s (and) or eq')")).toEqual([]);
		expect(find("contains(body/content,'O’Neill')").length).toBeGreaterThan(0);
	});
});

it('remembers its paths in order of appearance, for the rule about $orderby', () => {
	const { paths } = parseFilter(
		"ISREAD eq false and receivedDateTime ge 2026-01-01 and isread ne true and subject ne ''",
	);
	expect(paths.map((path) => path.name)).toEqual(['isRead', 'receivedDateTime', 'subject']);
});

describe('a bad filter', () => {
	it.each([
		['', 'Syntax error at position 0'],
		['isRead eq', 'Syntax error at position 9'],
		['isRead eq false)', 'Syntax error at position 15'],
		['(isRead eq false', 'Syntax error at position 16'],
		["subject eq 'open", 'Syntax error at position 11'],
		["subject eq 'it's'", 'Syntax error'],
		['isRead = false', 'Syntax error at position 7'],
		['receivedDateTime ge 2026-13-45T00:00:00Z', 'Syntax error at position 20'],
		['receivedDateTime ge 2026-10-01T00:00:00', 'Syntax error at position 20'],
		["receivedDateTime ge '2026-10-01T00:00:00Z'", 'incompatible types'],
		["isRead eq 'false'", 'incompatible types'],
		['subject eq 5', 'incompatible types'],
		['subject', 'must evaluate to a single boolean value'],
		["shoeSize eq 'x'", "Could not find a property named 'shoeSize'"],
		["toRecipients/any(r:r/emailAddress/address eq 'a')", 'invalid nodes'],
		["toRecipients eq 'a'", 'invalid nodes'],
		["length(subject) eq 'a'", 'invalid nodes'],
		["contains(isRead,'a')", 'invalid nodes'],
		['subject and isRead', 'invalid nodes'],
	])('is refused: %s', (filter, message) => {
		expect(() => parseFilter(filter)).toThrow(
			expect.objectContaining({
				status: 400,
				code: 'ErrorInvalidUrlQueryFilter',
				message: expect.stringContaining(message),
			}),
		);
	});

	it('is refused when it nests without end', () => {
		expect(() => parseFilter(`${'('.repeat(5000)}isRead`)).toThrow('recursion limit');
		expect(() => parseFilter(`${'not '.repeat(5000)}isRead`)).toThrow('recursion limit');
	});

	it('is told from one that only the sandbox does not understand', () => {
		expect(() => parseFilter("categories/any(c:c eq 'x')")).toThrow(expect.objectContaining({ status: 501 }));
	});
});
