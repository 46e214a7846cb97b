/** The commands of the control endpoint. Each returns its answer, nothing, or a sentence that says what is wrong. */
import { appCommands } from './app-commands.js';
import { type ControlAnswer, type ControlledSandbox, checked, type Fields, type RunCommand } from './control-fields.js';
import type { EntraError } from './entra-errors.js';
import type { StoredRecord } from './identity-store.js';
import type { Realm } from './realm.js';
import type { GraphFault } from './types.js';

/** Command names and what they do. */
export const commands: Readonly<Record<string, RunCommand>> = {
	...appCommands,
	'expire-access-tokens': checked({}, ({ realms }) => {
		for (const realm of realms) realm.state.expireTokens();
	}),
	'revoke-consent': checked({ user: 'string' }, (sandbox, read) =>
		forUser(sandbox, read.text('user'), ({ state }, oid) => state.revokeConsent(oid)),
	),
	'revoke-session': checked({ user: 'string' }, (sandbox, read) =>
		forUser(sandbox, read.text('user'), ({ state, store }, oid) => {
			state.revokeSessions(oid);
			store.remove('Session', (record) => oid === undefined || record['accountId'] === oid);
		}),
	),
	'fail-graph': checked(
		{
			status: 'number',
			times: 'number',
			retryAfter: 'number',
			retryAfterDate: 'number',
			body: 'string',
			contentType: 'string',
			truncateAfter: 'number',
			delayMs: 'number',
			path: 'string',
		},
		({ graphFaults, realm }, read) => {
			const status = read.number('status');
			if (status === undefined || !Number.isInteger(status) || status < 200 || status > 599) {
				return '"status" must be an HTTP status from 200 to 599.';
			}
			graphFaults.arm(readGraphFault(status, read, realm.now()), read.number('times') ?? 1, read.text('path'));
			return undefined;
		},
	),
	'slow-graph': checked({ delayMs: 'number', times: 'number', path: 'string' }, ({ graphFaults }, read) => {
		const delayMs = read.number('delayMs');
		if (delayMs === undefined) return '"delayMs" must be a number of milliseconds.';
		graphFaults.arm({ status: 200, delayMs }, read.number('times') ?? 1, read.text('path'));
		return undefined;
	}),
	'reset-graph': checked({ delayMs: 'number', times: 'number', path: 'string' }, ({ graphFaults }, read) =>
		graphFaults.arm(
			{ status: 200, reset: true, delayMs: read.number('delayMs') ?? 0 },
			read.number('times') ?? 1,
			read.text('path'),
		),
	),
	'heal-graph': checked({}, ({ graphFaults }) => graphFaults.disarm()),
	'fail-token': checked(
		{ status: 'number', error: 'string', aadsts: 'number', suberror: 'string', claims: 'string', times: 'number' },
		({ realm }, read) => {
			realm.faults.arm(readTokenFault(read), read.number('times') ?? 1);
			return undefined;
		},
	),
	'device-decline': checked({ userCode: 'string' }, (sandbox, read) =>
		forDevices(sandbox, read.text('userCode'), (code) => {
			code['error'] = 'access_denied';
			code['errorDescription'] = 'Declined through the control endpoint.';
		}),
	),
	'device-expire': checked({ userCode: 'string' }, (sandbox, read) =>
		forDevices(sandbox, read.text('userCode'), (code) => {
			code.exp = 1;
		}),
	),
	'block-device-flow': checked({ on: 'number' }, ({ realm }, read) =>
		realm.faults.blockDevices(read.number('on') !== 0),
	),
	'refresh-in': checked({ seconds: 'number' }, ({ realm }, read) => realm.faults.renewAfter(read.number('seconds'))),
	'slow-down': checked({ times: 'number' }, ({ realm }, read) => realm.faults.slowDown(read.number('times') ?? 1)),
	'demand-acrs': checked({ value: 'string' }, ({ graphFaults }, read) => graphFaults.demandAcrs(read.text('value'))),
	state: checked({}, (sandbox) => ({
		requests: Object.fromEntries(sandbox.requests()),
		deviceCodes: openDevices(sandbox).map((code) => code['userCode']),
	})),
};

/** Acts on the tenant of one person, or on both. */
function forUser(
	{ realms }: ControlledSandbox,
	user: string | undefined,
	act: (realm: Realm, oid?: string) => void,
): ControlAnswer {
	if (user === undefined) {
		for (const realm of realms) act(realm);
		return undefined;
	}
	const realm = realms.find((one) => one.personByHint(user) !== undefined);
	if (realm === undefined) return `There is no person "${user}".`;
	act(realm, realm.personByHint(user)?.id);
	return undefined;
}

function openDevices({ realm, realms }: ControlledSandbox): readonly StoredRecord[] {
	const isOpen = (code: StoredRecord): boolean =>
		code['error'] === undefined && code['consumed'] === undefined && (code.exp ?? 0) * 1000 > realm.now();
	return realms.flatMap(({ store }) => store.records('DeviceCode')).filter(isOpen);
}

/** Acts on one device code, or on all that are open. */
function forDevices(
	sandbox: ControlledSandbox,
	userCode: string | undefined,
	act: (code: StoredRecord) => void,
): ControlAnswer {
	const wanted = userCode?.toUpperCase();
	const codes = openDevices(sandbox).filter((code) => wanted === undefined || code['userCode'] === wanted);
	if (codes.length === 0) return wanted === undefined ? 'No device waits.' : `No device waits with the code ${wanted}.`;
	for (const code of codes) act(code);
	return undefined;
}

function readGraphFault(status: number, read: Fields, now: number): GraphFault {
	const retryAfter = read.number('retryAfter');
	const retryAfterDate = read.number('retryAfterDate');
	const text = read.text('body');
	const truncateAfter = read.number('truncateAfter');
	const delayMs = read.number('delayMs');
	const wait =
		retryAfterDate === undefined ? retryAfter?.toString() : new Date(now + retryAfterDate * 1000).toUTCString();
	return {
		status,
		...(wait === undefined ? {} : { headers: { 'retry-after': wait } }),
		...(text === undefined ? {} : { body: { contentType: read.text('contentType') ?? 'application/json', text } }),
		...(truncateAfter === undefined ? {} : { truncateAfter }),
		...(delayMs === undefined ? {} : { delayMs }),
	};
}

function readTokenFault(read: Fields): EntraError {
	const aadsts = read.number('aadsts');
	const suberror = read.text('suberror');
	const claims = read.text('claims');
	const status = read.number('status') ?? 400;
	return {
		status,
		error: read.text('error') ?? (status >= 500 ? 'temporarily_unavailable' : 'invalid_grant'),
		message: 'This failure was asked for through the control endpoint.',
		...(aadsts === undefined ? {} : { aadsts }),
		...(suberror === undefined ? {} : { suberror }),
		...(claims === undefined ? {} : { claims }),
	};
}
