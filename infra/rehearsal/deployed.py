"""The whole stack, deployed with the code of `make deploy` from a copy of what that reads. All that is rehearsed
shares one: a deployment takes the most of the time."""

import atexit
import functools
import json
import os
import shutil
import subprocess
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import urlsplit

import records
import urllib3
from emulator import GRACE, ROOT, Emulator

BINARIES = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug"
# As samconfig.toml says.
STACK = "inbox-analytics"
# Seconds until what is waited for has to be so.
LONGEST = 120


@functools.cache
def stack():
    """The stack, with some hundred records of the last three weeks written to its tables."""
    emulator = Emulator()
    atexit.register(emulator.stop)
    emulator.start()
    deployed = Deployed(emulator)
    deployed.copy()
    deployed.deploy()
    first = datetime.now(timezone.utc).replace(hour=0, minute=0, second=0) - timedelta(days=20)
    records.write(deployed.dynamodb, deployed.outputs, seed=1, first=first)
    deployed.write_directory()
    return deployed


class Deployed:
    def __init__(self, emulator):
        self.emulator = emulator
        self.root = emulator.folder / "root"
        self.dynamodb = emulator.resource("dynamodb")
        self.http = urllib3.PoolManager(ca_certs=str(emulator.certificate))
        self.outputs = {}

    # What `make deploy` does.

    def copy(self):
        """Copies the templates, the tools, the page and the functions' programs, and the programs without what
        only a debugger reads."""
        shutil.copytree(ROOT / "infra", self.root / "infra", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "web" / "dist", self.root / "web" / "dist")
        for manifest in ROOT.glob("functions/*/Cargo.toml"):
            name = manifest.parent.name
            (self.root / "functions" / name).mkdir(parents=True)
            shutil.copy(manifest, self.root / "functions" / name)
            program = self.program(name)
            program.parent.mkdir(parents=True)
            subprocess.run(["strip", "-o", program, BINARIES / name], check=True)

    def program(self, name):
        return self.root / "target" / "lambda" / name / "bootstrap"

    def functions(self):
        return sorted(it.name for it in (self.root / "functions").iterdir())

    def deploy(self, *parameters):
        """Deploys with parameters NAME=VALUE, and reads the stack's outputs."""
        # Python of the tools, where SAM is.
        self.run_tool("deploy.py", [ROOT / ".tools" / "aws" / "bin" / "python", "deploy.py", *parameters])
        self.outputs = self.outputs_of(STACK)

    def run_tool(self, name, command, folder="infra/tools"):
        environment = self.emulator.environment() | {
            "AWS_CA_BUNDLE": str(self.emulator.certificate), "SAM_CLI_TELEMETRY": "0",
        }
        done = subprocess.run(
            command, cwd=self.root / folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{name} ended with {done.returncode}:\n{done.stdout[-6000:]}")
        return done.stdout

    def outputs_of(self, stack):
        stacks = self.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
        return {it["OutputKey"]: it["OutputValue"] for it in stacks[0]["Outputs"]}

    # What those do who use it.

    def client(self, service):
        return self.emulator.client(service)

    def request(self, url, method="GET", headers=None, body=None):
        """A request to a host of AWS, which the emulator tells by its name."""
        parts = urlsplit(url)
        if parts.netloc == urlsplit(self.emulator.url).netloc:
            sent = headers or {}
        else:
            sent = {"Host": parts.netloc, **(headers or {})}
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        return self.http.request(
            method, f"{self.emulator.url}{path}", headers=sent, body=body, redirect=False, retries=False
        )

    def write_directory(self):
        with self.dynamodb.Table(self.outputs["DirectoryTable"]).batch_writer() as table:
            for account in records.ZONES:
                names = [(f"inbox#{it}", {}) for it in records.INBOXES] + [(f"agent#{it}", {}) for it in records.AGENTS]
                for entity, more in [*names, ("team#support", {"agent_ids": records.AGENTS})]:
                    table.put_item(Item={"account_id": account, "entity": entity, "name": entity, **more})

    def wait_until_counted(self):
        """Waits until the counters are those of a recount; the recount."""
        for _ in range(LONGEST * 2):
            expected = records.received(self.dynamodb, self.outputs)
            counted = records.counted(self.dynamodb, self.outputs, "received")
            if counted == expected:
                return expected
            time.sleep(0.5)
        raise AssertionError(f"{counted} is counted, and not {expected}")

    def verify(self):
        """What the operator's program finds different from a recount of all records."""
        self.end_executions()
        verified = subprocess.run(
            [BINARIES / "operator", "verify", "--stack", STACK, "--json"],
            env=self.emulator.environment(), capture_output=True, text=True, timeout=2 * LONGEST,
        )
        if verified.returncode not in (0, 1):
            raise AssertionError(verified)
        return json.loads(verified.stdout)["differences"]

    def executions(self, status):
        machine = self.outputs["RebuildStateMachineArn"]
        listed = self.client("stepfunctions").list_executions(stateMachineArn=machine, statusFilter=status)
        return listed["executions"]

    def end_executions(self):
        """Ends what waits to remove the leftovers of a run. Until then `verify` tells what that run has found."""
        running = lambda: self.executions("RUNNING")
        if not running():
            return
        self.emulator.put_on(GRACE)
        try:
            for _ in range(LONGEST * 2):
                if not running():
                    return
                time.sleep(0.5)
            raise AssertionError(f"{running()} do not end")
        finally:
            self.emulator.put_on(-GRACE)
