"""scripts/run: see its --help."""

import argparse
import os
import socket
import subprocess
import sys
import textwrap
import time
import urllib.error
import urllib.request

import databases
from databases import ROOT, say

parser = argparse.ArgumentParser(add_help=False)
parser.add_argument("--port", type=int, default=8069)
parser.add_argument("--database")
parser.add_argument("--no-demo", action="store_true")
parser.add_argument("--update", action="store_true")
parser.add_argument("--fresh", action="store_true")
options = parser.parse_args()
database = options.database or ("customer_empty" if options.no_demo else "customer_demo")
url = f"http://127.0.0.1:{options.port}"
start = time.monotonic()

with socket.socket() as probe:
    if probe.connect_ex(("127.0.0.1", options.port)) == 0:
        sys.exit(f"Something listens on port {options.port} already: end it, or choose another with --port.")

with databases.locked(database):
    if options.fresh or not databases.get_state(database):
        databases.make(database, demo=not options.no_demo, for_tests=False)
    else:
        done, lines = databases.update(database, everything=options.update)
        if lines:
            print("unexpected in the Odoo log:", *lines, sep="\n  ")
        if not done:
            sys.exit(f"The update failed, see var/log/{database}.log. A last resort: --fresh (what is in it is lost)")

command = [sys.executable, "-m", "odoo", "-c", "config/odoo.dev.conf", "-d", database, f"--http-port={options.port}"]
command += [f"--addons-path={os.environ['ADDONS_PATH']}", f"--db-filter=^{database}$"]
with subprocess.Popen(command) as server:
    try:
        while server.poll() is None:
            try:
                urllib.request.urlopen(f"{url}/web/health", timeout=60)
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        else:
            sys.exit(server.returncode)
        say(f"\nReady after {time.monotonic() - start:.0f} s: {url}   database {database}   Ctrl-C ends it")
        say("  admin / admin")
        if not options.no_demo:
            # those of customer_file first: the others add to them
            for logins in sorted(
                ROOT.glob("addons/*/demo/README-logins.txt"), key=lambda path: "_file/" not in str(path)
            ):
                say(textwrap.indent(logins.read_text(), "  "))
        sys.exit(server.wait())
    except KeyboardInterrupt:  # Odoo got it as well and closes down
        server.wait()
        say("stopped")
    finally:
        if server.poll() is None:
            server.terminate()
