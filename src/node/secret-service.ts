/** What libsecret does not tell through keytar: whether an item that "is not there" is there, but locked. */
import { callSessionBus } from './dbus-call.js';

/** `unknown` when the Secret Service cannot be asked. */
export type ItemState = 'absent' | 'locked' | 'unlocked' | 'unknown';

/**
 * Looks for an item by its attributes, which never prompts and never unlocks
 * (`SearchItems`, https://specifications.freedesktop.org/secret-service/0.2/).
 */
export async function findItemState(
	env: Readonly<Record<string, string | undefined>>,
	attributes: { readonly service: string; readonly account: string },
): Promise<ItemState> {
	const reply = await callSessionBus(
		env,
		{
			destination: 'org.freedesktop.secrets',
			path: '/org/freedesktop/secrets',
			interface: 'org.freedesktop.Secret.Service',
			member: 'SearchItems',
			dictionary: { service: attributes.service, account: attributes.account },
		},
		3000,
	);
	// The answer is two arrays of object paths: unlocked items, then locked ones.
	if (!reply || reply.body.length < 8) return 'unknown';
	const unlockedBytes = reply.uint32(0);
	if (unlockedBytes > 0) return 'unlocked';
	return reply.uint32(4) > 0 ? 'locked' : 'absent';
}
