/** What an export must hold: the messages of a sandbox as Graph sends them, one by one. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import type { TestSandbox } from './sandbox.js';

/** Hash of bytes, for comparing many files. */
export function hashOf(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('hex');
}

/** Bytes of the answer to a GET below `/v1.0`. */
export function getBytes(sandbox: TestSandbox, token: string, path: string): Promise<Buffer> {
	const headers = { authorization: `Bearer ${token}`, prefer: 'IdType="ImmutableId"' };
	return new Promise((resolve, reject) => {
		const options = { headers, agent: false, ca: readFileSync(sandbox.caFile) };
		const outgoing = request(`${sandbox.graphOrigin}/v1.0${path}`, options, (answer) => {
			const chunks: Buffer[] = [];
			answer.on('data', (chunk: Buffer) => chunks.push(chunk));
			answer.on('error', reject);
			answer.on('end', () =>
				answer.statusCode === 200 ? resolve(Buffer.concat(chunks)) : reject(new Error(`${path}: ${answer.statusCode}`)),
			);
		});
		outgoing.on('error', reject);
		outgoing.end();
	});
}

/** Every message of a folder in a form, oldest first: `/$value` for MIME, nothing for JSON. */
export async function readAll(
	sandbox: TestSandbox,
	token: string,
	folder: string,
	form: '' | '/$value',
): Promise<Buffer[]> {
	const page = await getBytes(sandbox, token, `/me/mailFolders/${folder}/messages?$top=1000&$select=id`);
	const { value }: { value: { id: string }[] } = JSON.parse(page.toString('utf8'));
	const all: Buffer[] = [];
	for (const { id } of value.reverse()) all.push(await getBytes(sandbox, token, `/me/messages/${id}${form}`));
	return all;
}

/** Hashes of all files of an export, sorted; its own state is left out. */
export async function hashFiles(folder: string): Promise<string[]> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('.graphctl-export'));
	return (
		await Promise.all(files.map(async (file) => hashOf(await readFile(join(file.parentPath, file.name)))))
	).sort();
}

/** The messages of an mboxrd file as they were before, but for their line ends, which are LF. */
export function readMbox(text: string): string[] {
	if (text === '') return [];
	return text
		.split(/^(?=From \S+ \w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$)/m)
		.map((part) => part.slice(part.indexOf('\n') + 1, -1).replaceAll(/^>(>*From )/gm, '$1'));
}
