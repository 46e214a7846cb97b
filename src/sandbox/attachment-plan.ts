/** What is known of an attachment before its content is made. */
import type { AttachmentPlan } from './mail-model.js';
import { Random } from './random.js';

const types: Readonly<Record<string, string>> = {
	pdf: 'application/pdf',
	docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
	xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
	zip: 'application/zip',
	png: 'image/png',
	jpg: 'image/jpeg',
	txt: 'text/plain',
	csv: 'text/csv',
};

/** A file of a few ten kilobytes whose type follows from its name and whose size follows from `label`. */
export function planFile(name: string, label: number): AttachmentPlan {
	const bytes = 8_000 + new Random(label).below(90_000);
	const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
	const contentType = Object.hasOwn(types, extension) ? types[extension] : undefined;
	return { kind: 'file', name, contentType: contentType ?? 'application/octet-stream', bytes };
}

/** False for pictures inside the body, which do not count as attachments. */
export function isListed(plan: AttachmentPlan): boolean {
	return plan.kind !== 'file' || plan.inline !== true;
}

/** Bytes that the attachments add to a message, about. */
export function attachedBytes(plans: readonly AttachmentPlan[]): number {
	return plans.reduce((sum, plan) => sum + (plan.kind === 'file' ? sizeOfFile(plan.bytes) : 4_000), 0);
}

/** What Graph calls the size of a file: more than its bytes, because the store adds its own. */
export function sizeOfFile(bytes: number): number {
	return Math.ceil(bytes * 1.045);
}
