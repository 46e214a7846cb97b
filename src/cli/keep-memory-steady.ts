/** Holds the memory of a command that lets very much pass through. */

/**
 * Pages and messages live for a moment, but V8 enlarges the space for what is new with every one that passes through, and lets three
 * times as much of the old lie about as there is in use: a hundred thousand items took twice the memory of ten thousand. Without the
 * growth, and with as much waste as use, it takes hardly more time.
 */
export async function keepMemorySteady(): Promise<void> {
	const { setFlagsFromString } = await import('node:v8');
	setFlagsFromString('--semi-space-growth-factor=1');
	setFlagsFromString('--heap-growing-percent=100');
}
