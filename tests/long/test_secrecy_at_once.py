"""What was taken away opens nothing in the very next request, in every worker, however warm its caches are."""

import os
import time
from pathlib import Path

import pytest
from processes import Child, run, scratch

DATABASE = "customer_long_secrecy"
READERS = 2
PAUSE = 1.0


def start(env):
    """Make a secret file, a reader without clearance and a security administrator; return their ids."""
    company = env.company
    users = [
        env["res.users"]
        .with_context(no_reset_password=True)
        .create({"name": name, "login": name, "group_ids": [(4, env.ref(group).id)]})
        for name, group in (
            ("reader", "customer_policy.group_user"),
            ("guard", "customer_policy.group_security_administrator"),
        )
    ]
    levels = env["customer.secrecy.level"].create(
        [
            {
                "name": str(rank),
                "rank": rank,
                "company_id": company.id,
                "mode": "enforce",
                "opens_to_responsible": False,
            }
            for rank in (1, 2)
        ]
    )
    partner = env["res.partner"].create({"name": "Green Valley Paper", "is_company": True})
    file = env["customer.file"].create({"partner_id": partner.id})
    file._classify(levels[1], "Test")
    return {"reader": users[0].id, "guard": users[1].id, "levels": levels.ids, "file": file.id}


def read(env, uid: int, file: int, folder: str):
    """Ask again and again, each time as a request does; return when each began and ended, and whether it was open."""
    from odoo import api

    registry, seen = env.registry, []
    folder = Path(folder)
    while not (folder / "stop").exists():
        began = time.time()
        registry = registry.check_signaling()
        with registry.cursor() as cr:
            files = api.Environment(cr, uid, {})["customer.file"]
            for found in (bool(files.search_count([("id", "=", file)])), files.browse(file).has_access("read")):
                seen.append((began, time.time(), found))
        (folder / f"{os.getpid()} at work").touch()
    return seen


def change(env, who: dict):
    """Open and close the file in every way there is; return when what was committed, and what holds from then on."""
    from datetime import UTC, timedelta

    from odoo import fields

    reader = env["res.users"].browse(who["reader"])
    file = env["customer.file"].browse(who["file"])
    low, high = env["customer.secrecy.level"].browse(who["levels"])
    happened = []

    def commit(what: str, open_: bool):
        env.cr.commit()
        happened.append((what, time.time(), open_))
        time.sleep(PAUSE)

    def give(**delta):
        now = fields.Datetime.now()
        return env["customer.access.grant"]._give(reader, file, now + timedelta(**delta), "Test")

    def clear(level):
        clearance = env["customer.clearance"].create({"user_id": reader.id, "level_id": level.id, "reason": "Test"})
        clearance.with_user(who["guard"]).action_grant()
        return clearance

    commit("start", False)
    grant = give(hours=1)
    commit("grant given", True)
    grant._end("Test")
    commit("grant revoked", False)
    grant = give(seconds=4)
    env.cr.commit()
    happened.append(("short grant given", time.time(), True))
    minute = grant.until.replace(tzinfo=UTC).timestamp()
    happened.append(("short grant expired", minute, False))
    time.sleep(minute - time.time() + PAUSE)
    clearance = clear(high)
    commit("cleared", True)
    clearance.with_user(who["guard"]).action_end()
    clear(low)
    commit("clearance lowered", False)
    high.mode = "observe"
    commit("level observes", True)
    high.mode = "enforce"
    commit("level enforced", False)
    return happened


@pytest.mark.long
def test_what_is_taken_away_opens_nothing_in_the_next_request(tmp_path):
    with scratch(DATABASE):
        who = run(DATABASE, __name__, "start")
        readers = [
            Child(DATABASE, __name__, "read", uid=who["reader"], file=who["file"], folder=str(tmp_path))
            for _ in range(READERS)
        ]
        try:
            latest = time.time() + 300
            while len(list(tmp_path.glob("* at work"))) < READERS and time.time() < latest:
                time.sleep(0.5)  # until their caches are warm
            happened = run(DATABASE, __name__, "change", who=who)
        finally:
            (tmp_path / "stop").touch()
        seen = [reader.result() for reader in readers]
        ends = [at for _what, at, _open in happened[1:]] + [float("inf")]
        for requests in seen:
            for (what, at, open_), end in zip(happened, ends, strict=True):
                # requests that began after the commit, and were over before the next change
                answers = {found for began, ended, found in requests if at < began and ended < end - 0.3}
                assert answers == {open_}, (what, answers)
