/** Where oidc-provider keeps its sessions, codes and tokens: in memory, for the sandbox's life. */

/** One stored record; its shape is oidc-provider's own. */
export type StoredRecord = Record<string, unknown> & { exp?: number };

interface Adapter {
	upsert(id: string, payload: StoredRecord, expiresIn: number): Promise<void>;
	find(id: string): Promise<StoredRecord | undefined>;
	findByUid(uid: string): Promise<StoredRecord | undefined>;
	findByUserCode(userCode: string): Promise<StoredRecord | undefined>;
	consume(id: string): Promise<void>;
	destroy(id: string): Promise<void>;
	revokeByGrantId(grantId: string): Promise<void>;
}

export interface IdentityStore {
	/** The `adapter` option of oidc-provider. */
	readonly adapter: (kind: string) => Adapter;
	/** Live records of a kind. */
	records(kind: string): readonly StoredRecord[];
	/** Removes the records of a kind for which `matches` is true. */
	remove(kind: string, matches: (record: StoredRecord) => boolean): void;
}

/** Records above this number make the store look for expired ones. */
const sweepAbove = 2000;
/** Seconds that an expired record stays, so that its owner is told "expired" and not "unknown". */
const graceSeconds = 3600;

/** @param now seconds since the epoch */
export function createIdentityStore(now: () => number): IdentityStore {
	const kinds = new Map<string, Map<string, StoredRecord>>();
	const recordsOf = (kind: string): Map<string, StoredRecord> => {
		const existing = kinds.get(kind);
		if (existing !== undefined) return existing;
		const created = new Map<string, StoredRecord>();
		kinds.set(kind, created);
		return created;
	};
	const sweep = (records: Map<string, StoredRecord>): void => {
		if (records.size < sweepAbove) return;
		for (const [id, record] of records) {
			if (record.exp !== undefined && record.exp + graceSeconds < now()) records.delete(id);
		}
	};
	const findBy = (kind: string, property: string, value: string): StoredRecord | undefined =>
		[...recordsOf(kind).values()].find((record) => record[property] === value);
	const remove: IdentityStore['remove'] = (kind, matches) => {
		for (const [id, record] of recordsOf(kind)) if (matches(record)) recordsOf(kind).delete(id);
	};

	const adapter = (kind: string): Adapter => ({
		async upsert(id, payload) {
			const records = recordsOf(kind);
			sweep(records);
			records.set(id, payload);
		},
		find: async (id) => recordsOf(kind).get(id),
		findByUid: async (uid) => findBy(kind, 'uid', uid),
		findByUserCode: async (userCode) => findBy(kind, 'userCode', userCode),
		async consume(id) {
			// Entra rotates refresh tokens but does not revoke the old one by its use, so nothing marks it.
			if (kind === 'RefreshToken') return;
			const record = recordsOf(kind).get(id);
			if (record !== undefined) record['consumed'] = now();
		},
		destroy: async (id) => void recordsOf(kind).delete(id),
		revokeByGrantId: async (grantId) => remove(kind, (record) => record['grantId'] === grantId),
	});
	return { adapter, records: (kind) => [...recordsOf(kind).values()], remove };
}
