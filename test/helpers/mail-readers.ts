/** A company and those of it who may read their mail, for all tests of a file. */
import { afterAll, beforeAll } from 'vitest';
import type { Runtime } from '../../src/runtime.js';
import { type CliUser, createCliUser } from './cli-user.js';
import { startTestSandbox, type TestSandbox } from './sandbox.js';

/** What the tests look at in a message that a command printed as JSON. */
export interface Mail {
	readonly id: string;
	readonly subject: string;
	readonly receivedDateTime: string;
	readonly hasAttachments: boolean;
	readonly from?: { readonly emailAddress: { readonly name: string; readonly address: string } };
}

export interface MailReaders {
	readonly sandbox: TestSandbox;
	/** A person who may read mail, at a computer of their own. */
	signedIn(person?: string, more?: Partial<Runtime>): Promise<CliUser>;
	/** The requests that reach the sandbox during the work, as `METHOD path`, the ids of messages as `ID`. */
	requestsOf(work: () => Promise<unknown>): Promise<string[]>;
}

/** Starts the sandbox before the tests of this file and stops it after them. */
export function inviteMailReaders(messages = 200): MailReaders {
	let started: TestSandbox | undefined;
	beforeAll(async () => {
		started = await startTestSandbox({ autoApprove: true, messages }, { keep: true });
	});
	afterAll(() => started?.stop());
	const running = (): TestSandbox => {
		if (started) return started;
		throw new Error('The sandbox runs while the tests do.');
	};
	return {
		get sandbox() {
			return running();
		},
		signedIn: (person, more) => signInToMail(running(), person, more),
		async requestsOf(work) {
			const before = new Map(running().requests());
			await work();
			return [...running().requests()].flatMap(([name, count]) =>
				Array.from({ length: count - (before.get(name) ?? 0) }, () => name.replace(/AAMk[^/]+/, 'ID')),
			);
		},
	};
}

/** Somebody with a computer of their own who may read mail. */
export async function signInToMail(
	sandbox: TestSandbox,
	person = 'AdeleV',
	more: Partial<Runtime> = {},
): Promise<CliUser> {
	const user = await createCliUser(sandbox, more);
	await user.login(person, '--scope', 'User.Read', '--scope', 'Mail.Read');
	return user;
}
