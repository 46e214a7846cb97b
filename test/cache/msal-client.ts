/** A real msal-node client over a cache plugin, whose identity platform answers from memory. */
import { type AuthenticationResult, PublicClientApplication } from '@azure/msal-node';
import type { CachePlugin } from '../../src/cache/msal-plugin.js';

const tenantId = '11111111-2222-3333-4444-555555555555';
export const defaultClientId = 'aaaaaaaa-0000-0000-0000-000000000001';

export interface MsalClient {
	readonly app: PublicClientApplication;
	/** Redeems a refresh token, which puts the user's account and tokens in the cache. */
	signIn(user: string, scope?: string): Promise<AuthenticationResult | null>;
	/** A token from the cache, or a refreshed one. */
	silent(user: string, scope?: string, forceRefresh?: boolean): Promise<AuthenticationResult>;
	signOut(user: string): Promise<void>;
	users(): Promise<string[]>;
}

/** Each answer brings new tokens: `at-USER-N`, `rt-USER-N`. */
export function makeMsalClient(cachePlugin: CachePlugin, clientId = defaultClientId): MsalClient {
	let count = 0;
	const answer = (body: string): object => {
		const form = new URLSearchParams(body);
		const user = (form.get('refresh_token') ?? '').split('-')[1] ?? 'nobody';
		const serial = `${process.pid}.${++count}`;
		const scope = (form.get('scope') ?? '').split(' ').filter((one) => one.includes('.'));
		return {
			token_type: 'Bearer',
			expires_in: 3600,
			ext_expires_in: 3600,
			scope: scope.join(' '),
			access_token: `at-${user}-${serial}`,
			refresh_token: `rt-${user}-${serial}`,
			id_token: unsignedToken({
				oid: user,
				tid: tenantId,
				preferred_username: `${user}@example.com`,
				name: user,
				ver: '2.0',
				aud: clientId,
			}),
			client_info: Buffer.from(JSON.stringify({ uid: user, utid: tenantId })).toString('base64url'),
		};
	};
	const app = new PublicClientApplication({
		auth: { clientId, authority: `https://login.microsoftonline.com/${tenantId}` },
		cache: { cachePlugin },
		system: {
			networkClient: {
				sendGetRequestAsync: () => Promise.reject(new Error('no discovery expected')),
				sendPostRequestAsync: async (_url, options) => ({
					status: 200,
					headers: {},
					body: JSON.parse(JSON.stringify(answer(options?.body ?? ''))),
				}),
			},
		},
	});
	const accountOf = async (user: string) => {
		const accounts = await app.getTokenCache().getAllAccounts();
		const account = accounts.find(({ username }) => username === `${user}@example.com`);
		if (!account) throw new Error(`${user} is not signed in`);
		return account;
	};
	return {
		app,
		signIn: (user, scope = 'User.Read') =>
			app.acquireTokenByRefreshToken({ refreshToken: `rt-${user}-0`, scopes: [scope], forceCache: true }),
		silent: async (user, scope = 'User.Read', forceRefresh = false) =>
			app.acquireTokenSilent({ account: await accountOf(user), scopes: [scope], forceRefresh }),
		signOut: async (user) => app.getTokenCache().removeAccount(await accountOf(user)),
		users: async () =>
			(await app.getTokenCache().getAllAccounts()).map(({ username }) => username.replace(/@.*/, '')).sort(),
	};
}

function unsignedToken(claims: object): string {
	const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
	return `${encode({ alg: 'none' })}.${encode({ ...claims, iat: 1, exp: 4_000_000_000 })}.c2ln`;
}
