#!/bin/sh
# Make .venv with the locked packages, once: scripts/setup.sh app (what a server needs) or dev (that and the tools).
# Does nothing when the lock has not changed since. PYTHON=/path/to/python3 overrides the search.
set -eu
cd "$(dirname "$0")/.."
wanted=${1:-app}

fail() {
    echo "$1" >&2
    exit 1
}

# A command may be there and yet not run (a pyenv shim without its version) or be too old: only running it tells.
runs() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1
}

has_venv() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

candidates() {
    chosen=$(cat .python-version 2>/dev/null || true)
    [ -n "$chosen" ] && echo "python$chosen"
    minor=30
    while [ "$minor" -ge 12 ]; do
        echo "python3.$minor"
        minor=$((minor - 1))
    done
    echo python3
    echo python
    # Versions that pyenv holds but does not offer in this folder, the newest first.
    ls "${PYENV_ROOT:-$HOME/.pyenv}/versions" 2>/dev/null | sort -t. -k1,1nr -k2,2nr -k3,3nr |
        sed "s|.*|${PYENV_ROOT:-$HOME/.pyenv}/versions/&/bin/python3|"
}

find_python() {
    bare=
    for candidate in ${PYTHON:-$(candidates)}; do
        runs "$candidate" || continue
        if has_venv "$candidate"; then
            python=$candidate
            return
        fi
        bare=${bare:-$candidate}
    done
    [ -n "$bare" ] && fail "$bare cannot make virtual environments: install its venv package (on Debian: python3-venv)."
    fail "Python 3.12 or newer is needed and was not found: install it, or name one with PYTHON=/path/to/python3."
}

if ! runs .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    find_python
    rm -rf .venv
    echo "Making .venv with $("$python" --version)."
    "$python" -m venv .venv || fail "Making .venv failed: see the lines above."
fi

lock=requirements/$wanted.txt
stamp=.venv/installed-$wanted.txt
if ! cmp -s "$lock" "$stamp"; then
    echo "Installing $lock."
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock" ||
        fail "Installing $lock failed: see the lines above, check the network connection, then try again."
    cp "$lock" "$stamp"
    # The tools' lock holds everything of the app's.
    [ "$wanted" = dev ] && cp requirements/app.txt .venv/installed-app.txt
fi
exit 0
