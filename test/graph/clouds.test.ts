import { describe, expect, it } from 'vitest';
import { clouds, findCloud } from '../../src/graph/clouds.js';

describe('a cloud', () => {
	it("of Microsoft's signs in and reads at its own hosts", () => {
		expect(clouds.map(({ name, authority, graph }) => [name, new URL(authority).host, new URL(graph).host])).toEqual([
			['global', 'login.microsoftonline.com', 'graph.microsoft.com'],
			['usgov', 'login.microsoftonline.us', 'graph.microsoft.us'],
			['usgov-dod', 'login.microsoftonline.us', 'dod-graph.microsoft.us'],
			['china', 'login.partner.microsoftonline.cn', 'microsoftgraph.chinacloudapi.cn'],
		]);
	});

	const lab = { authority: 'https://login.lab.example', graph: 'https://graph.lab.example', caFile: '/ca.pem' };

	it("of one's own is found by its name, but cannot take the name of another", () => {
		expect(findCloud('lab', { lab })).toEqual({ name: 'lab', ...lab });
		expect(findCloud('global', { global: lab }).graph).toBe('https://graph.microsoft.com');
	});

	it.each(['moon', 'constructor', '__proto__', ''])('called %j is unknown, and the known ones are listed', (name) => {
		expect(() => findCloud(name, { lab })).toThrow(
			expect.objectContaining({
				code: 'config.unknown-cloud',
				exitCode: 10,
				hint: expect.stringContaining('usgov-dod, china, lab'),
			}),
		);
	});

	it('that Microsoft closed is refused with the reason', () => {
		expect(() => findCloud('germany')).toThrow('2021-10-29');
	});
});
