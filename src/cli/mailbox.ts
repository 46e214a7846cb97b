/** Runs the full-screen mailbox: session, terminal and Graph, joined. */
import { loadAccounts } from '../cache/accounts.js';
import { cancelled, GraphctlError } from '../errors.js';
import type { WaitInfo } from '../graph/client.js';
import { wellKnownName } from '../graph/well-known-folders.js';
import type { Runtime } from '../runtime.js';
import { safeText, sanitizeLine } from '../text/sanitize.js';
import { waitWords } from '../text/wait-words.js';
import type { MailboxWorld } from '../ui/mailbox/mailbox-controller.js';
import type { Request } from '../ui/mailbox/mailbox-data.js';
import type { OpenMailbox } from '../ui/mailbox/open-mailbox.js';
import type { GraphAnswer } from '../ui/mailbox/read-answer.js';
import { folderOf } from './mail-options.js';
import { endMailbox } from './mailbox-end.js';
import { toProblem } from './mailbox-problem.js';
import { createMailboxSaves } from './mailbox-saves.js';
import { createMailboxSignIns } from './mailbox-sign-ins.js';
import { askGraph as answerOf, type GraphRequest, saveTyped } from './mailbox-source.js';
import { type OpenedSession, openSession } from './open.js';
import type { GlobalArgs } from './options.js';
import { note } from './report.js';
import { canAsk, wantsColor } from './terminal.js';

/** Shows the mailbox until the person leaves. @throws GraphctlError `usage.no-terminal`, `sign-in.required`, `cancelled.by-user` */
export async function browseMail(runtime: Runtime, args: GlobalArgs, folder: string): Promise<void> {
	const { stdin, stdout, env, clock, signal } = runtime;
	if (stdout.isTTY !== true || !canAsk(runtime, args) || env['TERM'] === 'dumb') throw noTerminal();
	let mailbox: OpenMailbox | undefined;
	const tell = (text: string): void => (mailbox ? mailbox.notify(text) : note(runtime, text));
	const onWait = (info: WaitInfo, until?: AbortSignal): void =>
		mailbox ? mailbox.wait({ ...info, until }) : note(runtime, waitWords(info));
	const saves = createMailboxSaves(runtime);
	const signIns = createMailboxSignIns(signal, () => mailbox);
	const own = new AbortController();
	const within = { ...runtime, signal: AbortSignal.any([signal, own.signal]) };
	const open = (more: GlobalArgs): Promise<OpenedSession> =>
		openSession(within, more, ['Mail.Read'], true, 'mailbox', {
			note: tell,
			onWait: (info) => onWait(info),
			interaction: signIns.beside,
		});
	let session = await open(args);
	const folderId = await folderOf(session, folder);
	const askGraph = (request: GraphRequest, until: AbortSignal): Promise<GraphAnswer> =>
		answerOf(runtime, session.graph, request, until, (info) => onWait(info, until));
	const first = askAhead(folderId, askGraph);
	const ui = import('../ui/mailbox/open-mailbox.js');
	const ask = async (request: Request, abort: AbortSignal): Promise<GraphAnswer> =>
		request.kind === 'accounts'
			? { kind: 'accounts', accounts: await listAccounts(runtime, session) }
			: (first.take(request, abort) ?? askGraph(request, abort));
	const world: Omit<MailboxWorld, 'leave' | 'ask'> = {
		explain: toProblem,
		sleep: (ms, abort) => clock.sleep(ms, abort),
		async perform(command) {
			if (command.kind === 'suspend') {
				await mailbox?.suspend(() => runtime.suspend());
				return undefined;
			}
			if (command.kind === 'allow-sign-in') {
				signIns.allow();
				return undefined;
			}
			if (command.kind === 'open') {
				await runtime.openBrowser(command.url);
				return safeText`Opened in the browser.`;
			}
			const { graph } = session;
			return saves.save(command.path, () => saveTyped(runtime, graph, command, '.'));
		},
		async switchAccount(account) {
			signIns.allow();
			session = await open({ ...args, account });
			return nameOf(session);
		},
	};
	// A sign-in that is needed at once has the terminal to itself.
	await Promise.race([session.asking, first.failed]);
	const { openMailbox } = await ui;
	mailbox = openMailbox({
		stdin,
		stdout,
		env,
		clock,
		signal,
		world,
		ask,
		color: wantsColor(env, stdout, args.color),
		account: nameOf(session),
		folder: { id: folderId, name: wellKnownName(folder) === 'inbox' ? 'Inbox' : folder },
	});
	const { left, redraw, close } = mailbox;
	const stopListening = runtime.onContinue(redraw);
	return endMailbox(runtime, {
		left,
		close: async () => {
			stopListening();
			first.giveUp();
			await close();
			mailbox = undefined;
		},
		finish: saves.finish,
		giveUp: () => own.abort(cancelled()),
	});
}

interface FirstPage {
	/** The answer, once, for whoever wants that page; it is given up with that wish. */
	take(request: Request, until: AbortSignal): Promise<GraphAnswer> | undefined;
	giveUp(): void;
	/** Resolves when it cannot be had. */
	readonly failed: Promise<void>;
}

/** The first page is asked for while the screen's code is being loaded. */
function askAhead(folder: string, ask: (request: GraphRequest, until: AbortSignal) => Promise<GraphAnswer>): FirstPage {
	const query = { folder, unreadOnly: false, search: undefined };
	const request = { kind: 'page', key: '', number: 0, query, link: undefined } as const;
	const own = new AbortController();
	const giveUp = (): void => own.abort(cancelled());
	let answer: Promise<GraphAnswer> | undefined = ask(request, own.signal);
	const failed = new Promise<void>((resolve) => answer?.then(undefined, () => resolve()));
	return {
		failed,
		giveUp,
		take: (wanted, until) => {
			if (wanted.kind !== 'page' || wanted.number !== 0) return undefined;
			const taken = answer;
			answer = undefined;
			if (taken) until.addEventListener('abort', giveUp, { once: true });
			return taken;
		},
	};
}

async function listAccounts(
	runtime: Runtime,
	session: OpenedSession,
): Promise<readonly { readonly id: string; readonly name: string; readonly current: boolean }[]> {
	const { accounts } = await loadAccounts({ runtime, onCorrupt: () => {} });
	return accounts.map((account) => ({
		id: `${account.homeAccountId}/${account.cloud}`,
		name: `${account.username}${account.alias ? ` (${account.alias})` : ''}  ${account.cloud}`,
		current: account.homeAccountId === session.account.homeAccountId && account.cloud === session.account.cloud,
	}));
}

function nameOf({ account }: OpenedSession): { readonly id: string; readonly name: ReturnType<typeof sanitizeLine> } {
	return { id: account.homeAccountId, name: sanitizeLine(account.username) };
}

function noTerminal(): GraphctlError {
	return new GraphctlError({
		code: 'usage.no-terminal',
		message: 'The mailbox needs a terminal and a keyboard.',
		hint: 'For a list: graphctl mail list',
	});
}
