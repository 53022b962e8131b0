"""Plugin of pytest: how long tests take is measured with the real clock, also where a test stops it."""

import freezegun

freezegun.configure(extend_ignore_list=["_pytest.timing"])
