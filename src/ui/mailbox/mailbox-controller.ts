/** Runs the mailbox: asks for what the model wants, gives up what it no longer wants, and does what it says. */
import type { SafeText } from '../../text/sanitize.js';
import type { Answer, Command, Problem, Request } from './mailbox-data.js';
import { type MailboxEvent, update } from './mailbox-model.js';
import { isAtOnce, isAwaiting, wantedRequests } from './mailbox-requests.js';
import type { MailboxState } from './mailbox-state.js';

/** Graph serves four requests of one app to one mailbox at once. */
const requestsAtOnce = 4;

/** The mailbox's world. */
export interface MailboxWorld {
	/** Gets what was asked for; rejects when it cannot be had, or when the signal aborts. */
	ask(request: Request, signal: AbortSignal): Promise<Answer>;
	/** Says in words why something could not be had. */
	explain(error: unknown): Problem;
	/** Does something once; resolves with what to say about it. */
	perform(command: Exclude<Command, { kind: 'quit' | 'cancel' | 'switch-account' }>): Promise<SafeText | undefined>;
	/** Resolves with the account that is now asked. */
	switchAccount(account: string): Promise<MailboxState['account']>;
	/** Resolves after so many milliseconds; rejects when the signal aborts. */
	sleep(ms: number, signal: AbortSignal): Promise<void>;
	/** Called when the person wants to leave. */
	leave(how: 'quit' | 'cancel'): void;
}

export interface MailboxController {
	readonly state: MailboxState;
	dispatch(event: MailboxEvent): void;
	/** Shows a notice until the next key. */
	notify(text: SafeText): void;
	/** Shows whatever is pressed that something is waited for, and for how long still. */
	wait(wait: Wait<SafeText>): void;
	/** True while the person waits for something that a key asked for. */
	readonly isAwaiting: boolean;
	/** Calls `listener` after every change. */
	subscribe(listener: () => void): () => void;
	/** Gives up all requests. */
	stop(): void;
}

/** Something is waited for. */
export interface Wait<Text extends string = string> {
	/** A sentence. */
	readonly reason: Text;
	readonly seconds: number;
	/** Aborts when nobody waits for it any more. */
	readonly until?: AbortSignal | undefined;
}

interface Running {
	readonly abort: AbortController;
	/** A request is at Graph. */
	asks: boolean;
	/** Milliseconds that it lingers first. */
	readonly delayMs: number;
}

/** Accounts are in a file here, and who lingers has not asked yet. */
function asksAtOnce(request: Request): boolean {
	return request.kind !== 'accounts' && isAtOnce(request);
}

function delayOf(request: Request): number {
	return request.kind === 'message' ? request.delayMs : 0;
}

/** Starts with a state and asks for what it wants at once. */
export function createMailboxController(world: MailboxWorld, start: MailboxState): MailboxController {
	let state = start;
	let stopped = false;
	const ending = new AbortController();
	const running = new Map<string, Running>();
	/** Commands that are being carried out. */
	let doing = 0;
	/** Keys of what lasts that were given. */
	let keys = 0;
	const listeners = new Set<() => void>();

	function dispatch(event: MailboxEvent): void {
		if (stopped) return;
		const before = state;
		const outcome = update(state, event);
		state = outcome.state;
		for (const command of outcome.commands) perform(command);
		reconcile();
		if (state !== before) for (const listener of [...listeners]) listener();
	}

	/** Starts what is wanted and not under way, ends what is under way and no longer wanted. */
	function reconcile(): void {
		if (stopped) return;
		const wanted = wantedRequests(state);
		const keys = new Set(wanted.map(({ key }) => key));
		// A page of this list that is on its way may be come back to: it goes on while nobody else wants its place.
		const here = `page ${state.epoch} ${state.generation} `;
		let free = requestsAtOnce - wanted.filter(asksAtOnce).length;
		for (const [key, { abort }] of running) {
			if (keys.has(key)) continue;
			if (key.startsWith(here) && free > 0) {
				free -= 1;
				continue;
			}
			running.delete(key);
			abort.abort();
		}
		for (const request of wanted) {
			const present = running.get(request.key);
			// What was fetched ahead at leisure is wanted sooner by whoever comes to it.
			if (present && (present.asks || delayOf(request) >= present.delayMs)) continue;
			running.delete(request.key);
			present?.abort.abort();
			if (asksAtOnce(request) && atWork() >= requestsAtOnce) continue;
			void run(request);
		}
	}

	function atWork(): number {
		return [...running.values()].filter(({ asks }) => asks).length;
	}

	async function run(request: Request): Promise<void> {
		const own: Running = { abort: new AbortController(), asks: asksAtOnce(request), delayMs: delayOf(request) };
		running.set(request.key, own);
		const { signal } = own.abort;
		try {
			if (own.delayMs > 0) {
				await world.sleep(own.delayMs, signal);
				if (running.get(request.key) !== own) return;
				// Whoever ends next looks again who is wanted.
				if (atWork() >= requestsAtOnce) return void running.delete(request.key);
				own.asks = true;
			}
			const answer = await world.ask(request, signal);
			if (running.get(request.key) !== own) return;
			running.delete(request.key);
			dispatch({ kind: 'answer', request, answer });
		} catch (error) {
			// What was given up is no failure.
			if (running.get(request.key) !== own) return;
			running.delete(request.key);
			dispatch({ kind: 'failure', request, problem: world.explain(error) });
		}
	}

	function perform(command: Command): void {
		if (command.kind === 'quit' || command.kind === 'cancel') {
			world.leave(command.kind);
		} else if (command.kind === 'switch-account') {
			world.switchAccount(command.account).then((account) => dispatch({ kind: 'switched', account }), tell);
		} else {
			doing += 1;
			keys += 1;
			const key = keys;
			if ('path' in command) dispatch({ kind: 'lasts', lasting: { kind: 'save', key, path: command.path } });
			world
				.perform(command)
				.finally(() => {
					doing -= 1;
					dispatch({ kind: 'over', key });
				})
				.then((text) => {
					if (text !== undefined) dispatch({ kind: 'notice', notice: { text, tone: 'good' } });
				}, tell);
		}
	}

	/** Ends early when nobody waits any more. */
	async function countDown({ reason, seconds, until = ending.signal }: Wait<SafeText>): Promise<void> {
		const signal = AbortSignal.any([ending.signal, until]);
		keys += 1;
		const key = keys;
		try {
			for (let rest = seconds; rest > 0; rest -= 1) {
				const left = Math.ceil(rest);
				dispatch({ kind: 'lasts', lasting: { kind: 'wait', key, reason, seconds: Math.ceil(seconds), left } });
				await world.sleep(Math.min(rest, 1) * 1000, signal);
			}
		} catch {
			// Only the signal ends a sleep.
		} finally {
			dispatch({ kind: 'over', key });
		}
	}

	function tell(error: unknown): void {
		dispatch({ kind: 'notice', notice: { text: world.explain(error).message, tone: 'trouble' } });
	}

	reconcile();
	return {
		get state() {
			return state;
		},
		get isAwaiting() {
			return doing > 0 || isAwaiting(state);
		},
		dispatch,
		notify: (text) => dispatch({ kind: 'notice', notice: { text, tone: 'plain' } }),
		wait: (wait) => void countDown(wait),
		subscribe: (listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		stop: () => {
			stopped = true;
			ending.abort();
			for (const { abort } of running.values()) abort.abort();
			running.clear();
		},
	};
}
