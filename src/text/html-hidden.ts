/** How HTML mail hides words: by what an element is told to look like. */
import type { Attributes } from './html-tokens.js';

const hiding = /(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)/i;
/** The words behind the subject in a list of mail are hidden in this way where `display` is not enough. */
const flat = /(?:^|[;\s])max-height\s*:\s*0(?:px)?\s*(?:[;!]|$)/i;
/** What is larger than its box is seen all the same without this. */
const clipped = /(?:^|[;\s])overflow(?:-y)?\s*:\s*(?:hidden|clip)/i;
/** Letters without size within words mislead filters; larger elements use it against gaps, and their own cells have a size again. */
const sizeless = /(?:^|[;\s])font-size\s*:\s*0(?:px|pt)?\s*(?:[;!]|$)/i;
/** A size that does not depend on the one around it, of which `em` and `%` are a part. */
const sized =
	/(?:^|[;\s])font(?:-size\s*:|\s*:[^;]{0,60}?[\s:])\s*(?:(?!0+(?:\.0*)?[a-z])[\d.]{1,9}(?:px|pt|pc|cm|mm|in|q|rem|vw|vh)|(?:xx?-)?(?:small|large)|medium)\b/i;

/** Whether nobody sees an element, by its own attributes. */
export function isHidden(attributes: Attributes): boolean {
	if (attributes.has('hidden')) return true;
	const style = attributes.get('style');
	return style !== undefined && (hiding.test(style) || (flat.test(style) && clipped.test(style)));
}

/** Whether the words of an element have no size, by its own style or by the element around it. */
export function isSizeless(name: string, style: string | undefined, outer: boolean): boolean {
	if (style === undefined) return outer;
	return outer ? !sized.test(style) : name === 'span' && sizeless.test(style);
}
