#!/bin/sh
# Runs a command with an unlocked Secret Service of its own, which lives as long as the command: with-keychain.sh COMMAND...
set -eu
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT INT TERM
export XDG_DATA_HOME="$home" XDG_RUNTIME_DIR="$home" XDG_CACHE_HOME="$home/cache"
# An empty password does not unlock; a single newline does.
# The bus daemon grumbles on standard error about limits it may not raise; the command keeps the real one.
dbus-run-session -- sh -c '
	printf "\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
	exec "$@" 2>&3 3>&-' sh "$@" 3>&2 2>/dev/null
