import { it } from 'vitest';
import { runInTerminal } from '/work/main/test/helpers/terminal.js';
import { bundleProgram } from '/work/main/test/ui/fixtures/bundle.js';
import { screenToSvg } from '/work/main/scripts/screen-to-svg.js';
import { writeFileSync } from 'node:fs';
it('looks', async () => {
	const p = await bundleProgram('/work/main/test/ui/fixtures/sign-in-program.ts');
	for (const [kind, columns] of [['unopened', 80], ['browser',60], ['device-code', 80]] as const) {
		const t = runInTerminal(process.execPath, [p.file, kind], { columns });
		await t.waitFor('Ctrl-C to cancel');
		await t.waitFor(/Paste|left/);
		if (kind!=='device-code') { t.paste('http://localhost:9/?code=abc&state=1'); await t.waitFor('not used'); t.type('http://localhost:50123/?code=SECRET'); await t.waitFor('redacted'); }
		console.log(t.screen.rows().map((l) => '|' + l).join('\n'));
		writeFileSync(`/tmp/look-${kind}.svg`, screenToSvg(t.screen.terminal));
		if (kind==='device-code') t.press('ctrl-c'); else t.press('enter');
		console.log(await t.exited());
		console.log(t.screen.rows().map((l) => '|' + l).join('\n'), t.screen.cursor(), JSON.stringify(t.output().slice(-300)));
		await t.stop();
	}
	await p.remove();
});
