// The floor of `mail export`: a plain loop over node:https that lists a folder and writes each message into a file, four requests in flight.
// Usage: node export-floor.mjs GRAPH-ORIGIN FOLDER TOKEN CA-FILE OUTPUT-FOLDER
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:https';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const [origin, folder, token, ca, output] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, ca: readFileSync(ca) });
const headers = { authorization: `Bearer ${token}`, 'accept-encoding': 'gzip' };
await mkdir(output, { recursive: true });

const ids = [];
for (let url = `${origin}/v1.0/me/mailFolders/${folder}/messages?$top=500&$select=id`; url !== undefined; ) {
	const page = JSON.parse((await load(url)).toString('utf8'));
	ids.push(...page.value.map(({ id }) => id));
	url = page['@odata.nextLink'];
}
let next = 0;
await Promise.all(
	Array.from({ length: 4 }, async () => {
		for (let index = next++; index < ids.length; index = next++) {
			await writeFile(
				join(output, `${index}.eml`),
				await load(`${origin}/v1.0/me/messages/${encodeURIComponent(ids[index])}/$value`),
			);
		}
	}),
);
agent.destroy();
console.log(ids.length);

async function load(url) {
	const [response] = await once(get(url, { agent, headers }), 'response');
	const chunks = [];
	response.on('data', (chunk) => chunks.push(chunk));
	await once(response, 'end');
	const raw = Buffer.concat(chunks);
	const body = response.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
	if (response.statusCode !== 200) throw new Error(`${response.statusCode}: ${body}`);
	return body;
}
