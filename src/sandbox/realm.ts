/** What the parts of the identity platform share: the directory, its memory and its settings. */
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../runtime.js';
import { type AppCredentials, type AppRegistrations, createAppRegistrations } from './app-registrations.js';
import { ciamHost, customersSignInPath } from './customers.js';
import type { RequestIds } from './entra-errors.js';
import { createGuid } from './guid.js';
import { createIdentityState, type IdentityState } from './identity-state.js';
import { createIdentityStore, type IdentityStore } from './identity-store.js';
import { resourceOf } from './permission-catalogue.js';
import { apiApp, customersApp, findApp, type SampleApp, sampleApps } from './sample-apps.js';
import type { TokenFaults } from './token-faults.js';
import type { Company, Person } from './types.js';

export interface Realm {
	readonly company: Company;
	/** Employees of a company, or customers of it (External ID). */
	readonly kind: 'workforce' | 'customers';
	/** Apps that are registered here. */
	readonly apps: readonly SampleApp[];
	/** Path of the sign-in pages; the interaction's id follows. */
	readonly signInPath: string;
	readonly loginOrigin: string;
	/** `iss` of id tokens: login origin (for customers: a host named after the tenant id), tenant id, `v2.0`. */
	readonly issuer: string;
	/** Resources that mean the sandbox's Graph, lower case. */
	readonly graphResources: readonly string[];
	readonly state: IdentityState;
	readonly store: IdentityStore;
	readonly faults: TokenFaults;
	/** How apps prove themselves, and what they were granted. */
	readonly registrations: AppRegistrations;
	/** What stands for a checked app's credentials between this sandbox and its oidc-provider. */
	readonly innerSecret: string;
	/** The `acrs` value that the APIs demand of every token (step-up), or undefined. */
	demandedAcrs(): string | undefined;
	/** Lifetimes in seconds. */
	readonly lifetimes: RealmOptions['lifetimes'];
	randomBytes(count: number): Uint8Array;
	/** Milliseconds since the epoch. */
	now(): number;
	/** Identifiers of a new request; a client's own correlation id is kept when it is a GUID. */
	newIds(correlationId: string | null | undefined): RequestIds;
	person(oid: string | undefined): Person | undefined;
	/** The person whom a user name, a mail address or a `login_hint` claim names. */
	personByHint(hint: string | null | undefined): Person | undefined;
	/** Who is signed in without a page, if anyone is. */
	approver(hint: string | null | undefined): Person | undefined;
	/** The app of this tenant with that client id. */
	app(clientId: string | null | undefined): SampleApp | undefined;
	/** Whether apps may have this permission here at all. */
	allows(permission: string): boolean;
	/** Host and port that a request came to, as far as it is one of this realm's. */
	hostOf(request: IncomingMessage): string;
	/** Writes a line to the request log. */
	report(line: string): void;
}

export interface RealmOptions {
	readonly company: Company;
	readonly kind: Realm['kind'];
	/** Failures armed for the token endpoints. */
	readonly faults: TokenFaults;
	readonly loginOrigin: string;
	readonly graphOrigin: string;
	/** A person, or `true` for the hinted or first one. */
	readonly autoApprove: Person | true | undefined;
	readonly lifetimes: {
		readonly accessToken: number;
		readonly deviceCode: number;
		readonly deviceInterval: number;
	};
	/** Credentials of apps by client id. */
	readonly credentials: Readonly<Record<string, AppCredentials>>;
	readonly demandedAcrs: () => string | undefined;
	readonly clock: Clock;
	readonly randomBytes: (count: number) => Uint8Array;
	readonly report: (line: string) => void;
}

const guidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function createRealm(options: RealmOptions): Realm {
	const { company, loginOrigin, graphOrigin, clock, randomBytes } = options;
	const seconds = (): number => Math.floor(clock.now() / 1000);
	const personByHint: Realm['personByHint'] = (hint) => {
		if (hint === null || hint === undefined) return undefined;
		const wanted = hint.toLowerCase();
		return company.people.find(
			(person) =>
				person.userPrincipalName.toLowerCase() === wanted ||
				person.mail?.toLowerCase() === wanted ||
				loginHintOf(person) === hint,
		);
	};
	const state = createIdentityState(seconds);
	const isShop = options.kind === 'customers';
	const apps = sampleApps.filter((app) => app === apiApp || (app === customersApp) === isShop);
	const { tenantId } = company;
	return {
		company,
		loginOrigin,
		issuer: isShop ? `https://${tenantId}.ciamlogin.com/${tenantId}/v2.0` : `${loginOrigin}/${tenantId}/v2.0`,
		kind: options.kind,
		apps,
		signInPath: isShop ? customersSignInPath : '/sandbox/sign-in',
		graphResources: [graphOrigin, 'https://graph.microsoft.com'].map((origin) => origin.toLowerCase()),
		state,
		store: createIdentityStore(seconds),
		faults: options.faults,
		registrations: createAppRegistrations(options.credentials),
		innerSecret: Buffer.from(randomBytes(32)).toString('base64url'),
		demandedAcrs: options.demandedAcrs,
		lifetimes: options.lifetimes,
		randomBytes,
		now: () => clock.now(),
		newIds: (correlationId) => ({
			traceId: createGuid(randomBytes),
			correlationId: guidPattern.test(correlationId ?? '') ? (correlationId ?? '') : createGuid(randomBytes),
			time: clock.now(),
		}),
		person: (oid) => company.people.find((person) => person.id === oid),
		personByHint,
		approver(hint) {
			if (options.autoApprove !== true) return options.autoApprove;
			return personByHint(hint) ?? company.people[0];
		},
		app(clientId) {
			const app = findApp(clientId);
			return app !== undefined && apps.includes(app) ? app : undefined;
		},
		// An external tenant lets apps sign people in and read their profile; everything else of Graph is refused.
		allows: (permission) => !isShop || permission === 'User.Read' || resourceOf(permission) === 'todo',
		hostOf: (request) => (isShop ? ciamHost(request, tenantId) : undefined) ?? new URL(loginOrigin).host,
		report: options.report,
	};
}

/** The `login_hint` claim: opaque to clients, understood by authorize (`login_hint`) and logout (`logout_hint`). */
export function loginHintOf(person: Person): string {
	return `O.${Buffer.from(person.id, 'utf8').toString('base64url')}`;
}
