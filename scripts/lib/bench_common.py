"""What the subjects of scripts/bench share: databases, child processes, plans, the table."""

import argparse
import datetime
import hashlib
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager

import databases
import psutil
from databases import ROOT

FOLDER = ROOT / "var/bench"
WITH_OURS = "bench_addons"


class Bench:
    """One run: its size, its databases, and where its results go."""

    def __init__(self, *, quick: bool, rounds: int):
        self.quick, self.rounds = quick, rounds
        self.done = rounds
        self.results = FOLDER if quick else ROOT / "tests/bench"
        self.loads: list[float] = []

    def prepare(self):
        """Make the database that all others are copies of: core's modules and our addons, no demo data."""
        FOLDER.mkdir(parents=True, exist_ok=True)
        self.drop_all()
        self.core = databases.template(databases.core_modules())
        databases.make(WITH_OURS)

    @staticmethod
    def drop_all():
        for (name,) in databases.query("SELECT datname FROM pg_database WHERE datname LIKE %s", r"bench\_%"):
            databases.drop(name)

    @contextmanager
    def scratch(self, source: str, name: str):
        """A copy of a database that goes away."""
        databases.drop(name)
        databases.copy(source, name)
        yield name
        databases.drop(name)

    def child(self, module: str, step: str, **arguments):
        """Run ``step`` of ``module`` in a process of its own; it shows progress itself and prints its result."""
        self.loads.append(os.getloadavg()[0])
        command = [sys.executable, "-m", module, step, json.dumps(arguments)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        if done.returncode:
            sys.exit(f"{module} {step} failed")
        return json.loads(done.stdout.splitlines()[-1])

    def save(self, subject: str, lines: list[str], plans: list[str]) -> str:
        """Write the table, and the plans beside it."""
        self.results.mkdir(parents=True, exist_ok=True)
        stem = f"{datetime.date.today()}-{subject}"
        (self.results / f"{stem}-plans.txt").write_text("\n\n".join(plans) + "\n")
        path = self.results / f"{stem}.md"
        path.write_text("\n".join([*self._header(subject), *lines, "", f"Plans: `{stem}-plans.txt`.", ""]))
        print("\n" + path.read_text())
        return str(path.relative_to(ROOT))

    def _header(self, subject: str) -> list[str]:
        import odoo.release as release

        version = databases.query("SHOW server_version")[0][0].split()[0]
        head = subprocess.run(["git", "describe", "--always", "--dirty"], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        hashes = [databases.content_hash(folder) for folder in databases.our_addons().values()]
        content = hashlib.sha256("".join(hashes).encode()).hexdigest()[:12]
        memory = psutil.virtual_memory().total / 2**30
        return [
            f"# {subject}, {datetime.date.today()}{' (quick: smaller than what the numbers ask for)' * self.quick}",
            "",
            f"`scripts/bench --subject {subject}`, median of {self.done}. Commit {head.stdout.strip()}, addons "
            f"{content} ({', '.join(databases.our_addons())}).",
            f"Odoo {release.version}, PostgreSQL {version} with the settings of scripts/setup, Python "
            f"{platform.python_version()}, {os.cpu_count()} cores, {memory:.0f} GB.",
            f"Load average of the machine at the starts of the runs: {min(self.loads):.1f} to {max(self.loads):.1f}, "
            f"median {statistics.median(self.loads):.1f}; ours is one busy process and its PostgreSQL backend.",
            "",
        ]


def progress(*words):
    """Say something while a child runs; its standard output is for the result."""
    print(" ", *words, file=sys.stderr, flush=True)


def run_step(steps: dict):
    """In the child: run the step the command line names, print its result as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("step", choices=steps)
    parser.add_argument("arguments", type=json.loads)
    options = parser.parse_args()
    print(json.dumps(steps[options.step](**options.arguments)))


def open_registry(database: str):
    """In the child: load Odoo with this database."""
    import logging

    from odoo.modules.registry import Registry
    from odoo.tools import config

    addons_path = f"--addons-path={os.environ['ADDONS_PATH']}"
    config.parse_config(["-c", "config/odoo.test.conf", "-d", database, addons_path], setup_logging=False)
    logging.getLogger().setLevel(logging.ERROR)
    return Registry(database)


def environment(registry, uid: int = 1):
    """In the child: a new transaction, and the environment of a user in it."""
    from odoo import api

    cr = registry.cursor()
    return cr, api.Environment(cr, uid, {"lang": "en_US", "tz": "UTC", "allowed_company_ids": [1]})


@contextmanager
def filled(database: str):
    """In the child: an environment with all rights; what is made in it is kept, and the database analysed."""
    cr, env = environment(open_registry(database))
    yield env
    env.flush_all()
    cr.commit()
    cr.close()
    databases.query("VACUUM (ANALYZE)", database=database)


def copies(cr, name: str, source_id: int, count: int, changed: dict) -> int:
    """In the child: insert copies of a row, numbered n from 1 on; return the id before the first one."""
    cr.execute(f"SELECT max(id) FROM {name}")
    (first,) = cr.fetchone()
    cr.execute(f"ALTER SEQUENCE {name}_id_seq RESTART WITH {first + 1}")
    cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [name])
    columns = [column for (column,) in cr.fetchall() if column != "id"]
    values = ", ".join(changed.get(column, f'"{column}"') for column in columns)
    named = ", ".join(f'"{column}"' for column in columns)
    cr.execute(
        f"INSERT INTO {name} ({named}) SELECT {values} FROM generate_series(1, {count}) n, "
        f"(SELECT * FROM {name} WHERE id = {source_id}) one ORDER BY n"
    )
    # whatever refers to these rows is checked by a plan that was made when there were a few of them
    cr.execute(f"ANALYZE {name}")
    progress(f"{count:,} rows of {name}")
    return first


class Watch:
    """In the child: seconds, processor seconds (this process, the database's backends) and memory since the start."""

    def __init__(self, database: str):
        self.database = database
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")  # the peak counts from here
        self.memory = self._memory("VmRSS")
        self.processor, self.start = self._processor(), time.monotonic()
        self.laps, self.last, self.trace = {}, self.start, []

    def lap(self, name: str):
        now = time.monotonic()
        self.laps[name], self.last = now - self.last, now

    def note(self, done: int):
        """Note the memory after so many rows."""
        self.trace.append((done, self._memory("VmRSS") - self.memory))

    def stop(self, **more) -> dict:
        return {
            "seconds": time.monotonic() - self.start,
            "processor": [now - before for now, before in zip(self._processor(), self.processor, strict=True)],
            "grown": self._memory("VmHWM") - self.memory,
            "base": self.memory,
            "laps": self.laps,
            "trace": self.trace,
            **more,
        }

    def _processor(self) -> list[float]:
        """Of a server that is not this machine's, the backends stay out."""
        sql = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        backends = databases.query(sql, self.database) if os.environ["PGHOST"].startswith("/") else []
        times = [
            sum(spent.user + spent.system for spent in (psutil.Process(pid).cpu_times() for pid in pids))
            for pids in ([os.getpid()], [pid for (pid,) in backends if psutil.pid_exists(pid)])
        ]
        return times

    @staticmethod
    def _memory(name: str) -> float:
        with open("/proc/self/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith(name)) / 1024


@contextmanager
def recorded():
    """In the child: the statements that Odoo executes, as (SQL with its values, seconds)."""
    from odoo.sql_db import Cursor

    statements, execute = [], Cursor.execute

    def recording(self, query, params=None, log_exceptions=True):
        start = time.perf_counter()
        try:
            return execute(self, query, params, log_exceptions)
        finally:
            statements.append(((self._obj.query or b"").decode(), time.perf_counter() - start))

    Cursor.execute = recording
    try:
        yield statements
    finally:
        Cursor.execute = execute


@contextmanager
def sampled():
    """In the child: where the processor time goes, by samples of the stack; costs little, unlike cProfile.

    Gives the number of samples per stack, the outermost function first.
    """
    stacks = Counter()

    def sample(_signal, frame):
        stack = []
        while frame:
            stack.append(frame.f_code)
            frame = frame.f_back
        stacks[tuple(reversed(stack))] += 1

    signal.signal(signal.SIGPROF, sample)
    signal.setitimer(signal.ITIMER_PROF, 0.005, 0.005)
    try:
        yield stacks
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def explain(cr, sql: str) -> str:
    """In the child: the plan of a query, executed."""
    with cr.savepoint():
        cr.execute("EXPLAIN (ANALYZE, BUFFERS) " + sql.replace("%", "%%"), ())
        return "\n".join(line for (line,) in cr.fetchall())


def shortened(sql: str, length: int = 2000) -> str:
    """A statement on one line; long lists of values are cut."""
    sql = " ".join(sql.split())
    return sql if len(sql) <= length else f"{sql[: length // 2]} ... {sql[-length // 2 :]}"


def median(values) -> float:
    return statistics.median(values)


def table(head: list[str], rows: list[list]) -> list[str]:
    """Lines of a markdown table; the first column is text, the others are figures."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return ["| " + " | ".join(map(str, line)) + " |" for line in lines]


def show(values, digits: int = 1) -> str:
    """The median, and all values behind it."""
    values = list(values)
    every = f" ({', '.join(f'{value:.{digits}f}' for value in values)})" if len(values) > 1 else ""
    return f"{median(values):.{digits}f}{every}"
