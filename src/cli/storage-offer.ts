/** The storage of a login: proved to work before a browser opens, and where it does not, the others are offered. */
import { chosenKind, type OpenOptions, openStore, probeStore } from '../cache/open-store.js';
import { markStorageUsed, pinStorage } from '../cache/pinned-storage.js';
import type { Store, StoreKind } from '../cache/store.js';
import { loadSettings, type Setting, type Settings } from '../config/settings.js';
import { GraphctlError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { writeLoginLine } from '../session/login-line.js';
import { choose } from './ask.js';
import type { LoginArgs } from './login.js';
import { loginWords } from './login-words.js';
import { note, warn } from './report.js';
import { readAccounts } from './sign-out.js';
import { changeLine, nameKind, storageChoice, storeOptions } from './storage.js';
import { canAsk } from './terminal.js';

/** A proved store, and how to pin its kind once the sign-in has succeeded. */
export interface LoginStore {
	readonly store: Store;
	pin(): Promise<void>;
}

/**
 * Opens and proves the token store. Every later command must find the tokens there, and no other storage may be left with tokens that
 * no command sees.
 *
 * @throws GraphctlError `storage.*`, `usage.storage` and `config.storage`
 */
export async function openLoginStore(runtime: Runtime, args: LoginArgs, settings: Settings): Promise<LoginStore> {
	const setting = settings.setting('storage');
	const flag = setting.source === 'flag';
	// What later commands, which take no --storage, will go by.
	const lasting = flag ? (await loadSettings(runtime)).setting('storage') : setting;
	const change = flag
		? (kind: StoreKind) => writeLoginLine({ ...loginWords(args), storage: kind })
		: changeLine(lasting, runtime.platform);
	const options = { ...(await storeOptions(runtime, args, settings)), change };
	const kind = chosenKind(options);
	refuseMemory(runtime, kind, setting);
	refuseOverridden(runtime, kind, lasting);
	await refuseSecondKind(runtime, kind, setting, options);
	try {
		return await prove(runtime, options);
	} catch (error) {
		const unusable = error instanceof GraphctlError && error.code.startsWith('storage.keychain');
		// Where a setting names the keychain, later commands would go there whatever is chosen now.
		const free = storageChoice(lasting.value) === 'auto';
		if (!unusable || !free || !canAsk(runtime, args) || runtime.signal.aborted) throw error;
		note(runtime, error.message);
		const other = await choose<OpenOptions['choice']>(
			runtime,
			'The keychain cannot be used here. Where shall the tokens rest?',
			[
				{ label: 'in a file encrypted with a passphrase (encrypted-file)', value: 'encrypted-file' },
				{ label: 'in a file that only you can read, not encrypted (plaintext-file)', value: 'plaintext-file' },
				{ label: 'nowhere: stop here', value: 'auto' },
			],
		);
		if (other === 'auto') throw error;
		await warnOfKeychain(runtime, options.pinned);
		return prove(runtime, { ...options, choice: other });
	}
}

async function prove(runtime: Runtime, options: OpenOptions): Promise<LoginStore> {
	await probeStore(options);
	const store = await openStore(options);
	await markStorageUsed(runtime, store.kind);
	return { store, pin: () => pinStorage(runtime, store.kind) };
}

function refuseMemory(runtime: Runtime, kind: StoreKind, setting: Setting): void {
	if (kind !== 'memory') return;
	throw new GraphctlError({
		code: 'usage.storage',
		message: `A login into memory would be gone when this command ends (${setting.origin}).`,
		hint:
			setting.source === 'flag'
				? 'Name keychain, encrypted-file or plaintext-file, or leave --storage out.'
				: changeLine(setting, runtime.platform)('encrypted-file'),
	});
}

function refuseOverridden(runtime: Runtime, kind: StoreKind, lasting: Setting): void {
	const later = storageChoice(lasting.value);
	if (later === 'auto' || later === kind) return;
	throw new GraphctlError({
		code: 'usage.storage',
		message: `Later commands would not find tokens in ${nameKind(kind)}: ${lasting.origin} names ${nameKind(later)}.`,
		hint: `Change that first: ${changeLine(lasting, runtime.platform)(kind)}`,
	});
}

async function refuseSecondKind(
	runtime: Runtime,
	kind: StoreKind,
	setting: Setting,
	options: OpenOptions,
): Promise<void> {
	const { pinned } = options;
	if (pinned === undefined || pinned === kind) return;
	const { length } = (await readAccounts(runtime)).accounts;
	if (length === 0) return;
	if (pinned === 'keychain' && !(await canOpen({ ...options, choice: pinned }))) return warnOfKeychain(runtime, pinned);
	throw new GraphctlError({
		code: setting.source === 'flag' ? 'usage.storage' : 'config.storage',
		message: `The tokens of ${length} ${length === 1 ? 'account' : 'accounts'} rest in ${nameKind(pinned)}, but ${setting.origin} names ${nameKind(kind)}.`,
		hint: `Sign out there first: graphctl logout --all\nOr stay there: ${setting.source === 'flag' ? 'leave --storage out.' : changeLine(setting, runtime.platform)(pinned)}`,
	});
}

async function canOpen(options: OpenOptions): Promise<boolean> {
	try {
		await (await openStore(options)).load();
		return true;
	} catch (error) {
		return !(error instanceof GraphctlError && error.code === 'storage.keychain-unavailable');
	}
}

/** Nobody can empty a keychain that cannot be reached; what is in it must not be forgotten either. */
async function warnOfKeychain(runtime: Runtime, pinned: StoreKind | undefined): Promise<void> {
	const { accounts } = await readAccounts(runtime);
	if (pinned !== 'keychain' || accounts.length === 0) return;
	const names = accounts.map((account) => account.username).join(', ');
	warn(
		runtime,
		`the tokens of ${names} stay in the keychain; \`graphctl logout --all\` removes them where the keychain can be used.`,
	);
}
