/** OData query options and annotations that all collections share (graph-contract: OData conventions; OData 4.01 part 2, 5.1). */
import { badRequest, GraphError, notImplemented, unknownProperty } from './graph-errors.js';

const known = [
	'apply',
	'compute',
	'count',
	'deltatoken',
	'expand',
	'filter',
	'format',
	'levels',
	'orderby',
	'search',
	'select',
	'skip',
	'skiptoken',
	'top',
] as const;

export type QueryOption = (typeof known)[number];

/** The system query options of one request, without `$`, in the order they were sent. */
export type Query = ReadonlyMap<QueryOption, string>;

/**
 * Reads the system query options; a `$` may be left out and case does not matter, as in the service. Other options are ignored.
 * `supported`: what this path answers; `refused`: what Graph itself does not take here.
 * @throws GraphError 400 for an unknown `$option`, a repeated or a refused one, 501 for one that only Graph has
 */
export function readQuery(
	parameters: URLSearchParams,
	supported: readonly QueryOption[],
	refused: readonly QueryOption[] = [],
): Query {
	const query = new Map<QueryOption, string>();
	for (const [name, value] of parameters) {
		const bare = name.toLowerCase().replace(/^\$/, '');
		const option = known.find((one) => one === bare);
		if (option === undefined) {
			if (name.startsWith('$')) throw badRequest(`The query parameter '${name}' is not supported.`);
			continue;
		}
		if (query.has(option)) {
			throw badRequest(
				`Query option '$${option}' was specified more than once, but it must be specified at most once.`,
			);
		}
		if (refused.includes(option)) {
			throw badRequest(`The query specified in the URI is not valid. Query option '$${option}' is not allowed.`);
		}
		if (!supported.includes(option)) throw notImplemented(`the query option $${option} here`);
		query.set(option, value);
	}
	return query;
}

/** `$top`, or the default; 1 to `largest`. @throws GraphError 400 */
export function readTop(query: Query, standard: number, largest: number): number {
	const text = query.get('top');
	if (text === undefined) return standard;
	const top = readWholeNumber('top', text);
	if (top > largest) {
		throw badRequest(
			`The query specified in the URI is not valid. The limit of '${largest}' for Top query has been exceeded. The value from the incoming request is '${text}'.`,
		);
	}
	if (top === 0) throw invalidNumber('top', text);
	return top;
}

/** `$skip`, or 0. @throws GraphError 400 */
export function readSkip(query: Query): number {
	const text = query.get('skip');
	return text === undefined ? 0 : readWholeNumber('skip', text);
}

/** `$count`. @throws GraphError 400 when it is neither true nor false */
export function readCount(query: Query): boolean {
	const text = query.get('count')?.toLowerCase();
	if (text === undefined || text === 'false') return false;
	if (text === 'true') return true;
	throw badRequest(`Invalid value '${text}' for $count query option found. Valid values are 'true' and 'false'.`);
}

/**
 * `$select` as property names in the metadata's spelling, or undefined when everything usual is wanted.
 * @throws GraphError 400 `RequestBroker--ParseUri` for a property that `type` (full EDM name) does not have
 */
export function readSelect(
	query: Query,
	type: string,
	spellingOf: (name: string) => string | undefined,
): readonly string[] | undefined {
	const text = query.get('select');
	if (text === undefined) return undefined;
	const names = text.split(',').map((name) => name.trim());
	if (names.includes('*')) return undefined;
	return [
		...new Set(
			names.map((name) => {
				const spelling = spellingOf(name);
				if (spelling !== undefined) return spelling;
				if (name === '') {
					throw new GraphError(
						400,
						'RequestBroker--ParseUri',
						"Term '' is not valid in a $select or $expand expression.",
					);
				}
				throw unknownProperty(name, type);
			}),
		),
	];
}

/** The absolute link to the rest of a collection: the same options with another place to go on from. */
export function nextLink(url: string, query: Query, place: 'skip' | 'skiptoken', value: string): string {
	const options = [...query].filter(([name]) => name !== 'skip' && name !== 'skiptoken');
	return `${url}?${[...options, [place, value] as const].map(([name, text]) => `$${name}=${encodeURIComponent(text)}`).join('&')}`;
}

/** The `@odata.context` of a resource; `path` follows `$metadata#`. */
export function contextOf(
	origin: string,
	path: string,
	selection: readonly string[] | undefined,
	entity: boolean,
): string {
	const selected = selection === undefined ? '' : `(${selection.join(',')})`;
	return `${origin}/v1.0/$metadata#${path}${selected}${entity ? '/$entity' : ''}`;
}

function readWholeNumber(option: 'top' | 'skip', text: string): number {
	if (!/^\d{1,10}$/.test(text)) throw invalidNumber(option, text);
	return Number(text);
}

function invalidNumber(option: 'top' | 'skip', text: string): GraphError {
	return badRequest(
		`Invalid value '${text}' for $${option} query option found. The $${option} query option requires a non-negative integer value.`,
	);
}
