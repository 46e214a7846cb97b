/** A request as oidc-provider sees it: tenant taken off the path, body already read once by us. */
import { IncomingMessage } from 'node:http';
import type { RequestIds } from './entra-errors.js';

/** Largest request body that is read, in bytes. */
const bodyLimit = 64 * 1024;

/** The whole body, or undefined when it is larger than a form may be. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of request) {
		if (!Buffer.isBuffer(chunk)) return undefined;
		size += chunk.length;
		if (size <= bodyLimit) chunks.push(chunk);
	}
	return size > bodyLimit ? undefined : Buffer.concat(chunks).toString('utf8');
}

/** Stands in for the browser's or the client's request when it is handed to oidc-provider. */
export class TenantRequest extends IncomingMessage {
	/** Path with the tenant: oidc-provider takes the prefix of its own addresses from it. */
	readonly originalUrl: string;
	/** Form parameters as the client sent them. */
	readonly form: URLSearchParams;
	readonly ids: RequestIds;

	constructor(
		source: IncomingMessage,
		target: {
			readonly tenant: string;
			/** Path and query without the tenant. */
			readonly url: string;
			readonly host: string;
			readonly form: URLSearchParams;
			/** The form that oidc-provider is to read instead. */
			readonly rewritten: URLSearchParams;
			readonly ids: RequestIds;
		},
	) {
		super(source.socket);
		this.method = source.method;
		this.url = target.url;
		this.originalUrl = `/${target.tenant}${target.url}`;
		this.form = target.form;
		this.ids = target.ids;
		const body = Buffer.from(target.rewritten.toString(), 'utf8');
		// Who sent the request was judged before; oidc-provider reads it from the form.
		const { authorization: _checked, ...headers } = source.headers;
		this.headers = { ...headers, host: target.host };
		if (this.method === 'POST') this.headers['content-length'] = String(body.length);
		if (body.length > 0) this.push(body);
		this.push(null);
		this.complete = true;
	}

	/** Nothing more comes: the body was given in the constructor. */
	override _read(): void {}
}
