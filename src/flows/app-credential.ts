/** How an app proves who it is: what each app-only flow needs to ask for a token. */
import type { ClientCertificate } from './certificate.js';

/** The app-only flows by name. */
export type AppFlow = 'client-secret' | 'client-certificate' | 'federated-token' | 'managed-identity';

/** The credential of a flow; a managed identity has none, for the machine vouches for it. */
export type ClientCredential =
	| { readonly flow: 'client-secret'; readonly secret: string }
	| { readonly flow: 'client-certificate'; readonly certificate: ClientCertificate }
	/** The file is read for every assertion: what writes it, renews it. */
	| { readonly flow: 'federated-token'; readonly file: string };

/** A token of the app's own; it names no person. */
export interface AppToken {
	readonly accessToken: string;
	/** Milliseconds since the epoch. */
	readonly expiresOn: number;
	/** From when on its issuer wants it renewed, though it still serves; milliseconds since the epoch. */
	readonly refreshOn?: number | undefined;
	readonly fromCache: boolean;
}
