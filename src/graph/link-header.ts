/** Reads the `Link` header (RFC 8288): the places that an answer names in its head. */

/** The address in angle brackets, before which empty members of the list may stand. */
const address = /[\s,]*<([^>]*)>/y;
/** A parameter: its name, then a quoted or a bare value, or none. A quote that nobody closed goes to the end. */
const parameter = /\s*;\s*([^\s",;=]*)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"?|([^\s",;]*)))?/y;
const rest = /[^,]*/y;

/**
 * The address of the next page as the header writes it, which may be relative; undefined when it names none.
 * Read as RFC 8288, appendix B.2 has it: of several `rel` the first counts. A link with an `anchor` speaks of another page.
 */
export function nextLink(header: string | readonly string[] | undefined): string | undefined {
	const text = [header ?? []].flat().join(', ');
	let at = 0;
	const take = (pattern: RegExp): RegExpExecArray | undefined => {
		pattern.lastIndex = at;
		const match = pattern.exec(text);
		at += match?.[0].length ?? 0;
		return match ?? undefined;
	};
	for (let link = take(address); link; link = take(address)) {
		const parameters = new Map<string, string>();
		for (let one = take(parameter); one; one = take(parameter)) {
			const [, name = '', quoted, bare = ''] = one;
			const known = name.toLowerCase();
			if (!parameters.has(known)) parameters.set(known, quoted?.replace(/\\(.)/g, '$1') ?? bare);
		}
		take(rest);
		const relations = parameters.get('rel')?.toLowerCase().split(/\s+/) ?? [];
		if (relations.includes('next') && !parameters.has('anchor')) return link[1]?.trim();
	}
	return undefined;
}
