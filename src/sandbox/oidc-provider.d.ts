/** The part of oidc-provider 9 that the sandbox uses; the package carries no types of its own. */
declare module 'oidc-provider' {
	import type { IncomingMessage, ServerResponse } from 'node:http';

	export type Params = Record<string, string | undefined>;

	export interface InteractionResult {
		readonly login?: { readonly accountId: string; readonly remember?: boolean };
		readonly consent?: Readonly<Record<string, never>>;
		readonly select_account?: Readonly<Record<string, never>>;
		readonly error?: string;
		readonly error_description?: string;
	}

	export interface OidcContext {
		readonly route: string;
		readonly params: Params;
		readonly body?: Readonly<Record<string, string | readonly string[] | undefined>>;
		readonly client?: Client;
		readonly session: Session;
		readonly account?: Account;
		readonly accessToken?: AccessToken;
		readonly deviceCode?: DeviceCode;
		readonly result?: InteractionResult;
		readonly prompts: ReadonlySet<string>;
		readonly requestParamScopes: ReadonlySet<string>;
		promptPending(name: string): boolean;
		urlFor(name: string): string;
	}

	/** Koa's context as far as it is used here. */
	export interface Context {
		readonly req: IncomingMessage;
		readonly res: ServerResponse;
		readonly query: Readonly<Record<string, string | readonly string[] | undefined>>;
		/** Absent on paths that no route of the provider matched. */
		readonly oidc: OidcContext;
		status: number;
		type: string;
		body: unknown;
		set(headers: Readonly<Record<string, string>>): void;
	}

	export interface Stored {
		jti: string;
		exp?: number;
		readonly clientId?: string;
		accountId?: string;
		grantId?: string;
		readonly isExpired: boolean;
		save(ttl?: number): Promise<string>;
		destroy(): Promise<void>;
	}

	export interface AccessToken extends Stored {
		readonly scope?: string;
	}

	export interface RefreshToken extends Stored {
		readonly scope?: string;
	}

	export interface DeviceCode extends Stored {
		readonly params: Params;
		readonly remainingTTL: number;
		readonly userCode: string;
		scope?: string;
		resource?: string;
		authTime?: number;
		error?: string;
		errorDescription?: string;
	}

	export interface Grant extends Stored {
		addOIDCScope(scope: string): void;
		addResourceScope(resource: string, scope: string): void;
	}

	export interface Session extends Stored {
		readonly uid: string;
		readonly state?: { readonly secret?: string };
		authorizations?: Record<string, { readonly grantId?: string }>;
		loginAccount(details: { readonly accountId: string }): void;
		persist(): Promise<string>;
	}

	export interface Interaction {
		readonly uid: string;
		readonly prompt: { readonly name: string; readonly reasons: readonly string[] };
		readonly params: Params;
		readonly session?: { readonly accountId?: string; readonly uid?: string };
		readonly deviceCode?: string;
	}

	export interface Client {
		readonly clientId: string;
		redirectUriAllowed(uri: string): boolean;
	}

	export interface Account {
		readonly accountId: string;
		claims(use: string, scope: string): Readonly<Record<string, unknown>>;
	}

	interface Finder<Model> {
		find(id: string, options?: { readonly ignoreExpiration?: boolean }): Promise<Model | undefined>;
	}

	export class Provider {
		constructor(issuer: string, configuration: object);
		readonly RefreshToken: Finder<RefreshToken> &
			(new (input: {
				readonly accountId: string;
				readonly client: Client | undefined;
				readonly grantId: string | undefined;
				readonly gty: string;
				readonly resource: string;
				readonly scope: string;
			}) => RefreshToken);
		readonly DeviceCode: Finder<DeviceCode> & {
			findByUserCode(code: string, options?: { readonly ignoreExpiration?: boolean }): Promise<DeviceCode | undefined>;
		};
		readonly ClientCredentials: new (input: {
			readonly client: Client | undefined;
			readonly scope: string;
		}) => Stored & {
			resourceServer?: object;
		};
		readonly ResourceServer: new (
			identifier: string,
			info: object,
		) => object;
		readonly Grant: new (input: {
			readonly accountId: string;
			readonly clientId: string;
		}) => Grant;
		readonly Session: {
			get(context: Context): Promise<Session>;
			findByUid(uid: string): Promise<Session | undefined>;
		};
		readonly Client: Finder<Client> & { readonly prototype: Client };
		callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
		createContext(request: IncomingMessage, response: ServerResponse): Context;
		cookieName(kind: 'session' | 'interaction' | 'resume'): string;
		interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
		interactionResult(
			request: IncomingMessage,
			response: ServerResponse,
			result: InteractionResult,
			options?: { readonly mergeWithLastSubmission?: boolean },
		): Promise<string>;
		use(middleware: (context: Context, next: () => Promise<void>) => Promise<void>): this;
		on(
			event: 'authorization.success',
			listener: (context: Context, answer: Record<string, string | undefined>) => void,
		): this;
		on(event: 'error', listener: (error: Error) => void): this;
		on(event: string, listener: (context: Context, error: Error & { error_detail?: string }) => void): this;
	}

	export const errors: {
		readonly CustomOIDCProviderError: new (code: string, description: string) => Error;
		readonly SessionNotFound: new (description: string) => Error;
	};

	export type Check = Readonly<Record<string, unknown>>;

	export const interactionPolicy: {
		readonly Check: new (
			reason: string,
			description: string,
			error: string,
			check: (context: Context) => boolean,
		) => Check;
		readonly Prompt: new (
			options: { readonly name: string; readonly requestable: boolean },
			...checks: readonly Check[]
		) => object;
	};
}
