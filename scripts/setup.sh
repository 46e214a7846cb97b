#!/bin/sh
# Installs what a bare machine lacks: npm packages always; Debian packages and other Node versions as the words after it say.
#   setup.sh            npm packages
#   setup.sh keychain   and a Secret Service without a desktop (gnome-keyring, D-Bus); "bench" means the same
#   setup.sh test       and what the tests need besides: Chromium and the Node versions the program supports
set -eu
cd "$(dirname "$0")/.."
# npm hands its settings of the outer command down as variables; these must not reach the inner installs.
unset npm_config_prefix npm_config_global npm_config_omit 2>/dev/null || true
# A download that stands still is begun anew after a minute; npm itself would wait for five.
export npm_config_fetch_timeout=60000 npm_config_fetch_retries=4

say() { printf '%s\n' "setup: $*" >&2; }

if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
	say "installing npm packages"
	# Not `npm ci`: it refuses a lock file made where the registry lacks the optional packages of other platforms.
	npm install --no-save --no-fund --no-audit --prefer-offline --loglevel=error >&2
fi

need() { # need COMMAND-OR-FILE PACKAGE: remembers the package when neither exists
	if ! command -v "$1" >/dev/null 2>&1 && [ ! -e "$1" ]; then missing="$missing $2"; fi
}

missing=
want=${1:-}
if [ "$(uname -s)" = Linux ] && [ -n "$want" ]; then
	need dbus-run-session dbus
	need gnome-keyring-daemon gnome-keyring
	need secret-tool libsecret-tools
	ldconfig -p 2>/dev/null | grep -q 'libsecret-1\.so' || missing="$missing libsecret-1-0"
	if [ "$want" = test ]; then need chromium chromium; fi
fi
if [ -n "$missing" ]; then
	if ! command -v apt-get >/dev/null 2>&1; then
		say "please install these with your package manager, then run the command again:$missing"
		exit 1
	fi
	as=
	if [ "$(id -u)" != 0 ]; then
		as=sudo
		# Debian installs none when it was given a root password.
		if ! command -v sudo >/dev/null 2>&1; then
			say "Debian packages are missing and there is no sudo. Run this as root (su -), then the command again:"
			say "  apt-get update && apt-get install -y --no-install-recommends$missing"
			exit 1
		fi
	fi
	say "installing Debian packages:$missing"
	$as apt-get update -qq >&2
	# shellcheck disable=SC2086
	DEBIAN_FRONTEND=noninteractive $as apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

# The built program is proved on the oldest Node versions it supports.
if [ "$want" = test ]; then
	for version in 20.19.0 22.12.0; do
		folder=.cache/node-$version
		if [ ! -x "$folder/node_modules/node/bin/node" ]; then
			say "installing Node $version for the tests"
			mkdir -p "$folder"
			printf '{"private":true}\n' >"$folder/package.json"
			(cd "$folder" && npm install --no-save --no-fund --no-audit --no-package-lock --loglevel=error "node@$version" >&2)
		fi
	done
fi
