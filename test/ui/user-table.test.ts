import { describe, expect, it } from 'vitest';
import { drawUsers } from '../../src/ui/draw-users.js';
import { type ListedUser, userRows, usersAsText } from '../../src/ui/user-rows.js';
import { honestTexts, hostileTexts } from '../helpers/hostile-text.js';
import { createScreen, strayControls } from '../helpers/screen.js';

const title = { username: 'adele@contoso.com' };
const target = { columns: 80, color: true, env: {} };

function user(more: ListedUser = {}): ListedUser {
	return {
		displayName: 'Alex Wilber',
		jobTitle: 'Marketing Assistant',
		mail: 'AlexW@contoso.com',
		userPrincipalName: 'AlexW@contoso.com',
		mobilePhone: '+1 858 555 0110',
		businessPhones: ['+1 858 555 0111'],
		officeLocation: '131/1104',
		...more,
	};
}

const people = [
	user(),
	user({ displayName: '佐藤 さくら', jobTitle: 'サポート エンジニア', officeLocation: 'Tokyo 5/12' }),
	user({ displayName: 'נועה לוי', jobTitle: null, businessPhones: [], mobilePhone: null, officeLocation: null }),
	user({ displayName: `A name that ${'goes on and '.repeat(9)}on`, jobTitle: 'Senior '.repeat(12), mail: null }),
];

async function show(users: readonly ListedUser[], columns = 80) {
	const screen = createScreen({ columns });
	await screen.write(drawUsers(userRows(users), title, { ...target, columns }));
	return screen;
}

describe('the drawn list of people', () => {
	it.each([60, 80, 120])('has a line for each person, none wider than %d columns', async (columns) => {
		const screen = await show(people, columns);
		expect(screen.rows()).toEqual(screen.lines());
		expect(screen.rows()).toHaveLength(2 + 4);
		expect(screen.rows()[0]).toMatch(/^People {2}adele@contoso\.com +4 shown$/);
		expect(screen.rows()[2]).toMatch(/^Alex Wilber .*AlexW@contoso\.com/);
	});

	it('shows all five columns where there is room, and drops the least needed first', async () => {
		expect((await show([user()], 120)).rows()[2]).toBe(
			'Alex Wilber  Marketing Assistant  AlexW@contoso.com  +1 858 555 0111  131/1104',
		);
		const narrow = (await show([user()], 60)).rows()[2] ?? '';
		expect(narrow).not.toContain('131/1104');
		expect(narrow).toContain('+1 858 555 0111');
		expect((await show([user()], 30)).rows()[2]).toBe('Alex Wilber  AlexW@contoso.com');
	});

	it('never cuts a phone number', async () => {
		for (let columns = 20; columns <= 120; columns++) {
			const row = (await show(people, columns)).rows()[2] ?? '';
			expect(row.includes('+1')).toBe(row.includes('+1 858 555 0111'));
		}
	});

	it('leaves out what nobody has, as with the smallest permission', async () => {
		const basic = { jobTitle: null, mobilePhone: null, businessPhones: [], officeLocation: null };
		expect((await show([user(basic), user({ ...basic, mail: null })])).rows().slice(2)).toEqual([
			'Alex Wilber  AlexW@contoso.com',
			'Alex Wilber  AlexW@contoso.com',
		]);
	});

	it('says that nobody was found', async () => {
		expect((await show([])).text()).toBe('Nobody is in the directory.');
		expect(drawUsers([], { ...title, narrowed: true }, { ...target, color: false })).toBe(
			'Nobody in the directory matches.\n',
		);
	});

	it('uses no colours when they are unwanted and ASCII where the locale is not UTF-8', () => {
		const drawn = drawUsers(userRows([user({ jobTitle: 'long '.repeat(40) })]), title, {
			columns: 80,
			color: false,
			env: { LC_ALL: 'POSIX' },
		});
		expect(drawn).toMatch(/^[\n -~]*$/);
		expect(drawn).toContain('...');
	});

	it.each([...hostileTexts, ...honestTexts.map((text) => ({ name: text, text }))])(
		'stays straight and clean with: $name',
		async ({ text }) => {
			const hostile = user({
				displayName: text,
				jobTitle: text,
				mail: text,
				businessPhones: [text],
				officeLocation: text,
			});
			for (const columns of [60, 80, 120]) {
				const drawn = drawUsers(userRows([hostile, user()]), { username: text }, { ...target, columns });
				expect(strayControls(drawn)).toEqual([]);
				expect(drawn).not.toMatch(/\u001b\[[^m]*[^m\d;]/);
				const screen = createScreen({ columns });
				await screen.write(drawn);
				const rows = screen.rows();
				expect(rows).toEqual(screen.lines());
				expect(rows).toHaveLength(4);
				expect(rows[3]).toMatch(/^Alex Wilber /);
			}
		},
	);
});

describe('the list of people as text', () => {
	it('has an aligned line for each person', () => {
		expect(usersAsText(userRows([user(), user({ displayName: 'Lee Gu', jobTitle: null })]), title)).toBe(
			[
				'Alex Wilber  Marketing Assistant  AlexW@contoso.com  +1 858 555 0111  131/1104',
				'Lee Gu                            AlexW@contoso.com  +1 858 555 0111  131/1104',
				'',
			].join('\n'),
		);
	});

	it('names somebody without a name by their address, and without either says so', () => {
		const bare = { displayName: '', mail: null, userPrincipalName: 'x@contoso.com' };
		expect(userRows([bare, {}]).map(({ name }) => name)).toEqual(['x@contoso.com', '(no name)']);
	});

	it('says that nobody was found', () => {
		expect(usersAsText([], { ...title, narrowed: true })).toBe('Nobody in the directory matches.\n');
	});

	it.each(hostileTexts)('has one clean line for: $name', ({ text }) => {
		const shown = usersAsText(userRows([user({ displayName: text, jobTitle: text, officeLocation: text })]), title);
		expect(strayControls(shown)).toEqual([]);
		expect(shown.split('\n')).toHaveLength(2);
	});
});
