import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../src/errors.js';
import { aadstsTable, findAadstsMeaning } from '../../src/flows/aadsts.js';

/** What each number must lead to: exit code, first word of the code aside, and a word of the advice. */
const documented: readonly (readonly [exitCode: number, advice: RegExp, numbers: readonly number[]])[] = [
	// The person and the account.
	[4, /--prompt select_account/, [16000, 50020, 90072, 51004, 50034]],
	[10, /--tenant organizations/, [500208, 9002332]],
	[10, /--tenant/, [50194, 90130, 90124, 90002, 50059, 50128, 90019]],
	[10, /--cloud/, [90038]],
	// The app registration.
	[10, /--client-id/, [700016, 700011, 700025]],
	[10, /administrator/, [7000112, 70001, 1000031]],
	[10, /Mobile and desktop applications/, [50011, 70004, 500113, 900971, 7000218, 9002327, 9002326]],
	[10, /secret/, [7000215, 7000222]],
	[4, /login/, [501481, 50147, 501491, 54005, 700005]],
	// Consent.
	[5, /Sign in again and accept/, [65001, 65004]],
	[5, /administrator/, [90094, 90095]],
	[10, /API permissions/, [65005, 650057, 650056]],
	[10, /Register your app/, [65002]],
	[10, /--scope/, [70011, 28000, 28002, 500011, 50001]],
	// The sign-in itself.
	[4, /login/, [50126, 50056, 50055, 50144, 50058]],
	[4, /administrator/, [50053, 50057]],
	[4, /login/, [50072, 50074, 50076, 50078, 50079, 50158]],
	// Conditional Access and other policies.
	[5, /device that your organization manages/, [50097, 50129, 53000, 53001, 50155]],
	[5, /administrator/, [53002]],
	[5, /graphctl login --browser or graphctl login --device-code/, [53003, 530032]],
	[5, /security info/, [530034, 530035, 53011, 53004, 53010]],
	[5, /assign/, [50105]],
	[5, /administrator/, [500021, 500022, 500212, 500213, 50002]],
	// Sessions, device codes and bad days.
	[4, /login/, [50132, 50133, 50173, 50089, 70000, 70008, 700082, 70043]],
	[4, /--device-code/, [70016, 70018, 50134, 90120]],
	[124, /--device-code/, [70019, 70020]],
	[7, /Wait/, [50196]],
	[6, /again/, [90006, 90033, 90024, 90055, 50033, 50087]],
	// Apps with a credential of their own, and on-behalf-of.
	[10, /--flow client-secret/, [7000216]],
	[10, /certificate/i, [700027, 50012, 700030]],
	[4, /clock/, [700024]],
	[10, /--client-id/, [50027, 700021, 700023]],
	[10, /iss, aud and sub/, [70021, 700211, 700212, 700213, 7002138]],
	[10, /\.default/, [1002012]],
	[10, /--authority/, [50049]],
	[10, /--tenant/, [7000229]],
	[4, /caller/, [50013, 500133]],
	[2, /caller/, [500131]],
	[2, /login/, [700084]],
];

const numbers = documented.flatMap(([exitCode, advice, list]) =>
	list.map((number) => [number, exitCode, advice] as const),
);

describe('the table of AADSTS numbers', () => {
	it.each(numbers)('has AADSTS%i, which ends with exit code %i and advice %s', (number, exitCode, advice) => {
		const row = findAadstsMeaning(number);
		expect(row && exitCodeOf(row.code)).toBe(exitCode);
		const login = (needs: object = {}): string =>
			`graphctl login${Object.entries(needs)
				.map(([name, value]) => (name === 'flow' ? ` --${value}` : ` --${name.replace('I', '-i')} ${value}`))
				.join('')}`;
		expect(typeof row?.advice === 'function' ? row.advice(login) : row?.advice).toMatch(advice);
	});

	it('has every number once', () => {
		const all = aadstsTable.flatMap((row) => row.numbers);
		expect(all.filter((number, index) => all.indexOf(number) !== index)).toEqual([]);
	});

	it('knows no number that nobody documented', () => {
		expect(findAadstsMeaning(1)).toBeUndefined();
	});
});
