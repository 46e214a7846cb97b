import { Text } from 'ink';
import { describe, expect, it } from 'vitest';
import { safeText } from '../../src/text/sanitize.js';
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

describe('a full screen', () => {
	const options = (terminal: ReturnType<typeof createFakeTerminal>, signal = new AbortController().signal) =>
		({
			stdin: terminal.stdin,
			output: terminal.output,
			color: true,
			signal,
			fullScreen: true,
			title: safeText`Inbox - graphctl`,
		}) as const;

	it('gives screen, cursor and title back when it is closed', async () => {
		const terminal = createFakeTerminal();
		terminal.output.write('$ graphctl\n');
		const shown = mount(options(terminal), <Text>one</Text>);
		await terminal.until((text) => text.includes('one'));
		const { buffer } = terminal.screen.terminal;
		expect(buffer.active.type).toBe('alternate');
		shown.setTitle(safeText`Archive - graphctl`);
		await shown.close({ erase: true });
		expect(buffer.active.type).toBe('normal');
		expect(terminal.screen.text()).toBe('$ graphctl');
		expect(terminal.screen.cursor().hidden).toBe(false);
		const written = terminal.written();
		expect(written.indexOf('\u001b[22;2t')).toBeLessThan(written.indexOf('\u001b]2;Inbox - graphctl\u001b\\'));
		expect(written).toContain('\u001b]2;Archive - graphctl\u001b\\');
		expect(written.split('\u001b[23;2t')).toHaveLength(2);
	});

	it.each(['a component throws', 'the signal aborts'] as const)('gives them back when %s', async (how) => {
		const terminal = createFakeTerminal();
		const stop = new AbortController();
		const shown = mount(options(terminal, stop.signal), <Text>fine</Text>);
		await terminal.until((text) => text.includes('fine'));
		if (how === 'the signal aborts') stop.abort();
		else shown.update(<Broken />);
		const ended = shown.closed.then(
			() => 'ended',
			(error: unknown) => String(error),
		);
		expect(await ended).toBe(how === 'the signal aborts' ? 'ended' : 'Error: a component failed');
		expect(terminal.screen.terminal.buffer.active.type).toBe('normal');
		expect(terminal.screen.cursor().hidden).toBe(false);
		expect(terminal.screen.terminal.modes.wraparoundMode).toBe(true);
		const written = terminal.written();
		expect(written.lastIndexOf('\u001b[23;2t')).toBeGreaterThan(written.lastIndexOf('\u001b]2;'));
		expect(written.split('\u001b[23;2t')).toHaveLength(written.split('\u001b[22;2t').length);
	});

	it('lets no row run over into the next, and gives the wrapping of lines back, also while it lends the terminal', async () => {
		const terminal = createFakeTerminal();
		const { buffer } = terminal.screen.terminal;
		const wraps = (): boolean => terminal.screen.terminal.modes.wraparoundMode;
		const shown = mount(options(terminal), <Text>mailbox</Text>);
		await terminal.until((text) => text.includes('mailbox'));
		expect(wraps()).toBe(false);
		await shown.suspend(async () => {
			await terminal.until(() => buffer.active.type === 'normal' && wraps());
		});
		await terminal.until((text) => text.includes('mailbox'));
		expect(wraps()).toBe(false);
		await shown.close({ erase: true });
		expect(wraps()).toBe(true);
	});

	it('that is read aloud loses no end of a line', async () => {
		const terminal = createFakeTerminal();
		const shown = mount({ ...options(terminal), spoken: true }, <Text>{'word '.repeat(30)}</Text>);
		await terminal.until((text) => text.includes('word'));
		expect(terminal.screen.terminal.modes.wraparoundMode).toBe(true);
		expect(terminal.screen.text().match(/word/g)).toHaveLength(30);
		await shown.close({ erase: true });
	});

	it('lends the terminal to other work and draws itself anew afterwards', async () => {
		const terminal = createFakeTerminal();
		const shown = mount(options(terminal), <Text>mailbox</Text>);
		await terminal.until((text) => text.includes('mailbox'));
		const { buffer } = terminal.screen.terminal;
		const result = await shown.suspend(async () => {
			await terminal.until(() => buffer.active.type === 'normal');
			terminal.output.write('other work\n');
			await terminal.until((text) => text.includes('other work'));
			return 42;
		});
		expect(result).toBe(42);
		await terminal.until((text) => text.includes('mailbox'));
		expect(buffer.active.type).toBe('alternate');
		await shown.close({ erase: true });
		expect(terminal.screen.text()).toContain('other work');
		expect(terminal.screen.text()).not.toContain('mailbox');
	});

	it('that is stopped while it lends the terminal waits for it and leaves nothing behind', async () => {
		const terminal = createFakeTerminal();
		const stop = new AbortController();
		const shown = mount(options(terminal, stop.signal), <Text>mailbox</Text>);
		await terminal.until((text) => text.includes('mailbox'));
		const work = shown.suspend(async () => {
			stop.abort();
			terminal.output.write('leaving\n');
			await terminal.until((text) => text.includes('leaving'));
		});
		await Promise.all([work, shown.closed]);
		expect(terminal.screen.terminal.buffer.active.type).toBe('normal');
		expect(terminal.screen.text()).toBe('leaving');
	});
});
