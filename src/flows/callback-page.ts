/** The pages that the browser shows at the end of a sign-in or a sign-out: self-contained, without script, nothing echoed. */

export type CallbackPage =
	| { readonly kind: 'success'; readonly username: string; readonly name?: string | undefined; readonly tenant: string }
	| { readonly kind: 'signed-out'; readonly username: string }
	| { readonly kind: 'failure'; readonly message: string; readonly hint?: string | undefined }
	/** A request that is not the one waited for; the reason is a text of ours. */
	| { readonly kind: 'stray'; readonly reason: string };

const style = `:root{color-scheme:light dark;font:1.1rem/1.5 system-ui,sans-serif}
body{margin:0;min-height:100vh;display:grid;place-items:center}
main{max-width:34rem;padding:2rem}
h1{font-size:1.6rem;margin:0 0 .5rem}
p{margin:.5rem 0;overflow-wrap:anywhere}
code{white-space:pre-wrap}`;

/** Makes the page; the nonce admits its style sheet, the only thing that the policy allows. */
export function renderCallbackPage(page: CallbackPage, nonce: string): string {
	const { title, paragraphs } = contentOf(page);
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - graphctl</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${paragraphs.map((html) => `<p>${html}</p>`).join('\n')}
</main>
</body>
</html>
`;
}

/** Headers of every answer of the listener. */
export function callbackHeaders(nonce: string): Readonly<Record<string, string>> {
	return {
		'Content-Security-Policy': `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
		'Content-Type': 'text/html; charset=utf-8',
		'Cache-Control': 'no-store',
		'Referrer-Policy': 'no-referrer',
		'X-Content-Type-Options': 'nosniff',
		'Cross-Origin-Resource-Policy': 'same-origin',
		Connection: 'close',
	};
}

function contentOf(page: CallbackPage): { title: string; paragraphs: readonly string[] } {
	switch (page.kind) {
		case 'success': {
			const who = page.name ? `${mark(page.name)} (${mark(page.username)})` : mark(page.username);
			return {
				title: 'Signed in',
				paragraphs: [
					`graphctl is signed in as ${who}.`,
					`Tenant: ${mark(page.tenant)}`,
					'You can close this window and go back to the terminal.',
				],
			};
		}
		case 'signed-out':
			return {
				title: 'Signed out',
				paragraphs: [
					`${mark(page.username)} is signed out, in graphctl and in this browser.`,
					'You can close this window and go back to the terminal.',
				],
			};
		case 'failure':
			return {
				title: 'Not signed in',
				paragraphs: [
					escapeHtml(page.message),
					...(page.hint === undefined ? [] : [`<code>${escapeHtml(page.hint)}</code>`]),
					'You can close this window and go back to the terminal.',
				],
			};
		case 'stray':
			return {
				title: 'Nothing to do here',
				paragraphs: [escapeHtml(page.reason), 'What waits in the terminal goes on unchanged.'],
			};
	}
}

/** `bdi` keeps a name's writing direction from turning the sentence around. */
function mark(text: string): string {
	return `<bdi>${escapeHtml(text)}</bdi>`;
}

const entities: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

function escapeHtml(text: string): string {
	return text
		.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '')
		.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
