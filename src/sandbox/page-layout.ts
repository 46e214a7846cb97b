/** The frame of every sign-in page: plain HTML, no script, and headers that forbid any. */
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** HTML that is safe to send: literals of this folder, and text that went through `escapeHtml`. */
export interface Html {
	readonly html: string;
}

/** Text with the five characters that mean something in HTML replaced. */
export function escapeHtml(text: string): string {
	const entities: Readonly<Record<string, string>> = {
		'&': '&amp;',
		'<': '&lt;',
		'>': '&gt;',
		'"': '&quot;',
		"'": '&#39;',
	};
	return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** Template tag: every value is escaped unless it is `Html` or a list of `Html`. */
export function html(literals: TemplateStringsArray, ...values: readonly (string | Html | readonly Html[])[]): Html {
	let text = literals[0] ?? '';
	values.forEach((value, index) => {
		if (typeof value === 'string') text += escapeHtml(value);
		else if ('html' in value) text += value.html;
		else text += value.map((part) => part.html).join('');
		text += literals[index + 1] ?? '';
	});
	return { html: text };
}

const style = `
:root{color-scheme:light dark;--ink:#1b1a19;--soft:#5d5b58;--line:#d6d3cf;--card:#fff;--ground:#eef1f5;--main:#0f5ea8;--hover:#f3f6fa;--bad:#a4262c}
@media(prefers-color-scheme:dark){:root{--ink:#f3f2f1;--soft:#b8b5b2;--line:#484644;--card:#201f1e;--ground:#131211;--main:#6cb4f5;--hover:#2b2a29;--bad:#ff99a4}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;align-items:center;justify-content:center;background:var(--ground);color:var(--ink);font:16px/1.45 "Segoe UI",system-ui,-apple-system,"Helvetica Neue",Arial,sans-serif;padding:24px 16px}
main{width:100%;max-width:460px;background:var(--card);border:1px solid var(--line);border-radius:10px;padding:32px 36px;box-shadow:0 6px 24px rgba(0,0,0,.08)}
header{display:flex;justify-content:space-between;gap:12px;font-size:13px;color:var(--soft);margin-bottom:20px}
header strong{color:var(--ink)}
h1{font-size:23px;line-height:1.25;font-weight:600;margin:0 0 8px;overflow-wrap:anywhere}
p{margin:0 0 14px;overflow-wrap:anywhere}
.soft{color:var(--soft);font-size:14px}
.bad{color:var(--bad)}
ul{list-style:none;margin:0 0 18px;padding:0}
.scopes li{padding:10px 0 10px 26px;border-top:1px solid var(--line);position:relative}
.scopes li:last-child{border-bottom:1px solid var(--line)}
.scopes li::before{content:"";position:absolute;left:4px;top:15px;width:6px;height:11px;border:solid var(--main);border-width:0 2px 2px 0;transform:rotate(40deg)}
code{font:13px/1.4 ui-monospace,Consolas,monospace;color:var(--soft);overflow-wrap:anywhere}
.people{margin:14px -16px 8px}
.person{display:flex;align-items:center;gap:14px;width:100%;padding:10px 16px;border:0;border-radius:6px;background:none;color:inherit;font:inherit;text-align:left;cursor:pointer}
.person:hover{background:var(--hover)}
.person.hinted{background:var(--hover)}
.person>span:last-child{min-width:0}
.person b{display:block;font-weight:600}
.person small{display:block;color:var(--soft);font-size:14px;overflow:hidden;text-overflow:ellipsis}
.face{flex:none;width:40px;height:40px;border-radius:50%;display:grid;place-items:center;background:var(--main);color:var(--card);font-weight:600;font-size:15px}
.actions{display:flex;flex-wrap:wrap;gap:10px;justify-content:flex-end;margin-top:20px}
.actions button{min-width:92px;padding:9px 14px;border-radius:6px;border:1px solid var(--line);background:var(--hover);color:var(--ink);font:inherit;cursor:pointer}
.actions button.main{background:var(--main);border-color:var(--main);color:var(--card);font-weight:600}
.actions button:hover{filter:brightness(.95)}
.person:focus,.person:focus-visible{outline:2px solid var(--main);outline-offset:-2px}
@media(max-width:480px){main{padding:24px 22px}}
:focus-visible{outline:3px solid var(--main);outline-offset:2px}
label{display:block;font-weight:600;margin-bottom:6px}
input[type=text]{width:100%;padding:10px 12px;border:1px solid var(--soft);border-radius:6px;background:var(--card);color:var(--ink);font:20px ui-monospace,Consolas,monospace;letter-spacing:.12em;text-transform:uppercase}
`;

const styleHash = createHash('sha256').update(style).digest('base64');

/** Headers of every page. Forms may lead on to the app that waits on loopback, and nowhere else. */
export const pageHeaders: Readonly<Record<string, string>> = {
	'content-type': 'text/html; charset=utf-8',
	'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; form-action 'self' http://localhost:*; base-uri 'none'; frame-ancestors 'none'`,
	'cache-control': 'no-store',
	'referrer-policy': 'no-referrer',
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY',
};

/** A whole page. */
export function renderPage(title: string, company: string, content: Html): string {
	const frame = html`<body>
<main>
<header><strong>${company}</strong><span>graphctl sandbox</span></header>
${content}
</main>
</body>`;
	return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
${frame.html}
</html>
`;
}

/** Sends a page and ends the answer. */
export function sendPage(response: ServerResponse, status: number, page: string): void {
	response.writeHead(status, { ...pageHeaders, 'content-length': Buffer.byteLength(page) });
	response.end(page);
}
