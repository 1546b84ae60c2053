"""The whole stack, deployed into an emulator of AWS by the code of `make deploy`, as those meet it who use it."""

import json
import os
import re
import subprocess
import time
import unittest
from pathlib import Path
from urllib.parse import urlsplit

import urllib3

import deployed
import records
from emulator import ROOT, Emulator

BINARIES = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug"
# Seconds until records are counted.
LONGEST = 120


class Deployed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.emulator = Emulator()
        cls.addClassCleanup(cls.emulator.stop)
        cls.emulator.start()
        cls.outputs = deployed.deploy(cls.emulator, BINARIES)
        cls.http = urllib3.PoolManager(ca_certs=str(cls.emulator.certificate))

    def request(self, url, method="GET"):
        """A request to a host of AWS, which the emulator tells by its name."""
        parts = urlsplit(url)
        headers = {"Host": parts.netloc}
        return self.http.request(method, f"{self.emulator.url}{parts.path}", headers=headers, redirect=False)

    def test_the_platform_writes_and_all_is_counted(self):
        dynamodb = self.emulator.resource("dynamodb")
        records.write(dynamodb, self.outputs, seed=1)
        expected = records.received(dynamodb, self.outputs)
        for _ in range(LONGEST * 2):
            counted = records.counted(dynamodb, self.outputs, "received")
            if counted == expected:
                break
            time.sleep(0.5)
        self.assertEqual(counted, expected)
        verified = subprocess.run(
            [BINARIES / "operator", "verify", "--stack", deployed.STACK, "--json"],
            env=self.emulator.environment(), capture_output=True, text=True, timeout=LONGEST,
        )
        self.assertEqual(verified.returncode, 0, verified)
        self.assertEqual(json.loads(verified.stdout)["differences"], [])

    def test_a_stranger_gets_no_answer(self):
        described = json.loads((ROOT / "openapi.json").read_text())
        routes = [(path, method) for path, it in described["paths"].items() for method in it if method in ("get", "post")]
        self.assertGreater(len(routes), 8)
        for path, method in routes:
            path = re.sub(r"\{\w+\}", "ann", path)
            answer = self.request(self.outputs["ApiUrl"] + path, method.upper())
            self.assertEqual(answer.status, 401, f"{method} {path}: {answer.data}")

    def test_the_page_says_how_to_sign_in(self):
        page = self.request(self.outputs["PageUrl"])
        self.assertEqual(page.status, 200, page.data)
        self.assertEqual(page.data, (ROOT / "web" / "dist" / "index.html").read_bytes())
        config = self.request(self.outputs["PageUrl"] + "config.json")
        self.assertEqual(json.loads(config.data), json.loads(self.outputs["PageConfig"]))


if __name__ == "__main__":
    unittest.main()
