#!/bin/sh
# Runs a command with an unlocked Secret Service of its own, which lives as long as the command: with-keychain.sh COMMAND...
# The keyring and the session bus of the person who runs it are left alone; a browser that the command opens still uses that bus.
set -eu
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT INT TERM

if [ -n "${DBUS_SESSION_BUS_ADDRESS:-}" ]; then
	# A browser that runs already is found over the person's own bus.
	browser=${BROWSER:-xdg-open}
	browser=${browser%%:*}
	export OUTER_BUS="$DBUS_SESSION_BUS_ADDRESS" OUTER_BROWSER="${browser%% %s*}" BROWSER="$home/browser"
	# shellcheck disable=SC2016
	printf '#!/bin/sh\nunset BROWSER\nDBUS_SESSION_BUS_ADDRESS=$OUTER_BUS exec $OUTER_BROWSER "$@"\n' >"$BROWSER"
	chmod 700 "$BROWSER"
fi
export OUTER_DATA_HOME="${XDG_DATA_HOME:-}" OUTER_RUNTIME_DIR="${XDG_RUNTIME_DIR:-}" OUTER_CACHE_HOME="${XDG_CACHE_HOME:-}"
# What the bus starts must not find the person's own keyring either.
export XDG_DATA_HOME="$home" XDG_RUNTIME_DIR="$home" XDG_CACHE_HOME="$home/cache"
unset GNOME_KEYRING_CONTROL
# An empty password does not unlock; a single newline does.
# The bus daemon grumbles on standard error about limits it may not raise; the command keeps the real one.
# shellcheck disable=SC2016
dbus-run-session -- sh -c '
	printf "\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
	for name in DATA_HOME RUNTIME_DIR CACHE_HOME; do
		eval "value=\$OUTER_$name"
		unset "XDG_$name" "OUTER_$name"
		if [ -n "$value" ]; then export "XDG_$name=$value"; fi
	done
	exec "$@" 2>&3 3>&-' sh "$@" 3>&2 2>/dev/null
