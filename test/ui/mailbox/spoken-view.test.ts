import { describe, expect, it } from 'vitest';
import { wrap } from '../../../src/text/wrap.js';
import type { KeyFacts } from '../../../src/ui/key-binding.js';
import { bindingsOf } from '../../../src/ui/keymap.js';
import { keysSentence } from '../../../src/ui/mailbox/keys-sentence.js';
import { layOut } from '../../../src/ui/mailbox/layout.js';
import { spokenView } from '../../../src/ui/mailbox/spoken-view.js';
import { content, type Driver, drive, firstMessage, time } from './mailbox-driver.js';
import { screens } from './mailbox-screens.js';

/** What is said where the words are others than those that are drawn. */
const spokenWords: Readonly<Record<string, RegExp>> = {
	list: /Message 1 of 200: unread, from Sender 0, Subject 0/,
	'failed page': /Message 200: graph\.example\.com cannot be reached\.\nr tries again\./,
	folders: /2 of 2: Inbox, 50 unread/,
	'folders on their way': /Loading\./,
	accounts: /1 of 2: adele@contoso\.com/,
	attachments: /1 of 2: plan\.pdf, 3 kB, application\/pdf/,
	prompt: /search: from:alex/,
};

const everything: KeyFacts = {
	...{ message: true, attachments: true, address: true, results: true, finding: true },
	...{ failure: true, panes: true, choices: true, saving: true },
};

describe('a screen that is read aloud', () => {
	const say = ({ state }: Driver): string[] =>
		spokenView(state, time).map((pieces) => pieces.map(({ text }) => text).join(''));

	it.each(Object.entries(screens))('says %s in sentences instead of panes', (name, [make, words]) => {
		const size = { columns: 80, rows: 24 };
		const lines = say(make({ ...size, spoken: true }));
		expect(lines.length).toBeLessThanOrEqual(size.rows);
		expect(lines.join('\n')).not.toMatch(/[│─▶]/);
		expect(lines[0]).toContain('adele@contoso.com');
		expect(lines.at(-1)).toContain('Keys:');
		expect(lines.join('\n')).toMatch(spokenWords[name] ?? words);
	});

	it('comes to every line of a message and of the keys, and says where more follows', () => {
		const driver = drive({ size: { columns: 120, rows: 24 }, spoken: true }).settle();
		const text = Array.from({ length: 50 }, (_, index) => `line ${index}.`).join('\n');
		driver.answer(firstMessage, { kind: 'message', value: content('id-0', text) }).press('enter');
		const heard = new Set<string>();
		for (let page = 0; page < 8; page += 1) {
			const lines = say(driver);
			for (const line of lines) heard.add(line);
			const rows = lines.reduce((sum, line) => sum + Math.ceil(line.length / 120), 0);
			expect(rows).toBeLessThanOrEqual(24);
			expect(lines.includes('More follows.')).toBe(!lines.includes('line 49.'));
			driver.press('space');
		}
		expect(Array.from({ length: 50 }, (_, index) => `line ${index}.`).filter((line) => !heard.has(line))).toEqual([]);
		driver.press('/').type('line 33').press('enter');
		expect(say(driver)).toEqual(expect.arrayContaining(['Match 1 of 1.', 'line 33.']));
		expect(say(driver.press('?', 'G')).join('\n')).toMatch(/Ctrl-U +Erase the line/);
	});

	it.each([30, 40, 60, 80, 120, 200])(
		'leaves room for all keys that may work, and for no more, at %i columns',
		(columns) => {
			const size = { columns, rows: 60 };
			const { body } = layOut({ size, pane: 'list', spoken: true });
			const taken = (['list', 'message', 'choice', 'confirm', 'help', 'prompt'] as const).flatMap((context) =>
				[everything, { ...everything, results: false, finding: false, failure: false }].map(
					(facts) => wrap(keysSentence(bindingsOf(context, facts)), columns).length,
				),
			);
			const left = size.rows - body.rows - 4;
			expect(left - Math.max(...taken)).toBeOneOf([0, 1]);
		},
	);

	it('tells of the message under the cursor all that the row shows', () => {
		const { state } = drive().settle().press('j', 'j', 'j', 'j');
		const lines = spokenView(state, time).map((pieces) => pieces.map(({ text }) => text).join(''));
		expect(lines).toContain('Message 5 of 200: unread, from Sender 4, Subject 4, 4 min ago');
	});
});
