"""An update while the platform writes and people ask: every function is replaced, parameters change, and change
back. Nothing is counted twice or lost, and everybody is answered.

The functions of the release before take long to build. So these are the same ones with another end, which makes
them new ones for Lambda."""

import contextlib
import json
import threading
import time
import unittest

import deployed
import records
from signed_in import PASSWORDS, make_user, sign_in

CHANGED = {
    "BatchSize": "50", "BatchingWindowSeconds": "0", "MemorySize": "1024", "LogLevel": "warn",
    "ExportUrlSeconds": "60",
    "PageWebAclArn": "arn:aws:wafv2:us-east-1:123456789012:global/webacl/limits/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
}
DEFAULTS = {
    "BatchSize": "1000", "BatchingWindowSeconds": "1", "MemorySize": "512", "LogLevel": "info",
    "ExportUrlSeconds": "900", "PageWebAclArn": "",
}


class Update(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = deployed.stack()
        cls.stack.wait_until_counted()
        make_user(cls.stack, "ursula@example.com", "acme", "owner")
        cls.token = sign_in(cls.stack, "ursula@example.com", PASSWORDS["first"])["id_token"]

    def test_functions_and_parameters_change_and_change_back_while_records_flow(self):
        before, kept = self.functions(), self.kept()
        programs = {name: self.stack.program(name).read_bytes() for name in self.stack.functions()}
        with self.traffic() as seen:
            for name, program in programs.items():
                self.stack.program(name).write_bytes(program + b"\n")
            self.stack.deploy(*[f"{name}={value}" for name, value in CHANGED.items()])
            changed = self.functions()
            self.expect_changed(before, changed)
            self.expect_guarded()
            self.assertEqual(seen["refused"], [])
            for name, program in programs.items():
                self.stack.program(name).write_bytes(program)
            self.stack.deploy(*[f"{name}={value}" for name, value in DEFAULTS.items()])
        self.assertEqual(self.functions(), before)
        self.assertEqual(self.kept(), kept)
        self.assertEqual(self.ask(self.stack.outputs["ApiUrl"]).status, 200)
        # Records flowed, people asked, and all of it is right.
        self.assertGreater(seen["written"], 50)
        self.assertGreater(seen["answered"], 20)
        # When the web ACL is taken away, CloudFront forgets its secret before the functions do.
        self.assertLessEqual(set(seen["refused"]), {(403, "wrong_address")})
        self.stack.wait_until_counted()
        self.assertEqual(self.stack.verify(), [])

    @contextlib.contextmanager
    def traffic(self):
        """Writes records and asks through the page meanwhile."""
        seen, over = {"written": 0, "answered": 0, "refused": []}, threading.Event()

        def write():
            table = self.stack.emulator.resource("dynamodb").Table(self.stack.outputs["MessagesTable"])
            message = records.scan(self.stack.dynamodb, table.name)[0]
            while not over.wait(0.2):
                table.put_item(Item={**message, "session_id": f"update-{seen['written']}", "sender": "customer"})
                seen["written"] += 1

        def ask():
            page = self.stack.outputs["PageUrl"].rstrip("/")
            while not over.wait(0.5):
                answer = self.ask(page)
                if answer.status == 200:
                    seen["answered"] += 1
                else:
                    seen["refused"].append((answer.status, json.loads(answer.data).get("code")))

        threads = [threading.Thread(target=it) for it in [write, ask]]
        for thread in threads:
            thread.start()
        try:
            yield seen
        finally:
            over.set()
            for thread in threads:
                thread.join()

    def ask(self, base):
        return self.stack.request(f"{base}/v1/messages?period=30d", headers={"Authorization": f"Bearer {self.token}"})

    def functions(self):
        """What Lambda says of the functions and of the event sources."""
        client = self.stack.client("lambda")
        told = {}
        pages = client.get_paginator("list_functions").paginate()
        for found in [found for page in pages for found in page["Functions"]]:
            name = found["FunctionName"].removeprefix(f"{deployed.STACK}-")
            # Others, of which this one has no program, are made for the stack.
            if name in self.stack.functions():
                level = found["Environment"]["Variables"]["RUST_LOG"]
                told[name] = (found["CodeSha256"], found["MemorySize"], level)
        sources = client.list_event_source_mappings(FunctionName=f"{deployed.STACK}-aggregator")["EventSourceMappings"]
        settings = {(it["BatchSize"], it["MaximumBatchingWindowInSeconds"]) for it in sources}
        return {**told, "sources": settings, "how many": len(sources)}

    def kept(self):
        """What an update must never make anew."""
        return {name: it for name, it in self.stack.outputs.items() if "Table" in name or "Bucket" in name or name in
                {"UserPoolId", "Issuer", "Audience", "PageUrl", "PageConfig"}}

    def expect_changed(self, before, changed):
        self.assertEqual((changed["sources"], changed["how many"]), ({(50, 0)}, 5))
        functions = set(changed) - {"sources", "how many"}
        # Without connectors there are none of theirs.
        self.assertEqual(functions, set(self.stack.functions()) - {"ingest", "sweep"})
        for name in functions:
            self.assertNotEqual(changed[name][0], before[name][0], name)
            self.assertEqual(changed[name][1:], (1024, "warn,lambda_runtime=info"))

    def expect_guarded(self):
        """With a web ACL the API answers only what comes through the page."""
        [api] = self.stack.client("apigatewayv2").get_apis()["Items"]
        straight = self.ask(api["ApiEndpoint"])
        self.assertEqual((straight.status, json.loads(straight.data)["code"]), (403, "wrong_address"))
        self.assertEqual(self.stack.outputs["ApiUrl"] + "/", self.stack.outputs["PageUrl"])
        self.assertEqual(self.ask(self.stack.outputs["ApiUrl"]).status, 200)


if __name__ == "__main__":
    unittest.main()
