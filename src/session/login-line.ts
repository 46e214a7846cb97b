/** The one writer of `graphctl login` lines: for an account that must sign in again, and for a login that is to be repeated. */
import { type Account, type AppFlow, appFlowOf } from '../cache/account.js';
import type { Settings } from '../config/settings.js';
import type { FlowName } from '../flows/choose-flow.js';
import type { LoginNeeds } from '../flows/login-line.js';
import { findCloud } from '../graph/clouds.js';

/** Values of the options of `graphctl login`; it takes no secret on the command line. */
export interface LoginWords extends Omit<LoginNeeds, 'flow'> {
	readonly flow?: FlowName | AppFlow | undefined;
	readonly certificate?: string | undefined;
	readonly federatedTokenFile?: string | undefined;
	readonly domainHint?: string | undefined;
	readonly authority?: string | undefined;
	readonly clientId?: string | undefined;
	readonly as?: string | undefined;
	readonly storage?: string | undefined;
	readonly redirectPort?: string | undefined;
	readonly timeout?: string | undefined;
	readonly open?: boolean | undefined;
}

/** The command line that leads back to the account; it names only what the settings do not already say. */
export function loginLine(settings: Settings, account: Account, needs: LoginNeeds = {}): string {
	const app = appFlowOf(account.flow);
	if (app === 'managed-identity') return managedIdentityLine(settings, account, needs);
	const proof = { certificate: account.certificateFile, federatedTokenFile: account.federatedTokenFile };
	const words = {
		...(app === undefined ? { loginHint: account.username } : { flow: app, ...proof }),
		...(account.cloud === settings.get('cloud') ? {} : { cloud: account.cloud }),
		...authorityWords(settings, account),
		...(account.clientId === clientIdOf(settings, account.cloud) ? {} : { clientId: account.clientId }),
	};
	return writeLoginLine(words, needs);
}

/** A login line with these words, changed by what an error needs. */
export function writeLoginLine(words: LoginWords, needs: LoginNeeds = {}): string {
	const app = appFlowOf(words.flow ?? '');
	if (app !== undefined) return writeAppLine(app, words, needs);
	const changes = Object.fromEntries(Object.entries(needs).filter(([, value]) => value !== undefined));
	const all: LoginWords = { ...words, ...changes };
	const line = ['graphctl', 'login'];
	const add = (option: string, value: string | undefined): void => {
		if (value !== undefined) line.push(option, value);
	};
	// These mean nothing to a device code, and are refused with it.
	const browser = all.flow === 'device-code' ? {} : all;
	if (all.flow !== undefined) line.push(`--${all.flow}`);
	// The page asks which account, or it is told: not both.
	if (browser.prompt !== 'select_account') add('--login-hint', all.loginHint);
	add('--domain-hint', browser.domainHint);
	add('--prompt', browser.prompt);
	add('--cloud', all.cloud);
	add('--authority', all.authority);
	add('--tenant', all.tenant);
	add('--client-id', all.clientId);
	for (const scope of all.scopes ?? []) add('--scope', scope);
	add('--claims', all.claims);
	add('--as', all.as);
	add('--storage', all.storage);
	add('--redirect-port', browser.redirectPort);
	if (browser.open === false) line.push('--no-open');
	if (all.moreTime !== true) add('--timeout', all.timeout);
	return line.map(quote).join(' ');
}

/** An app is asked for nothing at its sign-in: what an error wants of a person is left out. */
function writeAppLine(flow: AppFlow, words: LoginWords, needs: LoginNeeds): string {
	const { certificate, federatedTokenFile } = words;
	const options = {
		'--cloud': needs.cloud ?? words.cloud,
		'--authority': words.authority,
		'--tenant': needs.tenant ?? words.tenant,
		'--client-id': needs.clientId ?? words.clientId,
		'--certificate': flow === 'client-certificate' ? certificate : undefined,
		'--federated-token-file': flow === 'federated-token' ? federatedTokenFile : undefined,
		'--as': words.as,
		'--storage': words.storage,
	};
	const given = Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
	return ['graphctl', 'login', '--flow', flow, ...given].map(quote).join(' ');
}

/** The machine knows tenant and identity, except which of several. */
function managedIdentityLine(settings: Settings, account: Account, needs: LoginNeeds): string {
	const cloud = account.cloud === settings.get('cloud') ? undefined : account.cloud;
	return writeAppLine('managed-identity', { cloud, clientId: account.managedIdentityId }, { cloud: needs.cloud });
}

/** Tenant, and the whole authority where it is not the cloud's own or the settings name another one. */
function authorityWords(
	settings: Settings,
	account: Account,
): { readonly authority?: string | undefined; readonly tenant?: string | undefined } {
	if (!URL.canParse(account.authority)) return {};
	const { origin, pathname } = new URL(account.authority);
	const tenant = pathname.split('/')[1] ?? '';
	const chosen = settings.setting('tenant');
	const named = settings.get('authority');
	if (named === undefined && origin === new URL(findCloud(account.cloud, settings.clouds).authority).origin) {
		return tenant === '' || tenant === chosen.value ? {} : { tenant };
	}
	return {
		...(account.authority === named ? {} : { authority: account.authority }),
		// A tenant of the settings beats the one in an authority.
		...(chosen.source !== 'default' && tenant !== '' && tenant !== chosen.value ? { tenant } : {}),
	};
}

/** The client id that a login to this cloud uses when the command line names none. */
function clientIdOf(settings: Settings, cloud: string): string | undefined {
	const chosen = settings.setting('client-id');
	if (chosen.source === 'environment') return chosen.value;
	return settings.clouds[cloud]?.clientId ?? chosen.value;
}

/** A word as a shell takes it. */
export function quote(word: string): string {
	return /^[\w.:/@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
