/** `--flow auto`: whether a browser can open here and come back to this machine. Pure; one rule a row. */

/** The flows that `auto` chooses between. */
export type FlowName = 'browser' | 'device-code';

export interface Surroundings {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly platform: NodeJS.Platform;
	/** Content of a small system file, or undefined when it does not exist. */
	systemFile(path: string): string | undefined;
}

export interface FlowChoice {
	readonly flow: FlowName;
	/** A sentence without a full stop, e.g. "device code, because this is an SSH session". */
	readonly reason: string;
}

interface Rule {
	readonly flow: FlowName;
	/** Ends "..., because"; undefined when the rule does not apply. */
	because(place: Surroundings): string | undefined;
}

/** Browsers that draw in the terminal: they cannot show Microsoft's sign-in pages. */
const textBrowsers = ['w3m', 'lynx', 'links', 'links2', 'elinks', 'browsh', 'www-browser', 'none', 'false', ':'];

/** The first rule that applies decides. The order is part of the meaning: VS Code over SSH is also an SSH session. */
const rules: readonly Rule[] = [
	{
		flow: 'device-code',
		because: ({ env }) => {
			const names = browserNames(env);
			const usable = names.filter((name) => !textBrowsers.includes(name));
			return names.length > 0 && usable.length === 0
				? `$BROWSER names ${names[0]}, which shows no sign-in page`
				: undefined;
		},
	},
	{
		flow: 'device-code',
		because: ({ env }) => (isSet(env['CODESPACES']) ? 'this is a Codespace' : undefined),
	},
	{
		flow: 'browser',
		because: ({ env }) =>
			isVsCodeRemote(env) &&
			(isSet(env['REMOTE_CONTAINERS']) || (isSet(env['SSH_CONNECTION']) && !isSet(env['SSH_TTY'])))
				? 'VS Code opens links, and forwards the answer, on your own machine'
				: undefined,
	},
	{
		flow: 'device-code',
		because: ({ env }) =>
			isSet(env['SSH_CONNECTION']) || isSet(env['SSH_TTY']) || isSet(env['SSH_CLIENT'])
				? 'this is an SSH session'
				: undefined,
	},
	{
		flow: 'browser',
		because: ({ env }) =>
			isSet(env['WSL_INTEROP']) || isSet(env['WSL_DISTRO_NAME']) ? 'WSL opens the browser of Windows' : undefined,
	},
	{
		flow: 'device-code',
		because: ({ env }) => (isVsCodeRemote(env) ? 'this is a VS Code tunnel to another machine' : undefined),
	},
	{
		flow: 'browser',
		because: ({ env }) => (browserNames(env).length > 0 ? '$BROWSER names a browser' : undefined),
	},
	{
		flow: 'browser',
		because: ({ platform }) =>
			platform === 'darwin' || platform === 'win32' ? 'this computer has a desktop' : undefined,
	},
	{
		flow: 'browser',
		because: ({ env }) =>
			isSet(env['DISPLAY']) || isSet(env['WAYLAND_DISPLAY']) ? 'this session has a graphical display' : undefined,
	},
	{
		flow: 'device-code',
		because: (place) => (isContainer(place) ? 'this is a container without a display' : undefined),
	},
	{
		// After the containers: one that runs on WSL shows the same kernel and reaches no Windows.
		flow: 'browser',
		because: ({ systemFile }) =>
			/microsoft/i.test(systemFile('/proc/version') ?? '') ? 'WSL opens the browser of Windows' : undefined,
	},
	{ flow: 'device-code', because: () => 'this session has no graphical display' },
];

/** Chooses between a browser and a device code, and says why. */
export function chooseFlow(place: Surroundings): FlowChoice {
	for (const rule of rules) {
		const why = rule.because(place);
		if (why !== undefined) return { flow: rule.flow, reason: `${titles[rule.flow]}, because ${why}` };
	}
	return { flow: 'device-code', reason: titles['device-code'] };
}

const titles: Readonly<Record<FlowName, string>> = { browser: 'browser', 'device-code': 'device code' };

function isSet(value: string | undefined): boolean {
	return value !== undefined && value !== '';
}

/** Program names in `$BROWSER`: a list separated by colons, each a path or a command with arguments. */
function browserNames(env: Surroundings['env']): readonly string[] {
	const value = env['BROWSER']?.trim() ?? '';
	if (value === '') return [];
	if (value === ':') return [':'];
	// A Windows path holds a colon behind its drive letter.
	const commands = /^[A-Za-z]:[\\/]/.test(value) ? [value] : value.split(':');
	return commands
		.map((command) => command.trim().split(/\s+/)[0] ?? '')
		.map((path) => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).replace(/\.exe$/i, ''))
		.filter((name) => name !== '');
}

function isVsCodeRemote(env: Surroundings['env']): boolean {
	return isSet(env['VSCODE_IPC_HOOK_CLI']) && isSet(env['BROWSER']);
}

function isContainer({ env, systemFile }: Surroundings): boolean {
	if (isSet(env['container']) || isSet(env['KUBERNETES_SERVICE_HOST'])) return true;
	if (systemFile('/.dockerenv') !== undefined || systemFile('/run/.containerenv') !== undefined) return true;
	return /docker|kubepods|containerd|\blxc\b/.test(systemFile('/proc/1/cgroup') ?? '');
}
