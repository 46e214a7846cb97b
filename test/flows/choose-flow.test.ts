import { describe, expect, it } from 'vitest';
import { chooseFlow, type FlowName } from '../../src/flows/choose-flow.js';

type Env = Readonly<Record<string, string>>;

function choose(platform: NodeJS.Platform, env: Env, files: Env = {}): { flow: FlowName; reason: string } {
	return chooseFlow({ platform, env, systemFile: (path) => files[path] });
}

const wslKernel = { '/proc/version': 'Linux version 5.15.90.1-microsoft-standard-WSL2 (gcc)' };
const docker = { '/.dockerenv': '' };
const codeRemote = { VSCODE_IPC_HOOK_CLI: '/run/vscode.sock', BROWSER: '/vscode/bin/helpers/browser.sh' };

describe('choosing a flow', () => {
	const cases: readonly [string, NodeJS.Platform, Env, Env, FlowName, RegExp][] = [
		['a Linux desktop with X11', 'linux', { DISPLAY: ':0' }, {}, 'browser', /graphical display/],
		['a Linux desktop with Wayland', 'linux', { WAYLAND_DISPLAY: 'wayland-0' }, {}, 'browser', /graphical display/],
		['a Linux server', 'linux', {}, {}, 'device-code', /no graphical display/],
		['an empty DISPLAY', 'linux', { DISPLAY: '' }, {}, 'device-code', /no graphical display/],
		['a Mac', 'darwin', {}, {}, 'browser', /desktop/],
		['Windows', 'win32', {}, {}, 'browser', /desktop/],
		['a Mac over SSH', 'darwin', { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }, {}, 'device-code', /SSH session/],
		[
			'SSH with a forwarded display',
			'linux',
			{ SSH_TTY: '/dev/pts/1', DISPLAY: 'localhost:10.0' },
			{},
			'device-code',
			/SSH/,
		],
		['SSH into WSL', 'linux', { SSH_CONNECTION: 'a', WSL_INTEROP: '/run/x' }, wslKernel, 'device-code', /SSH/],
		['WSL', 'linux', { WSL_INTEROP: '/run/WSL/1_interop' }, wslKernel, 'browser', /WSL/],
		['WSL known by its kernel only', 'linux', {}, wslKernel, 'browser', /WSL/],
		['a container on WSL', 'linux', {}, { ...wslKernel, ...docker }, 'device-code', /container/],
		['a Docker container', 'linux', {}, docker, 'device-code', /container/],
		['a Podman container', 'linux', { container: 'podman' }, {}, 'device-code', /container/],
		['a Kubernetes pod', 'linux', {}, { '/proc/1/cgroup': '0::/kubepods/burstable/pod1' }, 'device-code', /container/],
		[
			'a toolbox container with the host display',
			'linux',
			{ container: 'oci', WAYLAND_DISPLAY: 'w' },
			{},
			'browser',
			/display/,
		],
		['a Codespace', 'linux', { CODESPACES: 'true', ...codeRemote }, {}, 'device-code', /Codespace/],
		['VS Code Remote-SSH', 'linux', { ...codeRemote, SSH_CONNECTION: 'a' }, {}, 'browser', /VS Code/],
		[
			'plain SSH with leftovers of VS Code',
			'linux',
			{ ...codeRemote, SSH_CONNECTION: 'a', SSH_TTY: 'b' },
			{},
			'device-code',
			/SSH/,
		],
		['a dev container in VS Code', 'linux', { ...codeRemote, REMOTE_CONTAINERS: 'true' }, docker, 'browser', /VS Code/],
		['a VS Code tunnel', 'linux', codeRemote, {}, 'device-code', /tunnel/],
		['VS Code in WSL', 'linux', { ...codeRemote, WSL_INTEROP: '/run/x' }, wslKernel, 'browser', /WSL/],
		['a graphical $BROWSER', 'linux', { BROWSER: 'firefox' }, {}, 'browser', /\$BROWSER/],
		[
			'$BROWSER with a text browser behind a graphical one',
			'linux',
			{ BROWSER: 'w3m:firefox %s' },
			{},
			'browser',
			/\$BROWSER/,
		],
		['a Windows path in $BROWSER', 'win32', { BROWSER: 'C:\\Apps\\firefox.exe' }, {}, 'browser', /\$BROWSER/],
	];
	it.each(cases)('for %s', (_title, platform, env, files, flow, reason) => {
		const choice = choose(platform, env, files);
		expect(choice.flow).toBe(flow);
		expect(choice.reason).toMatch(reason);
	});

	it.each(['w3m', '/usr/bin/lynx', 'links', 'elinks -touch-files', 'www-browser', 'w3m:lynx'])(
		'does not count the text browser %s, even beside a display',
		(BROWSER) => {
			expect(choose('linux', { BROWSER, DISPLAY: ':0' }).flow).toBe('device-code');
		},
	);

	it('says why in one short sentence', () => {
		expect(choose('linux', { SSH_TTY: '/dev/pts/0' }).reason).toBe('device code, because this is an SSH session');
	});
});
