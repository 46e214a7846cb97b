/** Changes a dependency's text. @throws Error where the text is not there: the dependency has changed */
export function replaceOnce(text: string, old: string, fresh: string): string {
	const parts = text.split(old);
	if (parts.length !== 2) throw new Error(`A dependency no longer says: ${old.slice(0, 80)}`);
	return parts.join(fresh);
}
