/** A browser without a screen: follows redirects over TLS with cookies, as far as the address that leaves the identity platform. */
import { readFile } from 'node:fs/promises';
import { request } from 'node:https';

interface Visited {
	readonly status: number;
	/** Where a redirect led that the identity platform does not serve itself, e.g. `http://localhost:PORT/?code=...`. */
	readonly leftFor: string | undefined;
	readonly url: string;
	readonly body: string;
}

export interface Surfer {
	get(url: string): Promise<Visited>;
	post(url: string, form: Readonly<Record<string, string>>): Promise<Visited>;
}

/** A session with its own cookies that trusts this CA. */
export async function createSurfer(caFile: string): Promise<Surfer> {
	const ca = await readFile(caFile);
	const cookies = new Map<string, string>();

	async function go(method: string, start: string, form?: string): Promise<Visited> {
		let url = start;
		let verb = method;
		let body = form;
		for (let hop = 0; hop < 20; hop += 1) {
			const answer = await once(verb, url, body);
			if (answer.location === undefined) return { status: answer.status, leftFor: undefined, url, body: answer.text };
			const next = new URL(answer.location, url);
			if (next.origin !== new URL(url).origin)
				return { status: answer.status, leftFor: next.href, url, body: answer.text };
			url = next.href;
			verb = 'GET';
			body = undefined;
		}
		throw new Error('Too many redirects.');
	}

	function once(
		method: string,
		url: string,
		form?: string,
	): Promise<{ status: number; location?: string | undefined; text: string }> {
		return new Promise((resolve, reject) => {
			const headers: Record<string, string | number> = {
				cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
				...(form === undefined
					? {}
					: {
							'content-type': 'application/x-www-form-urlencoded',
							'content-length': Buffer.byteLength(form),
							origin: new URL(url).origin,
						}),
			};
			const outgoing = request(url, { method, ca, headers, agent: false }, (incoming) => {
				for (const line of incoming.headers['set-cookie'] ?? []) {
					const [pair = ''] = line.split(';');
					cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
				}
				const chunks: Buffer[] = [];
				incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
				incoming.on('error', reject);
				incoming.on('end', () =>
					resolve({
						status: incoming.statusCode ?? 0,
						location: incoming.headers.location,
						text: Buffer.concat(chunks).toString('utf8'),
					}),
				);
			});
			outgoing.on('error', reject);
			outgoing.end(form);
		});
	}

	return {
		get: (url) => go('GET', url),
		post: (url, form) => go('POST', url, new URLSearchParams(form).toString()),
	};
}
