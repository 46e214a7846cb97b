/** How much an installation brings along. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of the unpacked package and of its dependencies as they are installed for this platform. */
export function measureInstalledSize(root: string): number {
	const [packed] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd: root, encoding: 'utf8' }));
	const names = new Set(dependenciesOf(root));
	// A set goes on to what is added while it is walked.
	for (const name of names) for (const deeper of dependenciesOf(join(root, 'node_modules', name))) names.add(deeper);
	return [...names].reduce((sum, name) => sum + sizeOf(join(root, 'node_modules', name)), Number(packed.unpackedSize));
}

/** Packages that the package names as its dependencies. */
export function countDependencies(root: string): number {
	return dependenciesOf(root).length;
}

function dependenciesOf(folder: string): string[] {
	return Object.keys(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).dependencies ?? {});
}

function sizeOf(folder: string): number {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
