/** The work of `graphctl login` for an app that signs in as itself. */
import { resolve } from 'node:path';
import type { Account, AppFlow } from '../cache/account.js';
import type { Settings } from '../config/settings.js';
import { GraphctlError } from '../errors.js';
import type { LoginLine } from '../flows/login-line.js';
import type { Runtime } from '../runtime.js';
import { type SignedInApp, signInApp } from '../session/app-sign-in.js';
import { type AppSource, bareSecret, environmentValue, managedIdentityId } from '../session/app-source.js';
import { writeLoginLine } from '../session/login-line.js';
import { cloudOfSettings, type Target, targetOfSettings } from '../session/target.js';
import { formatDistance } from '../text/time.js';
import { askHidden } from './ask.js';
import { currentAccount, tellChange } from './current-account.js';
import type { LoginArgs } from './login.js';
import { loginWords } from './login-words.js';
import { type OutputChoice, writeResult } from './output.js';
import { readSecret } from './read-input.js';
import { note, warn } from './report.js';
import { openLoginStore } from './storage-offer.js';
import { canAsk } from './terminal.js';

/** An app credential as the command line, the environment and the terminal gave it. */
interface Given extends AppSource {
	/** Milliseconds since the epoch, for a certificate. */
	readonly expiresAt?: number;
}

/** Runs it. @throws GraphctlError */
export async function loginApp(
	runtime: Runtime,
	args: LoginArgs,
	settings: Settings,
	flow: AppFlow,
	output: OutputChoice,
): Promise<void> {
	const loginLine: LoginLine = (needs) => writeLoginLine(loginWords(args, flow), needs);
	const target = await targetOf(runtime, settings, flow, loginLine);
	const given = await credentialOf(runtime, args, settings, flow);
	const { store, pin } = await openLoginStore(runtime, args, settings);
	const before = await currentAccount(runtime);
	const done = await signInApp(runtime, {
		...{ target, source: given, store, loginLine },
		alias: args.as,
		note: (text) => note(runtime, text),
		onCorrupt: (message) => warn(runtime, message),
		beforeListing: pin,
	});
	await tell(runtime, output, { ...done, before }, given, store);
}

/** An app needs one tenant, and that is said before anything is asked or opened. A managed identity brings its own. */
async function targetOf(runtime: Runtime, settings: Settings, flow: AppFlow, loginLine: LoginLine): Promise<Target> {
	if (flow === 'managed-identity') {
		const cloud = cloudOfSettings(settings);
		return { cloud, clientId: identityOf(runtime, settings) ?? '', authority: cloud.authority, tenant: undefined };
	}
	const target = targetOfSettings(settings);
	const [{ resolveAuthority }, { requireTenant }] = await Promise.all([
		import('../flows/authority.js'),
		import('../flows/client-credentials.js'),
	]);
	requireTenant(resolveAuthority(target), loginLine);
	return target;
}

/** What the command line names, else the environment; undefined for the system-assigned identity. */
function identityOf({ env }: Pick<Runtime, 'env'>, settings: Settings): string | undefined {
	const { source, value } = settings.setting('client-id');
	return source === 'flag' ? value : managedIdentityId(env);
}

async function credentialOf(runtime: Runtime, args: LoginArgs, settings: Settings, flow: AppFlow): Promise<Given> {
	const { env } = runtime;
	switch (flow) {
		case 'client-secret':
			return { flow, secret: await clientSecret(runtime, args) };
		case 'client-certificate': {
			const file = args.certificate ?? environmentValue(env, 'certificate');
			if (file === undefined) throw missing('There is no certificate.', 'Name its file with --certificate FILE.');
			return readWithPassword(runtime, args, resolve(file));
		}
		case 'federated-token': {
			const file = args.federatedTokenFile ?? environmentValue(env, 'federated');
			if (file === undefined)
				throw missing('There is no federated token.', 'Name its file with --federated-token-file FILE.');
			return { flow, federatedTokenFile: resolve(file) };
		}
		case 'managed-identity':
			return { flow, managedIdentityId: identityOf(runtime, settings) };
	}
}

async function clientSecret(runtime: Runtime, args: LoginArgs): Promise<string> {
	const read = () => readSecret(runtime, args, 'client secret', (text) => bareSecret(text, 'standard input'));
	if (args.clientSecretStdin) return read();
	const secret = environmentValue(runtime.env, 'secret');
	if (secret !== undefined) return secret;
	if (canAsk(runtime, args)) return read();
	throw missing(
		'There is no client secret, and nobody to ask for it.',
		'Give it with --client-secret-stdin < FILE, or in GRAPHCTL_CLIENT_SECRET.',
	);
}

/** Asks for the password where the file needs one and a person is there, three times in all. */
async function readWithPassword(runtime: Runtime, args: LoginArgs, file: string): Promise<Given> {
	const { readCertificate } = await import('../flows/certificate.js');
	const given = args.certificatePasswordStdin
		? await readSecret(runtime, args, 'certificate password')
		: environmentValue(runtime.env, 'password');
	const asks = given === undefined && canAsk(runtime, args);
	let secret = given;
	for (let attempt = 0; ; attempt++) {
		try {
			const { expiresAt } = await readCertificate(file, secret, runtime.clock.now(), runtime.signal);
			return { flow: 'client-certificate', certificateFile: file, secret, expiresAt };
		} catch (error) {
			const wrong = error instanceof GraphctlError && error.code === 'config.certificate-password';
			if (!wrong || !asks || attempt === 3) throw error;
			note(runtime, error.message);
			secret = await askHidden(runtime, 'Password of the certificate file: ');
		}
	}
}

function missing(message: string, hint: string): GraphctlError {
	return new GraphctlError({ code: 'usage.credential', message, hint });
}

/** A certificate that ends sooner is worth a warning. */
const soonMs = 30 * 24 * 60 * 60 * 1000;

async function tell(
	runtime: Runtime,
	output: OutputChoice,
	{ account, permissions, before }: SignedInApp & { readonly before: Account | undefined },
	{ expiresAt }: Given,
	store: { readonly kind: string; readonly location: string },
): Promise<void> {
	const { alias = null, clientId, cloud, flow, homeAccountId, name = null, tenantId, username } = account;
	if (output.format !== 'text' || output.query !== undefined) {
		const expiry = expiresAt === undefined ? {} : { certificateExpiresOn: new Date(expiresAt).toISOString() };
		const who = { account: username, name, alias, homeAccountId, tenantId, cloud, flow };
		return writeResult(runtime, output, { ...who, scopes: permissions, ...expiry, storage: store.kind }, () => '');
	}
	note(runtime, `Signed in as the app ${name === null ? clientId : `${name} (${clientId})`}, tenant ${tenantId}.`);
	if (permissions.length === 0)
		warn(runtime, 'no application permission of Graph was given to it yet; an administrator does that.');
	else note(runtime, `Permissions: ${permissions.join(', ')}.`);
	if (expiresAt !== undefined) {
		const now = runtime.clock.now();
		const words = `the certificate expires ${formatDistance(expiresAt, now)}, on ${new Date(expiresAt).toISOString().slice(0, 10)}.`;
		if (expiresAt - now < soonMs) warn(runtime, words);
		else note(runtime, `T${words.slice(1)}`);
	}
	tellChange(runtime, before, account);
	note(runtime, `Tokens rest in: ${store.location}.`);
	if (store.kind === 'plaintext-file')
		warn(runtime, 'tokens and secret are not encrypted; you chose this storage by name.');
}
