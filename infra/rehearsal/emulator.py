"""Starts and stops the emulator of AWS, and puts its clock on."""

import contextlib
import glob
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import boto3

ROOT = Path(__file__).resolve().parents[2]
REGION, ACCOUNT = "eu-central-1", "123456789012"
# Seconds of a `Wait` for a duration, and of the pauses between attempts, for each second that the
# state machine says. A `Wait` for a time is not shortened: see `put_on`.
WAIT_SCALE = 0.1
# Seconds over the time for which a run's leftovers stay.
GRACE = 20 * 60
# Seconds until it has to answer.
START = 60


class Emulator:
    """MiniStack on a free port of 127.0.0.1. The functions and each `Wait` for a time go by a clock that a
    test can put on."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="rehearsal-"))
        self.clock = self.folder / "clock"
        self.offset = 0
        self.put_on(0)
        self.url = f"https://127.0.0.1:{free_port()}"
        self.certificate = self.folder / "ministack-tls" / "server.crt"
        self.log = self.folder / "log"
        self.process = None

    def environment(self):
        """The environment of who may do everything."""
        kept = {name: it for name, it in os.environ.items() if not name.startswith("AWS_")}
        return kept | {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            # MiniStack takes this key for that of the account's root.
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_EC2_METADATA_DISABLED": "true",
            "SSL_CERT_FILE": str(self.certificate),
        }

    def start(self):
        libraries = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
        if not libraries:
            raise RuntimeError("libfaketime is missing: run `sh tests/install-faketime`")
        environment = self.environment() | {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": self.url.rsplit(":", 1)[1],
            # These listen on every address.
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            # The rights of roles count, and so does TLS.
            "AUTH": "true",
            "USE_SSL": "1",
            "MINISTACK_REGION": REGION,
            # What follows the name of an API in its host.
            "MINISTACK_HOST": f"{REGION}.amazonaws.com",
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
            "SFN_WAIT_SCALE": str(WAIT_SCALE),
            "TMPDIR": str(self.folder),
        }
        command = [sys.executable, Path(__file__).with_name("gaps.py"), self.clock, libraries[0]]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command, env=environment, cwd=self.folder, stdout=log, stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        port = int(environment["GATEWAY_PORT"])
        for _ in range(START * 10):
            if self.process.poll() is not None:
                break
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.1)
        raise RuntimeError(f"the emulator does not start:\n{self.log.read_text()[-4000:]}")

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                pass
        if self.process:
            # It leads a group of its own, with the functions that it has started.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def put_on(self, seconds):
        """Puts the clock on by this much, as if so much time had passed."""
        self.offset += seconds
        fresh = self.clock.with_name("clock-after")
        fresh.write_text(f"{self.offset:+}s\n")
        fresh.rename(self.clock)

    def client(self, service):
        return session().client(service, endpoint_url=self.url, verify=str(self.certificate))

    def resource(self, service):
        return session().resource(service, endpoint_url=self.url, verify=str(self.certificate))


def session():
    return boto3.Session(
        aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION
    )


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]
