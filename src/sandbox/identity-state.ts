/** What Entra remembers and oidc-provider does not: consent, sign-ins and the access tokens that are out there. */

/** One interactive sign-in; its refresh tokens share its fate. */
export interface SignIn {
	readonly oid: string;
	readonly clientId: string;
	/** The client declared CP1 when it signed in. */
	readonly cp1: boolean;
	/** Authentication contexts that were satisfied by it. */
	readonly acrs: readonly string[];
	revoked: boolean;
}

type TokenState = 'valid' | 'expired' | 'revoked';

export interface IdentityState {
	/** Permissions a person has given an app, or an administrator for everyone. */
	consented(oid: string, clientId: string): ReadonlySet<string>;
	consent(oid: string, clientId: string, scopes: Iterable<string>): void;
	/** An administrator's consent for every person. */
	consentForAll(clientId: string, scopes: Iterable<string>): void;
	/** Forgets the consent of a person, or of everyone and the administrator's too. */
	revokeConsent(oid?: string): void;
	/** Remembers a sign-in by oidc-provider's grant id. */
	addSignIn(grantId: string, signIn: Omit<SignIn, 'revoked'>): void;
	signIn(grantId: string | undefined): SignIn | undefined;
	/** Ends the sign-ins of a person, or of everyone, and the access tokens of CP1 clients with them. */
	revokeSessions(oid?: string): void;
	/** Remembers an issued access token. `expiresAt` is in seconds since the epoch. */
	addToken(id: string, token: { readonly oid: string; readonly cp1: boolean; readonly expiresAt: number }): void;
	/** Makes every access token issued so far expired. */
	expireTokens(): void;
	tokenState(id: string): TokenState;
}

/** Stands for the object id in an administrator's consent. */
const everyone = '*';

/** Tokens above this number make the state forget those that are long over. */
const sweepAbove = 5000;

/** @param now seconds since the epoch */
export function createIdentityState(now: () => number): IdentityState {
	const consents = new Map<string, Set<string>>();
	const signIns = new Map<string, SignIn>();
	const tokens = new Map<string, { oid: string; cp1: boolean; expiresAt: number; state: TokenState }>();
	const consentKey = (oid: string, clientId: string): string => `${oid} ${clientId}`;

	const state: IdentityState = {
		consented: (oid, clientId) =>
			new Set([
				...(consents.get(consentKey(oid, clientId)) ?? []),
				...(consents.get(consentKey(everyone, clientId)) ?? []),
			]),
		consentForAll: (clientId, scopes) => state.consent(everyone, clientId, scopes),
		consent(oid, clientId, scopes) {
			const key = consentKey(oid, clientId);
			consents.set(key, new Set([...(consents.get(key) ?? []), ...scopes]));
		},
		revokeConsent(oid) {
			for (const key of consents.keys()) if (oid === undefined || key.startsWith(`${oid} `)) consents.delete(key);
		},
		addSignIn: (grantId, signIn) => void signIns.set(grantId, { ...signIn, revoked: false }),
		signIn: (grantId) => (grantId === undefined ? undefined : signIns.get(grantId)),
		revokeSessions(oid) {
			for (const signIn of signIns.values()) if (oid === undefined || signIn.oid === oid) signIn.revoked = true;
			for (const token of tokens.values()) {
				// Without CP1 an access token lives to its end: continuous access evaluation is what cuts it short.
				if (token.cp1 && token.state === 'valid' && (oid === undefined || token.oid === oid)) token.state = 'revoked';
			}
		},
		addToken(id, token) {
			if (tokens.size > sweepAbove) {
				for (const [old, { expiresAt }] of tokens) if (expiresAt < now()) tokens.delete(old);
			}
			tokens.set(id, { ...token, state: 'valid' });
		},
		expireTokens() {
			for (const token of tokens.values()) token.state = 'expired';
		},
		tokenState: (id) => tokens.get(id)?.state ?? 'expired',
	};
	return state;
}
