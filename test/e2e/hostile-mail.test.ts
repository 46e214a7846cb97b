/** Mail, profiles and errors that attack the terminal: nothing but our own sequences may reach it. */
import { describe, expect, it } from 'vitest';
import { createDesk, type Desk } from '../helpers/desk.js';
import { hostileTexts } from '../helpers/hostile-text.js';
import { strayControls } from '../helpers/screen.js';
import { signIn } from '../helpers/sign-in.js';
import type { TerminalRun } from '../helpers/terminal.js';

/** All hostile texts in one, each on the heels of the one before. */
const everything = hostileTexts.map(({ text }) => text.slice(0, 400)).join(' ');

describe('hostile content', () => {
	it.each([60, 80, 120])(
		'lists hostile mail on a terminal of %i columns without a foreign sequence or a broken line',
		async (columns) => {
			const desk = await createSignedInDesk();
			for (const shown of ['sample', 'crafted'] as const) {
				if (shown === 'crafted') await answerWithHostileMail(desk);
				const run = watch(desk.terminal(['mail', '--top', '50'], { columns, rows: 200 }));
				expect(await run.exited()).toEqual({ code: 0, signal: 0 });
				expectHarmless(run);
				expect(wrappedRows(run)).toEqual([]);
				expect(run.screen.text().length).toBeGreaterThan(2000);
			}
			// The sample company's own attacks were on the screen, in words.
			expect((await desk.run(['mail', '--top', '50'])).stdout).toContain('Unfinished title');
		},
	);

	it('shows a hostile profile on a terminal without a foreign sequence', async () => {
		const desk = await createSignedInDesk();
		for (const columns of [60, 80, 120]) {
			await answerWithHostileProfile(desk);
			const run = watch(desk.terminal(['me'], { columns }));
			expect(await run.exited()).toEqual({ code: 0, signal: 0 });
			expectHarmless(run);
			expect(run.screen.text()).toContain('safe');
			expect(wrappedRows(run)).toEqual([]);
		}
	});

	it('writes no control sequence at all into a pipe', async () => {
		const desk = await createSignedInDesk();
		const sample = await desk.run(['mail', '--top', '50']);
		expect(sample.stdout.split('\n')).toHaveLength(51);
		await answerWithHostileMail(desk);
		const mail = await desk.run(['mail', '--top', '50']);
		expect(mail.stdout.split('\n')).toHaveLength(hostileTexts.length + 1);
		await answerWithHostileProfile(desk);
		const me = await desk.run(['me']);
		for (const ended of [sample, mail, me]) {
			expect(ended).toMatchObject({ code: 0, stderr: '' });
			expectPlain(ended.stdout);
		}
	});

	it('keeps JSON exact and yet free of raw control characters', async () => {
		const desk = await createSignedInDesk();
		await answerWithHostileMail(desk);
		const { stdout } = await desk.run(['mail', '--top', '50', '-o', 'json']);
		const messages: { subject: string }[] = JSON.parse(stdout);
		expect(messages.map(({ subject }) => subject)).toEqual(hostileTexts.map(({ text }) => text));
		expectPlain(stdout);
	});

	it.each([['text'], ['json']])('shows hostile errors and debug output as plain words (-o %s)', async (format) => {
		const desk = await createSignedInDesk();
		const refuse = (): Promise<void> =>
			desk.sandbox.do.failGraph({
				status: 400,
				body: JSON.stringify({ error: { code: everything, message: everything } }),
			});
		await refuse();
		const piped = await desk.run(['me', '-o', format, '--debug']);
		expect(piped).toMatchObject({ code: 1, stdout: '' });
		expect(piped.stderr).toContain('safe');
		expectPlain(piped.stderr);
		await refuse();
		const run = watch(desk.terminal(['me', '-o', format, '--debug'], { rows: 100 }));
		expect(await run.exited()).toEqual({ code: 1, signal: 0 });
		expectHarmless(run);
	});

	it.each([
		['an option value', ['mail', '--top', everything]],
		['a command', [everything.replaceAll('\0', '')]],
		['a folder', ['mail', '--folder', everything]],
		['an account', ['me', '-a', everything]],
		['a log file', ['me', '--log-file', `/nowhere/${everything}`]],
	])('repeats %s from the command line harmlessly', async (_what, words) => {
		const desk = await createSignedInDesk();
		const run = watch(
			desk.terminal(
				words.map((word) => word.replaceAll('\0', '')),
				{ rows: 100 },
			),
		);
		expect((await run.exited()).code).toBeGreaterThan(0);
		expectHarmless(run);
	});
});

