/** The tenant segment of a path. */
import type { Company } from './types.js';

/** The id under which Entra keeps personal accounts. */
export const consumersTenant = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** `work` is the company's tenant under any of its names; `consumers` is for personal accounts, of which it has none. */
type TenantKind = 'work' | 'consumers' | 'unknown';

export function tenantKind(segment: string, company: Company): TenantKind {
	const name = segment.toLowerCase();
	if (name === 'consumers' || name === consumersTenant) return 'consumers';
	const names = ['common', 'organizations', company.tenantId.toLowerCase(), company.domain.toLowerCase()];
	return names.includes(name) ? 'work' : 'unknown';
}
