/** Reads `-f key=value` and `-F key=value` as `gh api` does: nested objects, arrays, and values with types. */
import { GraphctlError } from '../errors.js';

/** A value that goes out as JSON. */
export type FieldValue = string | number | boolean | null | FieldValue[] | FieldObject;

/** Fields by name; it has no prototype, so that no name in it means anything else. */
export interface FieldObject {
	[name: string]: FieldValue;
}

/**
 * The object that the fields describe: `a[b]=c` nests, `a[]=1` adds to an array, `a[]` alone is an empty one, and `a[][b]=1`
 * begins an element where the last one has `b` already.
 *
 * @param raw fields whose values are text
 * @param typed fields whose values may be `true`, `false`, `null`, a number as JSON would write it, or `@FILE`
 * @param readText content of the file (`-`: standard input) that a typed field names
 * @throws GraphctlError `usage.field`, and what `readText` throws
 */
export async function parseFields(
	raw: readonly string[],
	typed: readonly string[],
	readText: (source: string) => Promise<string>,
): Promise<FieldObject> {
	const fields = emptyObject();
	for (const text of raw) {
		const { path, value } = splitField(text);
		place(fields, path, value, text);
	}
	for (const text of typed) {
		const { path, value } = splitField(text);
		place(fields, path, value === undefined ? undefined : await typedValue(value, text, readText), text);
	}
	return fields;
}

/** Fields as query options. @throws GraphctlError `usage.field` for what only a body can hold */
export function fieldsAsQuery(fields: FieldObject): Record<string, string | number | boolean> {
	const query: Record<string, string | number | boolean> = Object.create(null);
	for (const [name, value] of Object.entries(fields)) {
		if (typeof value === 'object' && value !== null)
			throw refuse(`A query cannot hold the object or array "${name}"; a body can (-X POST).`);
		query[name] = value ?? 'null';
	}
	return query;
}

/** The parts of `a[b][]=value`; an empty part stands for `[]`, and no value for a field without `=`. */
function splitField(text: string): { readonly path: readonly string[]; readonly value: string | undefined } {
	const match = /^([^[\]=]+)((?:\[[^[\]=]*\])*)(?:=(.*))?$/s.exec(text);
	if (!match) throw refuse(`"${shown(text)}" is not a field: it looks like key=value, key[part]=value or key[]=value.`);
	const [, name = '', brackets = '', value] = match;
	const path = [name, ...[...brackets.matchAll(/\[([^[\]]*)\]/g)].map(([, part = '']) => part)];
	if (path.some((part, at) => part === '' && path[at + 1] === ''))
		throw refuse(`"${shown(text)}" asks for an array in an array; send such a body with --data.`);
	if (value === undefined && path.at(-1) !== '') throw refuse(`The field "${shown(text)}" lacks "=" and a value.`);
	return { path, value };
}

async function typedValue(
	value: string,
	field: string,
	readText: (source: string) => Promise<string>,
): Promise<FieldValue> {
	if (value === 'true') return true;
	if (value === 'false') return false;
	if (value === 'null') return null;
	if (value.startsWith('@')) return readText(value.slice(1));
	const number = Number(value);
	// What a number would change, such as the version 1.0, is text.
	if (value !== '' && String(number) === value && Number.isFinite(number)) return number;
	if (/^-?[1-9]\d{15,}$/.test(value))
		throw refuse(`The number in "${shown(field)}" is too large to be sent exactly; use -f to send it as text.`);
	return value;
}

/** Puts a value where its path leads; `undefined` is the empty array. */
function place(fields: FieldObject, path: readonly string[], value: FieldValue | undefined, field: string): void {
	let object = fields;
	let [name = ''] = path;
	let inArray = false;
	for (const part of path.slice(1)) {
		if (part === '') {
			inArray = true;
			continue;
		}
		object = inArray ? elementOf(object, name, part, field) : objectAt(object, name, field);
		inArray = false;
		name = part;
	}
	if (inArray) {
		const list = arrayAt(object, name, field);
		if (value !== undefined) list.push(value);
		return;
	}
	if (name in object) throw refuse(`The field "${shown(field)}" was given more than once.`);
	object[name] = value ?? null;
}

function objectAt(parent: FieldObject, name: string, field: string): FieldObject {
	parent[name] ??= emptyObject();
	const value = parent[name];
	if (isFieldObject(value)) return value;
	throw refuse(`"${shown(field)}": "${name}" is already something other than an object.`);
}

function arrayAt(parent: FieldObject, name: string, field: string): FieldValue[] {
	parent[name] ??= [];
	const value = parent[name];
	if (Array.isArray(value)) return value;
	throw refuse(`"${shown(field)}": "${name}" is already something other than an array.`);
}

/** The element that a part `[][part]` goes to: the last one, or a new one where that has the part. */
function elementOf(parent: FieldObject, name: string, part: string, field: string): FieldObject {
	const list = arrayAt(parent, name, field);
	const last = list.at(-1);
	if (isFieldObject(last) && !(part in last)) return last;
	const element = emptyObject();
	list.push(element);
	return element;
}

function isFieldObject(value: FieldValue | undefined): value is FieldObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function emptyObject(): FieldObject {
	return Object.create(null);
}

/** A field may hold a long text or a secret: only its name is repeated. */
function shown(field: string): string {
	return (field.split('=', 1)[0] ?? field).slice(0, 80);
}

function refuse(message: string): GraphctlError {
	return new GraphctlError({ code: 'usage.field', message });
}
