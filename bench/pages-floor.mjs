// The floor of `api --paginate -o jsonl`: a plain loop over node:https that writes every item of every page as a line.
// Usage: node pages-floor.mjs URL TOKEN CA-FILE
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:https';
import { gunzipSync } from 'node:zlib';

const [first, token, ca] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, ca: readFileSync(ca) });
const headers = { authorization: `Bearer ${token}`, 'accept-encoding': 'gzip' };
for (let url = first; url !== undefined; ) {
	const page = await load(url);
	const lines = page.value.map((item) => `${JSON.stringify(item)}\n`);
	if (!process.stdout.write(lines.join(''))) await once(process.stdout, 'drain');
	url = page['@odata.nextLink'];
}
agent.destroy();

async function load(url) {
	const [response] = await once(get(url, { agent, headers }), 'response');
	const chunks = [];
	response.on('data', (chunk) => chunks.push(chunk));
	await once(response, 'end');
	const raw = Buffer.concat(chunks);
	const body = response.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
	if (response.statusCode !== 200) throw new Error(`${response.statusCode}: ${body}`);
	return JSON.parse(body.toString('utf8'));
}
