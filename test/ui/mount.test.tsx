import { Text } from 'ink';
import { describe, expect, it } from 'vitest';
import { mount } from '../../src/ui/mount.js';
import { createFakeTerminal } from './fixtures/fake-terminal.js';

function Broken(): never {
	throw new Error('a component failed');
}

describe('a mounted screen', () => {
	it('redraws in place, prints above itself and keeps its last lines when closed', async () => {
		const { stdin, output, screen, until } = createFakeTerminal();
		const shown = mount({ stdin, output, color: true, signal: new AbortController().signal }, <Text>one</Text>);
		await until((text) => text === 'one');
		shown.printAbove(`${'x'.repeat(200)}\n`);
		shown.update(<Text>two</Text>);
		await until((text) => text.endsWith('two'));
		await shown.close();
		expect(screen.lines()).toEqual(['x'.repeat(200), 'two']);
		expect(screen.cursor().hidden).toBe(false);
	});

	it('goes away when the signal aborts', async () => {
		const { stdin, output, screen, until } = createFakeTerminal();
		const stop = new AbortController();
		const shown = mount({ stdin, output, color: true, signal: stop.signal }, <Text>waiting</Text>);
		await until((text) => text === 'waiting');
		stop.abort();
		await shown.close();
		expect(screen.text()).toBe('');
		expect(screen.cursor().hidden).toBe(false);
	});

	it.each([true, false])('hands on the error of a component and draws no stack (at once: %s)', async (atOnce) => {
		const { stdin, output, screen, until, isRaw } = createFakeTerminal();
		const shown = mount(
			{ stdin, output, color: true, signal: new AbortController().signal },
			atOnce ? <Broken /> : <Text>fine</Text>,
		);
		if (!atOnce) {
			await until((text) => text === 'fine');
			shown.update(<Broken />);
		}
		await expect(shown.close()).rejects.toThrow('a component failed');
		expect(screen.text()).not.toContain('failed');
		expect(screen.cursor().hidden).toBe(false);
		expect(isRaw()).toBe(false);
	});

	it('has the keyboard when its first frame appears', async () => {
		const { stdin, output, until, written } = createFakeTerminal();
		const changes: string[] = [];
		Object.assign(stdin, {
			setRawMode: (on: boolean) =>
				changes.push(`${on ? 'on' : 'off'} ${written() === '' ? 'before' : 'after'} a frame`),
		});
		const { signal } = new AbortController();
		const shown = mount({ stdin, output, color: true, keyboard: true, signal }, <Text>press a key</Text>);
		await until((text) => text === 'press a key');
		expect(changes).toEqual(['on before a frame']);
		await shown.close();
		expect(changes.at(-1)).toBe('off after a frame');
	});
});
