// The floor of `me` and `mail`: a plain Node script that reads one keychain item and makes one HTTPS GET.
// Usage: node floor.mjs SERVICE ACCOUNT URL TOKEN CA-FILE
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [service, account, url, token, ca] = process.argv.slice(2);
const keytar = createRequire(import.meta.url)('keytar');
const https = process.getBuiltinModule('node:https');
const item = await keytar.getPassword(service, account);
if (item === null) throw new Error('The keychain item is missing.');
https.get(url, { ca: readFileSync(ca), headers: { authorization: `Bearer ${token}` } }, (response) => {
	const chunks = [];
	response.on('data', (chunk) => chunks.push(chunk));
	response.on('end', () => {
		const body = Buffer.concat(chunks).toString('utf8');
		if (response.statusCode !== 200) throw new Error(`${response.statusCode}: ${body}`);
		process.stdout.write(`${JSON.stringify(JSON.parse(body))}\n`);
	});
});
