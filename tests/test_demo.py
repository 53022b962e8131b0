"""scripts/run installs with demo data, the other tests without: here the demo data must load, in silence."""

import databases

NAME = "customer_test_demo"


def test_demo_data_loads():
    with databases.locked(NAME):
        problems = databases.make(NAME, demo=True, for_tests=False)
        databases.drop(NAME)
    assert not problems
