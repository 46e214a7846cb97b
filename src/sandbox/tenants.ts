/** The tenant segment of a path. */
import type { Realm } from './realm.js';

/** The id under which Entra keeps personal accounts. */
export const consumersTenant = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** `work` is the company's tenant under any of its names; `consumers` is for personal accounts, of which it has none. */
type TenantKind = 'work' | 'consumers' | 'unknown';

export function tenantKind(segment: string, { company, kind }: Pick<Realm, 'company' | 'kind'>): TenantKind {
	const name = segment.toLowerCase();
	if (kind === 'customers' && ['consumers', consumersTenant].includes(name)) return 'unknown';
	if (name === 'consumers' || name === consumersTenant) return 'consumers';
	// A tenant of customers is reached by its own names alone.
	const shared = kind === 'workforce' ? ['common', 'organizations'] : [];
	const names = [...shared, company.tenantId.toLowerCase(), company.domain.toLowerCase()];
	return names.includes(name) ? 'work' : 'unknown';
}
