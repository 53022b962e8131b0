"""Databases with our addons: made from a template of core modules, kept, and updated for what changed.

A database says itself what is in it, as JSON in its comment: {"template": key, "demo": bool,
"for_tests": bool, "addons": {name: hash of its files}}.
"""

import ast
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import log_gate
import psycopg2

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "var/data"
# a change of these needs no update of the database
IGNORED = ("tests/", "static/tests/", "static/src/", "readme/", "README", "pyproject.toml", "__pycache__")


def say(*words):
    text = " ".join(map(str, words))
    print(f"\033[1m{text}\033[0m" if sys.stdout.isatty() else text, flush=True)


@contextmanager
def phase(name):
    start = time.monotonic()
    yield
    say(f"{name}: {time.monotonic() - start:.1f} s")


def our_addons(for_tests=True):
    """Name and folder of every installable addon of ours, with those that only tests need or without."""
    paths = [path for root in os.environ["ADDONS_PATH"].split(",") for path in Path(root).glob("*/__manifest__.py")]
    folders = {path.parent.name: path.parent for path in sorted(paths)}
    return {
        name: folder
        for name, folder in folders.items()
        if manifest(folder).get("installable", True)
        and (for_tests or manifest(folder).get("category") != "Hidden/Tests")
    }


def manifest(folder):
    return ast.literal_eval((folder / "__manifest__.py").read_text())


def core_modules():
    """The modules that our addons need and that are not ours."""
    addons = our_addons()
    return sorted({name for folder in addons.values() for name in manifest(folder)["depends"]} - set(addons))


def content_hash(folder):
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(IGNORED) and "__pycache__" not in name and not name.endswith(".pot"):
            digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def query(sql, *args, database="postgres"):
    connection = psycopg2.connect(dbname=database)
    connection.autocommit = True  # CREATE DATABASE cannot run in a transaction
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, args or None)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def get_state(database):
    """What the database says is in it; None when there is no such database, {} when it says nothing."""
    rows = query("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", database)
    return json.loads(rows[0][0] or "{}") if rows else None


def set_state(database, state):
    query(f'COMMENT ON DATABASE "{database}" IS %s', json.dumps(state))


def drop(database):
    for _attempt in range(60):
        try:
            query(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
            break
        except psycopg2.errors.InsufficientPrivilege:
            time.sleep(1)  # autovacuum is at work in it, whom only the superuser may end
    shutil.rmtree(DATA / "filestore" / database, ignore_errors=True)


def copy(source, target):
    query(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
    store = DATA / "filestore"
    shutil.rmtree(store / target, ignore_errors=True)
    if (store / source).exists():  # Odoo never changes a file of the store in place: links do
        shutil.copytree(store / source, store / target, copy_function=os.link)


@contextmanager
def locked(name):
    """One process at a time; the second waits."""
    with open(ROOT / f"var/{name}.lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another run that uses {name} ...")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def odoo(database, *args, addons_path=None, title="odoo"):
    """Run Odoo to its end, showing progress. Returns (success, the lines that its log should not hold)."""
    command = [
        sys.executable,
        "-m",
        "odoo",
        "-c",
        "config/odoo.test.conf",
        "-d",
        database,
        "--stop-after-init",
        "--no-http",
        *args,
    ]
    command.append(f"--addons-path={os.environ['ADDONS_PATH'] if addons_path is None else addons_path}")
    log = ROOT / f"var/log/{database}.log"
    lines, shown = [], 0.0
    with log.open("a") as file, subprocess.Popen(command, stderr=subprocess.PIPE, stdout=file, text=True) as process:
        for line in process.stderr:
            file.write(line)
            lines.append(line)
            found = re.search(r"Loading module (\S+) \((\d+/\d+)\)", line)
            if found and time.monotonic() - shown > (0.1 if sys.stdout.isatty() else 10):
                shown = time.monotonic()
                print(f"  {title}: {found[2]} {found[1]:40}", end="\r" if sys.stdout.isatty() else "\n", flush=True)
    if process.returncode:
        print("".join(lines[-40:]), file=sys.stderr)
    return process.returncode == 0, log_gate.judge(lines)


def template(modules, demo=False):
    """A database with these core modules, made once and then only copied. With demo data it also speaks Chinese."""
    import odoo.release as release

    source = [release.version, str(Path(release.__file__).parent), sorted(modules), demo]
    key = "core_" + hashlib.sha256(json.dumps(source).encode()).hexdigest()[:12]
    with locked(key):
        if get_state(key) is None:
            with phase(f"template with {', '.join(modules)}{' and demo data' if demo else ''}"):
                building = f"{key}_building"
                drop(building)
                flags = ["--with-demo", "--load-language=zh_CN"] if demo else []
                if not odoo(building, "-i", ",".join(modules), *flags, addons_path="", title="core")[0]:
                    sys.exit("the core modules did not install")
                store = DATA / "filestore"
                query(f'ALTER DATABASE "{building}" RENAME TO "{key}"')
                if (store / building).exists():
                    (store / building).rename(store / key)
    return key


def make(database, demo=False, for_tests=True):
    """Make the database anew: a copy of its template plus our addons. Returns what the log should not hold."""
    if get_state(database) == {}:
        sys.exit(f"the database {database} was not made by these scripts: choose another with --database")
    addons = our_addons(for_tests)
    key = template(core_modules(), demo)
    drop(database)
    with phase(f"installed {', '.join(addons) or 'no addon'} in {database}"):
        copy(key, database)
        state = {"template": key, "demo": demo, "for_tests": for_tests}
        set_state(database, {**state, "addons": {}})
        hashes = {name: content_hash(folder) for name, folder in addons.items()}
        flags = ["-i", ",".join(addons)] + (["--with-demo"] if demo else [])
        done, lines = odoo(database, *flags, title="install") if addons else (True, [])
        if lines:
            print("unexpected in the Odoo log during installation:", *lines, sep="\n  ", flush=True)
        if not done:
            sys.exit(f"the installation failed, see var/log/{database}.log")
        set_state(database, {**state, "addons": hashes})
    return lines


def update(database, everything=False):
    """Update or install what changed since. Returns (success, what the log should not hold)."""
    state = get_state(database)
    addons = our_addons(state.get("for_tests", not state["demo"]))
    hashes = {name: content_hash(folder) for name, folder in addons.items()}
    changed = [
        name for name in hashes if name in state["addons"] and (everything or hashes[name] != state["addons"][name])
    ]
    new = [name for name in hashes if name not in state["addons"]]
    if not changed + new:
        return True, []
    flags = (["-u", ",".join(changed), "--i18n-overwrite"] if changed else []) + (["-i", ",".join(new)] if new else [])
    flags += ["--with-demo"] if state["demo"] else []
    with phase(f"updated {', '.join(changed + new)} in {database}"):
        done, lines = odoo(database, *flags, title="update")
        if done:
            set_state(database, {**state, "addons": hashes})
    return done, lines


def prepare(database, fresh=False):
    """Bring the kept database to the present state of our addons, or make it anew where that is not clean."""
    state = get_state(database)
    if state and not fresh and set(state["addons"]) <= set(our_addons()):
        if state["template"] == template(core_modules()):
            done, lines = update(database)
            if done and not lines:
                return
            say("the update was not clean, installing afresh")
    if make(database):
        set_state(database, {**get_state(database), "template": None})
        sys.exit(f"the installation was not clean, see var/log/{database}.log")
