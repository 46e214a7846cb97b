/** Which words of HTML mail are seen, and which are hidden by their looks. */
import { describe, expect, it } from 'vitest';
import { lineAsText } from '../../src/text/lay-out.js';
import { renderHtml } from '../../src/text/render-message.js';

const render = async (html: string): Promise<string> =>
	(await renderHtml(html, { width: 60 })).lines.map((line) => lineAsText(line, 60)).join('\n');

describe('HTML mail', () => {
	it.each([
		['<span style="font-size:0">hid<span style="font-size:14px">seen</span>hid</span>, too', 'seen, too'],
		['<span style="font-size:0">hid<b style="font: bold 14px Arial">seen</b></span>', 'seen'],
		['<span style="font-size:0px">hid<b style="font-size:medium">seen</b></span>', 'seen'],
		['<span style="font-size:0">hid<p style="font-size:1.5rem">seen<p>hid</span>', 'seen'],
		[
			'<span style="font-size:0">hid<b style="font-size:120%">hid</b><b style="font-size:2em">hid</b></span>seen',
			'seen',
		],
		['<span style="font-size:0">hid<b style="font-size:0.0px">hid</b><b style="color:red">hid</b></span>seen', 'seen'],
		[
			'<span style="font-size:0"><span style="font-size:9px"><span style="font-size:0">hid</span>seen</span>hid',
			'seen',
		],
		['<span style="font-size:0"><img alt="Logo" src="x"></span>', '[Logo]'],
		['<b style="display:none"><span style="font-size:0"><b style="font-size:9px">hid</b></span></b>seen', 'seen'],
		['<div style="max-height:0;overflow:visible">seen</div>', 'seen'],
		['<div style="max-height:0">seen</div>', 'seen'],
		['<div style="overflow-y: hidden; max-height: 0px">hid</div>seen', 'seen'],
		['<div style="max-height:0;overflow:visible;mso-hide:all">hid</div>seen', 'seen'],
	])('shows what has a size of its own, and of %s no more', async (html, text) => {
		expect(await render(html)).toBe(text);
	});

	it.each([
		['<span style="font-size:0">', '<b style="font-size:9px">'],
		['<span style="font-size:0">', `<b style="${' font:'.repeat(2700)}">`],
	])('reads sizes within sizes, however deep: %s', async (none, some) => {
		const count = Math.min(50_000, Math.ceil(4_000_000 / (none.length + some.length)));
		const started = performance.now();
		await render(`${(none + some).repeat(count)}x`);
		expect(performance.now() - started).toBeLessThan(5000);
	});
});
