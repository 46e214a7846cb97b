import { describe, expect, it } from 'vitest';
import { drawProfile } from '../../src/ui/draw-profile.js';
import { profileAsText, profileView } from '../../src/ui/profile-view.js';
import { hostileTexts } from '../helpers/hostile-text.js';
import { createScreen, strayControls } from '../helpers/screen.js';

const account = {
	tenantId: '7a3c1b1e-28e4-4d7e-9f5e-3c1f8f9a2b11',
	tenantName: 'Contoso',
	username: 'adele@contoso.com',
};
const adele = {
	displayName: 'Adele Vance',
	jobTitle: 'Retail Manager',
	mail: 'adele@contoso.com',
	userPrincipalName: 'adele@contoso.com',
	mobilePhone: '+1 425 555 0109',
	businessPhones: ['+1 425 555 0100'],
	officeLocation: '18/2111',
};
const target = { columns: 80, color: true, env: {} };

describe('the profile card', () => {
	it.each([60, 80, 120])('shows every detail inside its frame at %d columns', async (columns) => {
		const screen = createScreen({ columns });
		await screen.write(drawProfile(profileView(adele, account), { ...target, columns }));
		const rows = screen.rows();
		for (const value of [
			'AV',
			'Adele Vance',
			'Retail Manager',
			'adele@contoso.com',
			'+1 425 555 0109',
			'+1 425 555 0100',
			'18/2111',
			'Contoso',
			account.tenantId,
		]) {
			expect(
				rows.some((row) => row.includes(value)),
				value,
			).toBe(true);
		}
		expect(new Set(rows.map((row) => [...row].length)).size).toBe(1);
		expect(rows[0]).toMatch(/^╭─+╮$/);
		expect(rows.at(-1)).toMatch(/^╰─+╯$/);
	});

	it('wraps long values instead of losing them', async () => {
		const screen = createScreen({ columns: 60 });
		const mail = `${'very.long.address.'.repeat(6)}@contoso.com`;
		await screen.write(drawProfile(profileView({ ...adele, mail }, account), { ...target, columns: 60 }));
		expect(screen.text().replace(/[\s│]/g, '')).toContain(mail);
		expect(screen.rows()).toEqual(screen.lines());
	});

	it('keeps its frame straight with wide, marked and right-to-left names', async () => {
		for (const displayName of ['山田 太郎', 'Zoë Müller 👩🏽‍🚀', 'ליאור כהן', 'Nguyễn Thị']) {
			const screen = createScreen();
			await screen.write(drawProfile(profileView({ ...adele, displayName }, account), target));
			const ends = screen.rows().map((_, row) => screen.cells(row).findLastIndex((cell) => cell.text.trim() !== ''));
			expect(new Set(ends).size, displayName).toBe(1);
			expect(screen.text()).toContain(displayName);
		}
	});

	it('frames the initials where there is no colour, in ASCII where the locale has no other', () => {
		const drawn = drawProfile(profileView(adele, account), { columns: 80, color: false, env: { LANG: 'C' } });
		expect(drawn).toMatch(/^[\n -~]*$/);
		expect(drawn).toContain('|  AV  |');
	});

	it.each(hostileTexts)('lets nothing hostile through: $name', ({ text }) => {
		const user = {
			displayName: text,
			jobTitle: text,
			mail: text,
			userPrincipalName: text,
			mobilePhone: text,
			businessPhones: [text],
			officeLocation: text,
		};
		const view = profileView(user, { tenantId: text, tenantName: text, username: text });
		for (const columns of [60, 80, 120]) {
			const drawn = drawProfile(view, { ...target, columns });
			expect(strayControls(drawn)).toEqual([]);
			expect(drawn).not.toMatch(/\u001b\[[^m]*[^m\d;]/);
		}
		expect(strayControls(profileAsText(view))).toEqual([]);
	});
});

describe('the profile as text', () => {
	it('is aligned and has no escape sequences', () => {
		expect(profileAsText(profileView(adele, account))).toBe(
			[
				'Name       Adele Vance',
				'Title      Retail Manager',
				'Mail       adele@contoso.com',
				'Mobile     +1 425 555 0109',
				'Phone      +1 425 555 0100',
				'Location   18/2111',
				'Tenant     Contoso',
				'Tenant id  7a3c1b1e-28e4-4d7e-9f5e-3c1f8f9a2b11',
				'',
			].join('\n'),
		);
	});

	it('leaves out what Graph does not know and falls back to the sign-in name', () => {
		const view = profileView(
			{ displayName: null, mail: null, businessPhones: [] },
			{ tenantId: 't', username: 'adele@contoso.com' },
		);
		expect(profileAsText(view)).toBe('Name     adele@contoso.com\nSign-in  adele@contoso.com\nTenant   t\n');
	});
});
