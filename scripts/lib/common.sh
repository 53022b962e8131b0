# Shared by every script: where things are, how to speak, how to show help. Sourced, never run.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
VAR=$ROOT/var
PYTHON=$VAR/venv/bin/python
# compiled files of Odoo save seconds at each start; they are kept, but out of the sources
unset PYTHONDONTWRITEBYTECODE
export PATH=$VAR/venv/bin:$PATH PYTHONPATH=$ROOT/scripts/lib PYTHONPYCACHEPREFIX=$VAR/pycache
export ADDONS_PATH=${ADDONS_PATH:-$ROOT/addons}

paint() { if [ -t 2 ]; then printf '\033[%sm%s\033[0m\n' "$@"; else printf '%s\n' "$2"; fi >&2; }
say() { paint 1 "$*"; }
die() { paint 31 "$*"; exit 1; }

# The help of a script is the comment under its first line.
help_if_asked() {
    for arg in "$@"; do
        case $arg in -h | --help) sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$0"; exit 0 ;; esac
    done
}

# What a program needs to reach the database: our private cluster, unless the environment names a server.
database_environment() {
    if [ -z "${PGHOST:-}" ]; then
        PGHOST=$(readlink -f "$VAR/postgres")/socket
        export PGHOST PGUSER=odoo
    fi
}

# Set up, then become the Python program of the same name in scripts/lib.
run_python() {
    local program=$1
    shift
    "$ROOT/scripts/setup" --quiet
    database_environment
    cd "$ROOT"
    exec "$PYTHON" "$ROOT/scripts/lib/$program.py" "$@"
}
