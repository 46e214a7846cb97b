/** A Microsoft of one's own behind a CONNECT proxy: login hosts and Graphs of every cloud, with certificates of a test authority. */
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { onTestFinished } from 'vitest';
import { createTestCertificates } from '../node/http-test-certificates.js';
import { listenOnLoopback } from './loopback-server.js';

export const appId = '11111111-2222-4333-8444-555555555555';
export const homeTenant = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';

/** A request that reached some host. */
export interface Asked {
	readonly method: string;
	readonly host: string;
	readonly path: string;
	/** Fields of a form, and of the query. */
	readonly form: URLSearchParams;
	readonly bearer: string | undefined;
}

interface Reply {
	readonly status?: number;
	readonly body: unknown;
}

type Claims = Readonly<Record<string, unknown>>;

export interface Person {
	/** Claims of the ID token. */
	readonly claims: Claims;
	/** What MSAL makes the home account id of. */
	readonly info: { readonly uid: string; readonly utid: string };
}

/** What a test may change while it runs. */
export interface Microsoft {
	readonly env: Readonly<Record<string, string>>;
	/** Requests in order. */
	readonly asked: Asked[];
	/** Hosts that connections were asked for, in order. */
	readonly connected: string[];
	/** OpenID configurations by `HOST/PATH` of the authority; a number is a status. */
	readonly documents: Map<string, Claims | number>;
	/** Who signs in next. */
	person: Person;
	/** Life of access tokens in seconds. */
	life: number;
	/** Answers first; undefined leaves the request to the usual answers. */
	answer: (asked: Asked) => Reply | undefined;
	/** What a browser does with a sign-in address: the person agrees, and the redirect is followed. Returns the address. */
	visit(address: string): Promise<URL>;
	/** Requests for an OpenID configuration or the instance discovery. */
	discoveries(): readonly Asked[];
}

const hosts = [
	'login.microsoftonline.com',
	'login.microsoftonline.us',
	'login.partner.microsoftonline.cn',
	'graph.microsoft.com',
	'graph.microsoft.us',
	'dod-graph.microsoft.us',
	'microsoftgraph.chinacloudapi.cn',
	'*.ciamlogin.com',
	'*.b2clogin.com',
	'login.contoso.example',
	'api.contoso.example',
];

/** Somebody with an account of an organization. */
export function personOf(username: string, tenant = homeTenant, oid = '99999999-8888-4777-8666-555555555555'): Person {
	return {
		claims: { oid, sub: oid, tid: tenant, preferred_username: username, name: username.split('@')[0] },
		info: { uid: oid, utid: tenant },
	};
}

/** Starts it; it ends with the test. Nothing but what goes through the proxy of `env` can reach it. */
export async function startMicrosoft(): Promise<Microsoft> {
	const certificates = await createTestCertificates();
	onTestFinished(() => certificates.remove());
	const certificate = await certificates.issueFor(...hosts);
	const nonces = new Map<string, string>();
	const granted = new Map<string, string>();
	const tls = createTlsServer(certificate, async (request, response) => {
		const url = new URL(request.url ?? '/', `https://${request.headers.host}`);
		let body = '';
		for await (const chunk of request) body += String(chunk);
		const form = new URLSearchParams([...url.searchParams, ...new URLSearchParams(body)]);
		const bearer = request.headers.authorization?.replace(/^Bearer /, '');
		const asked: Asked = { method: request.method ?? '', host: url.host, path: url.pathname, form, bearer };
		microsoft.asked.push(asked);
		const reply = microsoft.answer(asked) ?? usual(asked);
		response.writeHead(reply.status ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body));
	});
	const proxy = createServer();
	proxy.on('connect', (request, socket) => {
		microsoft.connected.push(request.url?.replace(/:443$/, '') ?? '');
		socket.on('error', () => {});
		socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
		tls.emit('connection', socket);
	});
	const port = await listenOnLoopback(proxy);
	onTestFinished(() => {
		proxy.closeAllConnections();
		tls.closeAllConnections();
	});

	function usual(asked: Asked): Reply {
		const { host, path, form, bearer = '' } = asked;
		const [, place] = /^(.*?)(?:\/v2\.0)?\/\.well-known\/openid-configuration$/.exec(path) ?? [];
		if (place !== undefined) {
			const document = microsoft.documents.get(host + place) ?? 404;
			return typeof document === 'number' ? { status: document, body: {} } : { body: document };
		}
		if (path.endsWith('/devicecode')) {
			const device = { user_code: 'ABCD1234', device_code: 'device', expires_in: 900, interval: 1 };
			return { body: { ...device, verification_uri: `https://${host}/activate`, message: 'Go there.' } };
		}
		if (path.endsWith('/token')) return { body: grant(asked) };
		const scope = granted.get(bearer);
		const own = scope?.split(' ').some((name) => name.startsWith(`https://${host}/`) || !name.includes('/'));
		if (own) return { body: { id: 'x', displayName: `Somebody at ${host}`, path, mail: 'x@contoso.com' } };
		return {
			status: 401,
			body: { error: { code: 'InvalidAuthenticationToken', message: 'Not for me.', form: form.size } },
		};
	}

	function grant({ form }: Asked): unknown {
		const { claims, info } = microsoft.person;
		const nonce = nonces.get(form.get('code') ?? '');
		const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
		const token = `token-${granted.size + 1}`;
		const scope = (form.get('scope') ?? '').replace(' offline_access', '');
		granted.set(token, scope);
		const idToken = { aud: appId, iss: 'https://x', ...claims, ...(nonce === undefined ? {} : { nonce }) };
		return {
			...{
				token_type: 'Bearer',
				scope,
				expires_in: microsoft.life,
				ext_expires_in: microsoft.life,
				access_token: token,
			},
			...{ refresh_token: `refresh-${granted.size}`, client_info: part(info) },
			id_token: `${part({ alg: 'none' })}.${part(idToken)}.`,
		};
	}

	const microsoft: Microsoft = {
		env: { HTTPS_PROXY: `http://127.0.0.1:${port}`, SSL_CERT_FILE: certificates.caFile },
		asked: [],
		connected: [],
		documents: new Map(),
		person: personOf('adele@contoso.com'),
		life: 3599,
		answer: () => undefined,
		async visit(address) {
			const url = new URL(address);
			const code = `code-${nonces.size + 1}`;
			nonces.set(code, url.searchParams.get('nonce') ?? '');
			const back = new URL(
				url.searchParams.get('redirect_uri') ?? url.searchParams.get('post_logout_redirect_uri') ?? '',
			);
			back.searchParams.set('state', url.searchParams.get('state') ?? '');
			if (url.pathname.endsWith('/authorize')) back.searchParams.set('code', code);
			await (await fetch(back)).text();
			return url;
		},
		discoveries: () => microsoft.asked.filter(({ path }) => /well-known|discovery/.test(path)),
	};
	return microsoft;
}

/** The OpenID configuration of an authority whose endpoints lie at `base`. */
export function documentAt(base: string, issuer: string): Claims {
	return {
		issuer,
		authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
		token_endpoint: `${base}/oauth2/v2.0/token`,
		end_session_endpoint: `${base}/oauth2/v2.0/logout`,
		jwks_uri: `${base}/discovery/v2.0/keys`,
	};
}
