/** The README's table of keys is the program's own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { showKey } from '../../src/ui/key-names.js';
import { keymap } from '../../src/ui/keymap.js';

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');

it('the README names every key of the full-screen mailbox and what it does', () => {
	const rows = keymap
		.filter(({ contexts }) => contexts.includes('list') || contexts.includes('message'))
		.map(({ keys, help }) => `| ${keys.map((key) => `\`${showKey(key)}\``).join(' ')} | ${help} |`);
	const table = ['| Key | |', '| --- | --- |', ...rows].join('\n');
	expect(readme).toContain(`<!-- keys -->\n${table}\n<!-- /keys -->`);
});
