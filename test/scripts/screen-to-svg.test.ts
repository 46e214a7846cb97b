import { describe, expect, it } from 'vitest';
import { screenToSvg } from '../../scripts/screen-to-svg.js';
import { createScreen } from '../helpers/screen.js';

describe('screenToSvg', () => {
	it('draws text, colours and attributes, escaped', async () => {
		const screen = createScreen({ columns: 20 });
		await screen.write('\u001b[1;32m<ok>\u001b[0m & \u001b[44mblue\u001b[0m\n\u001b[2m日本\u001b[0m');
		const svg = screenToSvg(screen.terminal, 'a "title"');
		expect(svg).toContain('font-weight="bold">&#60;ok&#62;</text>');
		expect(svg).toContain('<title>a &#34;title&#34;</title>');
		expect(svg).toMatch(/<rect [^>]*fill="#4a7fc1"\/>/);
		expect(svg).toMatch(/opacity="0\.6">日<\/text>/);
		expect(svg.match(/<text /g)?.length).toBe(5);
		expect(svg.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]|&(?!#\d+;)/);
	});

	it('leaves out the empty lines at the end', async () => {
		const screen = createScreen({ columns: 20, rows: 24 });
		await screen.write('one\ntwo\n');
		expect(screenToSvg(screen.terminal)).toContain('height="98"');
	});
});
