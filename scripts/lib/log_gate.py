"""A warning or an error in the Odoo log fails the run.

Used in two ways: `judge` reads the lines of an installation's log; as a pytest plugin (`-p log_gate`) this module
listens while the tests run. What a test expects it catches itself (assertLogs, mute_logger); that never gets here.
"""

import logging
import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"^\S+ \S+ \d+ (?P<level>\w+) \S+ (?P<logger>[\w.]+): (?P<message>.*)$")


def _read_allowed():
    allowed, reason = [], False
    for line in (ROOT / "config/log_allow.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            if not reason:
                raise SystemExit(f"config/log_allow.txt: no reason above {line!r}")
            allowed.append(re.compile(line))
        reason = line.startswith("#") or (reason and bool(line))
    return allowed


ALLOWED = _read_allowed()


def refused(logger, level, message):
    """Whether a line of the log fails the run."""
    if logger == "py.warnings":
        bad = any(path in message for path in os.environ["ADDONS_PATH"].split(","))
    else:
        bad = level in ("WARNING", "ERROR", "CRITICAL") and logger.split(".")[0] == "odoo"
    return bad and not any(pattern.search(f"{logger}: {message}") for pattern in ALLOWED)


def judge(lines):
    """The lines of an Odoo log that fail the run."""
    return [
        line.rstrip()
        for line in lines
        if (found := LINE.match(line)) and refused(*found.group("logger", "level", "message"))
    ]


class _Listener(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        message = record.getMessage()
        if refused(record.name, logging.getLevelName(record.levelno), message):
            where = f" ({record.pathname}:{record.lineno})"
            trace = "\n" + logging.Formatter().formatException(record.exc_info) if record.exc_info else ""
            self.lines.append(f"{record.levelname} {record.name}: {message}{where}{trace}")

    def take(self):
        taken, self.lines = self.lines, []
        return taken


listener = _Listener()
executed, outside = [], []


def pytest_configure(config):
    logging.getLogger().addHandler(listener)
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Gather())


class _Gather:
    """Where several processes run the tests: what each of them saw comes together in the one that started them."""

    def pytest_runtest_logreport(self, report):
        if report.when == "call" and not report.skipped:
            executed.append(report.nodeid)

    def pytest_testnodedown(self, node, error):
        outside.extend(getattr(node, "workeroutput", {}).get("outside", []))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.when == "call" and not report.skipped:
        executed.append(item.nodeid)
    # the last phase includes tearDownClass; a skipped or failed set-up is reported as it is
    if (lines := listener.take()) and report.passed:
        report.outcome = "failed"
        report.longrepr = f"unexpected in the Odoo log during {call.when}:\n" + "\n".join(lines)
    return report


def pytest_warning_recorded(warning_message, when, nodeid):
    text = f"{warning_message.filename}:{warning_message.lineno}: {warning_message.message}"
    if refused("py.warnings", "WARNING", text):
        outside.append(f"{nodeid or when}: {text}")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session, exitstatus):
    outside.extend(listener.take())
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["outside"] = outside
        return
    if exitstatus == pytest.ExitCode.OK and outside:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    elif exitstatus == pytest.ExitCode.OK and not executed and not session.config.option.collectonly:
        session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED


def pytest_terminal_summary(terminalreporter):
    if outside:
        terminalreporter.section("unexpected in the Odoo log, outside of a test", red=True)
        for line in outside:
            terminalreporter.line(line)
    if not executed and not terminalreporter.config.option.collectonly:
        terminalreporter.line("No test was executed: that counts as a failure.", red=True)
