/** A process that signs users in through the cache plugin. Arguments: folder, storage kind, user name prefix, how many, home folder. */

import { createCachePlugin } from '../../../src/cache/msal-plugin.js';
import { openStore } from '../../../src/cache/open-store.js';
import { storeKinds } from '../../../src/cache/store.js';
import { loadKeychain } from '../../../src/node/keychain.js';
import { makeCacheRuntime } from '../cache-runtime.js';
import { makeMsalClient } from '../msal-client.js';

const [, , folder = '', kindName, prefix = 'user', count = '1'] = process.argv;
const kind = storeKinds.find((one) => one === kindName) ?? 'plaintext-file';
const runtime = makeCacheRuntime(folder, {
	env: { GRAPHCTL_HOME: folder },
	keychain: () => loadKeychain(process.platform),
});
const store = await openStore({ runtime, choice: kind, name: 'tokens', passphrase: async () => 'correct horse' });
const client = makeMsalClient(
	createCachePlugin({
		runtime,
		store,
		lockPath: `${folder}/tokens.lock`,
		onCorrupt: (message) => process.stdout.write(`corrupt: ${message}\n`),
	}),
);
for (let index = 0; index < Number(count); index++) {
	await client.signIn(`${prefix}x${index}`);
	// Only after this line may anybody rely on the tokens.
	process.stdout.write(`${prefix}x${index}\n`);
}
process.disconnect?.();
