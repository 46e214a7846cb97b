/** What the sandbox's rooms share: the company, the token that Graph reads, and the handles of a running sandbox. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** A person of the sample company; property names are Graph's. */
export interface Person {
	/** Object id (GUID). */
	readonly id: string;
	readonly displayName: string;
	readonly givenName: string;
	readonly surname: string;
	readonly userPrincipalName: string;
	readonly mail: string | null;
	readonly jobTitle: string | null;
	readonly mobilePhone: string | null;
	readonly businessPhones: readonly string[];
	readonly officeLocation: string | null;
	readonly preferredLanguage: string | null;
	readonly department: string | null;
	/** Object id of the manager. */
	readonly managerId: string | null;
	/** JPEG or PNG bytes. */
	readonly photo: { readonly contentType: string; readonly bytes: Uint8Array } | null;
	readonly hasMailbox: boolean;
}

export interface Company {
	readonly name: string;
	readonly tenantId: string;
	readonly domain: string;
	readonly people: readonly Person[];
}

/** What an access token of this sandbox says, after its signature and audience were checked. */
export interface AccessTokenClaims {
	/** Object id of the person, or of the app for an app-only token. */
	readonly oid: string;
	readonly tid: string;
	readonly appId: string;
	/** Delegated permissions, bare names such as `Mail.Read`. */
	readonly scopes: readonly string[];
	/** Application permissions of an app-only token. */
	readonly roles: readonly string[];
	readonly audience: string;
	/** Seconds since the epoch. */
	readonly expiresAt: number;
	/** True when the client declared CP1, so that a claims challenge may be sent. */
	readonly cp1: boolean;
	/** Values of an `acrs` step-up that this token satisfies. */
	readonly acrs: readonly string[];
}

/** Why a bearer token was refused. */
export type TokenRefusal = 'missing' | 'malformed' | 'expired' | 'wrong-audience' | 'revoked';

export type TokenCheck = { readonly claims: AccessTokenClaims } | { readonly refusal: TokenRefusal };

/** Faults that the control endpoint arms for the next Graph requests. */
export interface GraphFaults {
	/** Takes the fault armed for this request, if any. */
	take(method: string, path: string): GraphFault | undefined;
	/** The `acrs` value that Graph demands of every token (step-up), or undefined. */
	demandedAcrs(): string | undefined;
}

export interface GraphFault {
	readonly status: number;
	readonly headers?: Readonly<Record<string, string>>;
	/** Body as it goes out, with its content type; default is Graph's error body for the status. */
	readonly body?: { readonly contentType: string; readonly text: string };
	/** Cut the connection after this many body bytes. */
	readonly truncateAfter?: number;
	/** Answer only after this many milliseconds. */
	readonly delayMs?: number;
	/** Close the connection instead of answering. */
	readonly reset?: boolean;
}

export interface GraphOptions {
	readonly company: Company;
	/** Absolute origin of this Graph, e.g. `https://localhost:8443`. */
	readonly origin: () => string;
	/** Login origin, for the challenge header. */
	readonly loginOrigin: () => string;
	checkToken(authorization: string | undefined): TokenCheck;
	readonly faults: GraphFaults;
	/** Messages in each mailbox. */
	readonly messages: number;
	readonly seed: number;
	/** Milliseconds since the epoch; the year of mail ends here. */
	readonly now: () => number;
}

/** The Graph half: `createGraph(options)` in `graph.ts` returns this. */
export type GraphListener = (request: IncomingMessage, response: ServerResponse) => void;

export interface SandboxOptions {
	/** Login port; Graph takes the next free one. 0 (default) is any. */
	readonly port?: number | undefined;
	readonly seed?: number | undefined;
	/** Messages in each mailbox, default 200. */
	readonly messages?: number | undefined;
	/** Signs this user (or the first person) in without a page. */
	readonly autoApprove?: string | true | undefined;
	/** Access-token lifetime in seconds, default 3600. */
	readonly accessTokenLifetime?: number | undefined;
	/** Device-code lifetime in seconds, default 900. */
	readonly deviceCodeLifetime?: number | undefined;
	/** Polling interval in seconds that the devicecode answer names, default 5. */
	readonly deviceCodeInterval?: number | undefined;
	/** Folder for `ca.pem`; created 0700 when absent. */
	readonly folder: string;
	/** Called for each request with a line to log. */
	readonly onRequest?: ((line: string) => void) | undefined;
}

export interface Sandbox {
	/** Login origin, `https://localhost:PORT`. */
	readonly loginOrigin: string;
	/** Graph origin, `https://localhost:PORT`. */
	readonly graphOrigin: string;
	/** Client id of the registered sample app (public client, redirect `http://localhost`). */
	readonly clientId: string;
	readonly company: Company;
	/** A tenant for customers (Entra External ID), whose issuer is on another host than its authority. */
	readonly customers: {
		/** Authority on the login origin, by tenant id. */
		readonly authority: string;
		/** `NAME.ciamlogin.com`, served by the login port to whoever is led there, e.g. by a proxy. */
		readonly host: string;
		readonly tenantId: string;
		readonly clientId: string;
	};
	/** Origin of the second protected API, `https://localhost:PORT`; its list is at `/todolist`. */
	readonly todoOrigin: string;
	/** Managed identities over plain HTTP on loopback: what IDENTITY_ENDPOINT and IDENTITY_HEADER say on App Service. */
	readonly managedIdentity: {
		readonly endpoint: string;
		readonly header: string;
	};
	/** Confidential apps and their credentials; the files are in the sandbox's folder, readable to this user alone. */
	readonly apps: {
		/** Runs without people: application permission User.Read.All granted, Mail.Read not yet. */
		readonly daemon: {
			readonly clientId: string;
			readonly clientSecret: string;
			/** PEM with private key and certificate. */
			readonly certificateFile: string;
			/** The same as PKCS #12. */
			readonly pfxFile: string;
			readonly pfxPassword: string;
			/** Token of an external issuer that stands for the app. */
			readonly federatedTokenFile: string;
		};
		/** The to-do list's API, which may act on behalf of its callers. */
		readonly api: { readonly clientId: string; readonly clientSecret: string; readonly audience: string };
		/** A user-assigned managed identity. */
		readonly managedIdentity: { readonly clientId: string };
	};
	/** PEM file of the sandbox's own certificate authority. */
	readonly caFile: string;
	/** Test-only control endpoint: `POST url` with `Authorization: Bearer secret` and a JSON command. */
	readonly control: { readonly url: string; readonly secret: string };
	/** Counts of requests served since start, by `METHOD path` without query. */
	requests(): ReadonlyMap<string, number>;
	close(): Promise<void>;
}
