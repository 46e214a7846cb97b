/** A browser without a screen: walks the sandbox's sign-in pages by their buttons, with cookies. */
import { readFileSync } from 'node:fs';
import { request } from 'node:https';

/** A page, or the address of the app that the browser was sent to. */
export interface Stop {
	/** Address of the page, or of the app on loopback. */
	readonly url: URL;
	readonly status: number;
	/** HTML of the page; empty for the app's address. */
	readonly html: string;
	readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

interface PageWalker {
	/** Opens an address and follows redirects until a page or an address outside the sandbox. */
	open(url: string): Promise<Stop>;
	/** Presses the button of that name on a page, with text fields filled in. */
	press(page: Stop, button: string, fields?: Readonly<Record<string, string>>): Promise<Stop>;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** Text of an attribute or element. */
function unescapeHtml(text: string): string {
	return text.replace(/&(amp|lt|gt|quot|#39);/g, (_match, name: string) => entities[name] ?? '');
}

/** @param caFile authority to trust */
export function createPageWalker(caFile: string): PageWalker {
	const ca = readFileSync(caFile);
	const cookies = new Map<string, { readonly value: string; readonly path: string }>();

	const send = (url: URL, form: string | undefined): Promise<Stop> =>
		new Promise((resolve, reject) => {
			const cookie = [...cookies]
				.filter(([, { path }]) => url.pathname.startsWith(path))
				.map(([name, { value }]) => `${name.split(' ')[0]}=${value}`)
				.join('; ');
			const outgoing = request(
				url,
				{
					method: form === undefined ? 'GET' : 'POST',
					agent: false,
					ca,
					headers: {
						accept: 'text/html',
						...(cookie === '' ? {} : { cookie }),
						...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
					},
				},
				(answer) => {
					for (const line of answer.headers['set-cookie'] ?? []) keepCookie(line);
					let html = '';
					answer.setEncoding('utf8');
					answer.on('data', (chunk: string) => {
						html += chunk;
					});
					answer.on('error', reject);
					answer.on('end', () => resolve({ url, status: answer.statusCode ?? 0, html, headers: answer.headers }));
				},
			);
			outgoing.on('error', reject);
			outgoing.end(form);
		});

	const keepCookie = (line: string): void => {
		const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
		const path = /;\s*path=([^;]+)/i.exec(line)?.[1] ?? '/';
		if (value === '' || line.includes('expires=Thu, 01 Jan 1970')) cookies.delete(`${name} ${path}`);
		else cookies.set(`${name} ${path}`, { value, path });
	};

	const follow = async (first: URL, form?: string): Promise<Stop> => {
		let stop = await send(first, form);
		for (let hops = 0; stop.status >= 300 && stop.status < 400; hops += 1) {
			if (hops > 20) throw new Error('Too many redirects.');
			const next = new URL(String(stop.headers['location']), stop.url);
			if (next.protocol !== 'https:') return { ...stop, url: next, html: '' };
			stop = await send(next, undefined);
		}
		return stop;
	};

	return {
		open: (url) => follow(new URL(url)),
		press(page, name, fields = {}) {
			const [, action] = /<form [^>]*?action="([^"]*)"/.exec(page.html) ?? [];
			const form = new URLSearchParams();
			for (const [, attributes = ''] of page.html.matchAll(/<input ([^>]*)>/g)) {
				const field = readAttribute(attributes, 'name');
				if (field !== undefined) form.set(field, readAttribute(attributes, 'value') ?? '');
			}
			for (const [field, value] of Object.entries(fields)) form.set(field, value);
			const button = findButton(page.html, name);
			const field = readAttribute(button, 'name');
			if (field !== undefined) form.set(field, readAttribute(button, 'value') ?? '');
			return follow(action === undefined ? page.url : new URL(unescapeHtml(action), page.url), form.toString());
		},
	};
}

function readAttribute(attributes: string, name: string): string | undefined {
	const value = new RegExp(`(?:^| )${name}="([^"]*)"`).exec(attributes)?.[1];
	return value === undefined ? undefined : unescapeHtml(value);
}

/** Attributes of the button whose label is `name`, or whose bold first line is. */
function findButton(html: string, name: string): string {
	for (const [, attributes = '', content = ''] of html.matchAll(/<button([^>]*)>(.*?)<\/button>/gs)) {
		const label = /<b [^>]*>(.*?)<\/b>/s.exec(content)?.[1] ?? content;
		if (unescapeHtml(label).trim() === name) return attributes;
	}
	throw new Error(`There is no button "${name}" on this page:\n${html.replace(/<style>.*?<\/style>/s, '')}`);
}
