/** Bodies: a small markup for the sample texts, and its rendering as Outlook-like HTML and as plain text. */
import type { Block } from './mail-model.js';

/**
 * Parses the sample texts' markup: `- item`, `| cell | cell`, `[text](href)` alone on a line, `!pixel URL`, `!script CODE`,
 * `!image CONTENT-ID ALT`;
 * any other line is a paragraph.
 */
export function parseBlocks(markup: string): Block[] {
	const blocks: Block[] = [];
	let items: string[] = [];
	let rows: string[][] = [];
	for (const line of markup.split('\n')) {
		if (items.length > 0 && !line.startsWith('- ')) {
			blocks.push({ kind: 'list', items });
			items = [];
		}
		if (rows.length > 0 && !line.startsWith('| ')) {
			blocks.push({ kind: 'table', rows });
			rows = [];
		}
		if (line.startsWith('- ')) items.push(line.slice(2));
		else if (line.startsWith('| ')) rows.push(line.slice(2).split(' | '));
		else if (line.startsWith('!pixel ')) blocks.push({ kind: 'pixel', src: line.slice(7) });
		else if (line.startsWith('!script ')) blocks.push({ kind: 'unsafe', html: `<script>${line.slice(8)}</script>` });
		else if (line.startsWith('!image ')) blocks.push(parseImage(line.slice(7)));
		else if (line.startsWith('[')) blocks.push(parseLink(line));
		else if (line !== '') blocks.push({ kind: 'paragraph', text: line });
	}
	if (items.length > 0) blocks.push({ kind: 'list', items });
	if (rows.length > 0) blocks.push({ kind: 'table', rows });
	return blocks;
}

function parseLink(line: string): Block {
	const split = line.indexOf('](');
	if (split < 0 || !line.endsWith(')')) return { kind: 'paragraph', text: line };
	return { kind: 'link', text: line.slice(1, split), href: line.slice(split + 2, -1) };
}

function parseImage(line: string): Block {
	const split = line.indexOf(' ');
	return { kind: 'image', contentId: line.slice(0, split), alt: line.slice(split + 1) };
}

const head =
	'<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">' +
	'<style type="text/css" style="display:none">\r\n<!--\r\np\r\n\t{margin-top:0;\r\n\tmargin-bottom:0}\r\n-->\r\n</style></head>' +
	'<body dir="ltr">';

/** A whole HTML document; with `allowUnsafe` also what Exchange would have removed. */
export function renderHtml(blocks: readonly Block[], allowUnsafe: boolean): string {
	return `${head}${blocks.map((block) => htmlOf(block, allowUnsafe)).join('\r\n')}</body></html>`;
}

/** Plain text with CRLF line ends, as Exchange renders an HTML body. */
export function renderText(blocks: readonly Block[]): string {
	return blocks
		.map(textOf)
		.filter((text) => text !== '')
		.join('\r\n\r\n');
}

/** The first 255 UTF-16 units of the plain text, half a character never left at the end. */
export function previewOf(text: string): string {
	if (text.length <= 255) return text;
	const last = text.charCodeAt(254);
	const splits = last >= 0xd800 && last <= 0xdbff && isLowSurrogate(text.charCodeAt(255));
	return text.slice(0, splits ? 254 : 255);
}

function isLowSurrogate(unit: number): boolean {
	return unit >= 0xdc00 && unit <= 0xdfff;
}

function htmlOf(block: Block, allowUnsafe: boolean): string {
	switch (block.kind) {
		case 'paragraph':
			return `<p class="MsoNormal"><span style="font-size:11.0pt">${escapeHtml(block.text)}</span></p>`;
		case 'list':
			return `<ul>${block.items.map((item) => `<li><span>${escapeHtml(item)}</span></li>`).join('')}</ul>`;
		case 'table':
			return `<table border="1" cellspacing="0" cellpadding="4"><tbody>${block.rows.map(rowHtml).join('')}</tbody></table>`;
		case 'link':
			return `<p><a href="${escapeHtml(block.href)}" target="_blank" rel="noopener noreferrer">${escapeHtml(block.text)}</a></p>`;
		case 'plain':
			return (
				'<font size="2"><span style="font-size:11pt;"><div class="PlainText">' +
				`${escapeHtml(block.text).replaceAll('\r\n', '<br>\r\n')}</div></span></font>`
			);
		case 'image':
			return `<p><img src="cid:${escapeHtml(block.contentId)}" alt="${escapeHtml(block.alt)}" width="320"></p>`;
		case 'pixel':
			return `<img src="${escapeHtml(block.src)}" width="1" height="1" alt="" style="display:none">`;
		case 'unsafe':
			return allowUnsafe ? block.html : '';
		case 'raw':
			return block.html;
		case 'quote':
			return (
				`<hr style="display:inline-block; width:98%"><div id="divRplyFwdMsg" dir="ltr">${block.headers
					.map(([name, value]) => `<b>${name}:</b> ${escapeHtml(value)}<br>`)
					.join('')}</div><blockquote style="margin:0 0 0 .8ex; border-left:1px solid #ccc; padding-left:1ex">` +
				`${block.blocks.map((inner) => htmlOf(inner, allowUnsafe)).join('\r\n')}</blockquote>`
			);
	}
}

function rowHtml(cells: readonly string[], index: number): string {
	const tag = index === 0 ? 'th' : 'td';
	return `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
}

function textOf(block: Block): string {
	switch (block.kind) {
		case 'paragraph':
		case 'plain':
			return block.text;
		case 'image':
			return `[cid:${block.contentId}]`;
		case 'list':
			return block.items.map((item) => `  *   ${item}`).join('\r\n');
		case 'table':
			return block.rows.map((cells) => cells.join('\t')).join('\r\n');
		case 'link':
			return `${block.text}<${block.href}>`;
		case 'pixel':
		case 'unsafe':
			return '';
		case 'raw':
			return block.text;
		case 'quote': {
			const headers = block.headers.map(([name, value]) => `${name}: ${value}`).join('\r\n');
			return `________________________________\r\n${headers}\r\n\r\n${renderText(block.blocks)}`;
		}
	}
}

/** Control characters stay: a mail's author may have sent them. */
function escapeHtml(text: string): string {
	if (!/[&<>"]/.test(text)) return text;
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