async function createSignedInDesk(): Promise<Desk> {
	const desk = await createDesk({ autoApprove: true, messages: 120 });
	await signIn(desk, desk.sandbox, ['--scope', 'User.Read', '--scope', 'Mail.Read']);
	return desk;
}

/** The next list of mail: a message for each hostile text, which stands in all its fields. */
async function answerWithHostileMail(desk: Desk): Promise<void> {
	const value = hostileTexts.map(({ text }, index) => ({
		id: `id-${index}`,
		subject: text,
		bodyPreview: text,
		from: { emailAddress: { name: text, address: text } },
		receivedDateTime: '2026-01-31T12:00:00Z',
		isRead: index % 2 === 0,
		hasAttachments: true,
		importance: 'high',
	}));
	await desk.sandbox.do.failGraph({ status: 200, body: JSON.stringify({ value }) });
}

async function answerWithHostileProfile(desk: Desk): Promise<void> {
	const profile = {
		id: everything,
		displayName: everything,
		jobTitle: everything,
		mail: everything,
		userPrincipalName: everything,
		mobilePhone: everything,
		businessPhones: [everything, everything],
		officeLocation: everything,
		preferredLanguage: everything,
		department: everything,
	};
	await desk.sandbox.do.failGraph({ status: 200, body: JSON.stringify(profile) });
}

interface Watched extends TerminalRun {
	/** What the emulator was made to do beyond drawing text. */
	readonly deeds: string[];
}

/** Lets the emulator tell of every string sequence, title and bell it sees: a second witness beside the byte stream. */
function watch(run: TerminalRun): Watched {
	const deeds: string[] = [];
	const { terminal } = run.screen;
	terminal.onTitleChange((title) => deeds.push(`title ${title}`));
	terminal.onBell(() => deeds.push('bell'));
	terminal.onData((answer) => deeds.push(`answer ${JSON.stringify(answer)}`));
	for (const id of [0, 1, 2, 4, 8, 9, 10, 11, 12, 50, 52, 104, 133, 777, 1337]) {
		terminal.parser.registerOscHandler(id, (data) => {
			deeds.push(`OSC ${id} ${data}`);
			return false;
		});
	}
	for (const final of 'qpt{|') {
		terminal.parser.registerDcsHandler({ final }, (data) => {
			deeds.push(`DCS ${final} ${data}`);
			return false;
		});
	}
	return { ...run, deeds };
}

function expectHarmless(run: Watched): void {
	expect(run.deeds).toEqual([]);
	expect(strayControls(run.output())).toEqual([]);
	expect(run.screen.terminal.buffer.active.type).toBe('normal');
	expect(run.screen.cursor().hidden).toBe(false);
	expect(run.screen.terminal.modes).toMatchObject({
		bracketedPasteMode: false,
		mouseTrackingMode: 'none',
		insertMode: false,
	});
}

/** Rows that the terminal had to break, because they were wider than it. */
function wrappedRows(run: TerminalRun): string[] {
	const { active } = run.screen.terminal.buffer;
	return Array.from({ length: active.length }, (_, row) => row).flatMap((row) =>
		active.getLine(row)?.isWrapped === true ? [active.getLine(row - 1)?.translateToString(true) ?? ''] : [],
	);
}

/** No escape sequence of anybody's, ours included, and nothing else that a terminal would act upon. */
function expectPlain(text: string): void {
	expect(text).not.toContain('\u001b');
	expect(text).not.toContain('\r');
	expect(strayControls(text)).toEqual([]);
}
