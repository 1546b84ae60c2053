"""The stack's own state machine, functions and tables make counters anew, in an emulator of AWS, driven by the
operator's program.

The functions are those of the last `cargo build`. The emulator waits a tenth of the time where the state machine
says a duration, and goes by a clock of its own where it says a time; see emulator.py.
"""

import contextlib
import json
import os
import re
import signal
import subprocess
import time
import unittest
from pathlib import Path

import records
import stack
from emulator import ACCOUNT, GRACE, REGION, ROOT, Emulator

BINARIES = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug"
STACK = "rehearsal"
# Seconds that anything may take.
LONGEST = 120
# Over the retention of the streams.
RETENTION = 26 * 3600


class Stack(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.emulator = Emulator()
        cls.addClassCleanup(cls.emulator.stop)
        cls.emulator.start()
        cls.outputs = stack.create(cls.emulator, STACK, BINARIES)
        cls.dynamodb = cls.emulator.resource("dynamodb")
        cls.iam = cls.emulator.client("iam")
        cls.iam.create_user(UserName="operator")
        cls.operating, cls.erasing = rights()
        cls.iam.put_user_policy(UserName="operator", PolicyName="operating", PolicyDocument=cls.operating)
        key = cls.iam.create_access_key(UserName="operator")["AccessKey"]
        cls.environment = cls.emulator.environment() | {
            "AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]
        }
        cls.states = cls.emulator.client("stepfunctions")
        cls.written = records.write(cls.dynamodb, cls.outputs, seed=1)
        bad = {"session_id": "acme-0", "message_id": "bad", "account_id": "acme", "sent_at": "yesterday"}
        cls.dynamodb.Table(cls.outputs["MessagesTable"]).put_item(Item=bad | {"sender": "nobody"})
        # Deleted again, so that recounts do not see it; the rejected record stays.
        cls.dynamodb.Table(cls.outputs["MessagesTable"]).delete_item(
            Key={"session_id": "acme-0", "message_id": "bad"}
        )

    def tearDown(self):
        self.end_runs()

    # What a person does.

    def call(self, *arguments):
        return self.start(*arguments).result()

    def done(self, *arguments):
        called = self.call(*arguments)
        self.assertEqual(called.returncode, 0, called)
        return called

    def start(self, *arguments, stack=STACK, by=None):
        return Called([BINARIES / "operator", *arguments, "--stack", stack], by or self.environment)

    # What AWS shows.

    def running(self):
        listed = self.states.list_executions(
            stateMachineArn=self.outputs["RebuildStateMachineArn"], statusFilter="RUNNING"
        )
        return [it["executionArn"] for it in listed["executions"]]

    def history(self, execution):
        pages = self.states.get_paginator("get_execution_history").paginate(executionArn=execution)
        return [event for page in pages for event in page["events"]]

    def wait(self, what, until):
        for _ in range(LONGEST * 2):
            if found := until():
                return found
            time.sleep(0.5)
        self.fail(f"{what} takes too long:\n{self.emulator.log.read_text()[-2000:]}")

    @contextlib.contextmanager
    def counting_held(self):
        """Nothing is counted meanwhile, so no run gets behind its scan."""
        client = self.emulator.client("lambda")
        sources = client.list_event_source_mappings(FunctionName=f"{STACK}-aggregator")["EventSourceMappings"]
        self.assertEqual(len(sources), 5)
        for source in sources:
            client.update_event_source_mapping(UUID=source["UUID"], Enabled=False)
        try:
            yield
        finally:
            for source in sources:
                client.update_event_source_mapping(UUID=source["UUID"], Enabled=True)

    def end_runs(self):
        """Lets all runs come to their end, and sees that no step of them failed."""
        executions = self.running()
        if not executions:
            return
        self.emulator.put_on(RETENTION)

        def ended():
            self.emulator.put_on(GRACE)
            return not self.running()

        self.wait("the end of a run", ended)
        for execution in executions:
            self.expect_success(execution)
        tables = self.emulator.client("dynamodb").list_tables()["TableNames"]
        self.assertEqual([it for it in tables if "-ledger-" in it], [])

    def expect_success(self, execution):
        described = self.states.describe_execution(executionArn=execution)
        self.assertEqual(described["status"], "SUCCEEDED", described)
        failed = [it for it in self.history(execution) if it["type"].endswith(("Failed", "TimedOut"))]
        self.assertEqual(failed, [])

    def expect_exact(self):
        """Waits until the streams are counted, and compares with a recount."""
        expected = records.received(self.dynamodb, self.outputs)
        self.assertGreater(len(expected), 20)
        counted = lambda: records.counted(self.dynamodb, self.outputs, "received")
        try:
            self.wait("counting", lambda: counted() == expected)
        except AssertionError:
            self.assertEqual(counted(), expected)
            raise

    # What is seen.

    def test_a_right_counter_is_verified_and_a_wrong_one_is_named_and_mended(self):
        self.expect_exact()
        verified = json.loads(self.done("verify", "--json").stdout)
        self.assertEqual((verified["count"], verified["differences"]), (0, []))
        self.assertEqual(verified["records"], self.present())
        # The run is over but for what it leaves, and its execution waits for a time that does not come by itself.
        (first,) = self.running()
        states = [it["stateEnteredEventDetails"]["name"] for it in self.history(first) if "stateEnteredEventDetails" in it]
        self.assertEqual(states[-1], "WaitUntil")
        # Whoever asks again for the same gets the same answer.
        again = self.done("verify", "--json")
        self.assertEqual(json.loads(again.stdout), verified)
        self.assertIn("joined the execution operator-", again.stderr)

        (account, day), value = next(iter(records.counted(self.dynamodb, self.outputs, "received").items()))
        self.add_to_counter(account, day, 7)
        self.end_runs()
        self.expect_success(first)
        wrong = self.call("verify")
        self.assertEqual(wrong.returncode, 1, wrong)
        difference = f"{account}, all inboxes, day {day}: received is {value + 7}, recounted {value}\n"
        self.assertEqual(wrong.stdout, f"{difference}1 differences\n")

        # A repair at once waits for the end of the run before it.
        repair = self.start("verify", "--repair")
        self.wait("a second execution", lambda: len(self.running()) == 2)
        time.sleep(2)
        self.assertTrue(repair.is_running())
        self.emulator.put_on(GRACE)
        repaired = repair.result()
        self.assertEqual(repaired.returncode, 0, repaired)
        self.assertEqual(repaired.stdout, f"{difference}1 differences, repaired\n")
        self.expect_exact()

    def test_a_rebuild_goes_on_without_the_operator_and_two_are_one(self):
        before = self.generations()
        with self.counting_held():
            # The run cannot pass these before they are counted.
            records.write(self.dynamodb, self.outputs, seed=2)
            interrupted = self.start("rebuild")
            (execution,) = self.wait("an execution", self.running)
            interrupted.end(signal.SIGINT)
            killed = self.start("rebuild")
            self.wait("the scan", lambda: "WaitToPass" in str(self.history(execution)))
            killed.end(signal.SIGKILL)
            self.assertEqual(self.running(), [execution])
            name = execution.rsplit(":", 1)[1]
            refused = self.call("verify")
            self.assertEqual(refused.returncode, 2, refused)
            self.assertIn(f"in progress is the execution {name} (begun at ", refused.stderr)
            both = [self.start("rebuild", "--json"), self.start("rebuild", "--json")]
        # The platform goes on writing.
        records.write(self.dynamodb, self.outputs, seed=3)
        results = [it.result() for it in both]
        for result in results:
            self.assertEqual(result.returncode, 0, result)
            self.assertIn(f"joined the execution {name}", result.stderr)
        self.assertEqual(results[0].stdout, results[1].stdout)
        self.assertEqual(self.running(), [execution])
        self.expect_exact()
        self.assertTrue(self.generations().isdisjoint(before))

        # In force, but the streams may still hold records from before the scan's end.
        refused = self.call("verify")
        self.assertEqual(refused.returncode, 2, refused)
        self.assertIn(f"in progress is the execution {name} ", refused.stderr)
        self.assertIn("is waiting until the streams hold nothing", refused.stderr)
        self.end_runs()
        self.expect_success(execution)
        # The old generation is gone.
        keys = [it["pk"].split("#") for it in records.scan(self.dynamodb, self.outputs["CountersTable"])]
        kept = {(pk[0], pk[1]) for pk in keys if pk[0] and pk[1].isdigit()}
        self.assertEqual(kept, self.generations())

    def test_two_that_start_at_once_start_one_execution(self):
        both = [self.start("verify", "--account", "acme", "--json") for _ in range(2)]
        results = [it.result() for it in both]
        self.assertEqual([it.returncode for it in results], [0, 0], results)
        self.assertEqual(results[0].stdout, results[1].stdout)
        self.assertEqual(len(self.running()), 1)

    def test_an_execution_that_is_stopped_is_gone_on_with(self):
        with self.counting_held():
            records.write(self.dynamodb, self.outputs, seed=4)
            following = self.start("verify", "--account", "globex")
            (execution,) = self.wait("an execution", self.running)
            self.wait("the scan", lambda: "WaitToPass" in str(self.history(execution)))
            self.states.stop_execution(executionArn=execution)
            stopped = following.result()
        self.assertEqual(stopped.returncode, 2, stopped)
        self.assertIn("was stopped: call this command again, and it goes on", stopped.stderr)
        # The run is in progress, whoever drives it: what differs is refused before it starts.
        refused = self.call("rebuild")
        self.assertEqual(refused.returncode, 2, refused)
        self.assertIn("a verification of globex began at", refused.stderr)
        self.assertEqual(self.running(), [])
        self.assertEqual(self.done("verify", "--account", "globex").stdout, "0 differences\n")

    def test_status_rejected_and_erase_work_on_the_tables_of_the_stack(self):
        self.expect_exact()
        status = json.loads(self.done("status", "--json").stdout)
        tables = {it["table"] for it in status["shards"]}
        self.assertEqual(tables, {self.outputs[name] for name in self.written})
        self.assertEqual({it["account"] for it in status["accounts"]}, set(records.ZONES))
        rejected = self.done("rejected").stdout
        self.assertIn("acme-0", rejected)

        # An account that no other test needs.
        copies = records.scan(self.dynamodb, self.outputs["BillingTable"])[:3]
        with self.dynamodb.Table(self.outputs["BillingTable"]).batch_writer() as table:
            for copy in copies:
                table.put_item(Item=copy | {"account_id": "initech"})
        theirs = lambda: self.items_of("initech")
        self.wait("counting", lambda: len(theirs()) > 3)
        asked = self.call("erase", "--account", "initech")
        self.assertEqual(asked.returncode, 2, asked)
        self.assertIn("say --yes", asked.stderr)
        denied = self.call("erase", "--account", "initech", "--yes")
        self.assertEqual(denied.returncode, 2, denied)
        self.assertIn("AccessDenied", denied.stderr)
        self.iam.put_user_policy(UserName="operator", PolicyName="erasing", PolicyDocument=self.erasing)
        self.done("erase", "--account", "initech", "--yes")
        self.iam.delete_user_policy(UserName="operator", PolicyName="erasing")
        self.assertEqual(theirs(), [])
        with self.dynamodb.Table(self.outputs["BillingTable"]).batch_writer() as table:
            for copy in copies:
                table.delete_item(Key={"account_id": "initech", "entry_id": copy["entry_id"]})

    def test_what_cannot_be_operated_is_named(self):
        stranger = self.start("status", stack="other").result()
        self.assertEqual(stranger.returncode, 2, stranger)
        self.assertIn("cannot look the stack `other` up in eu-central-1: User: ", stranger.stderr)
        root = self.emulator.environment()
        missing = self.start("status", stack="nothing", by=root).result()
        self.assertEqual(missing.returncode, 2, missing)
        self.assertIn("there is no stack `nothing` in eu-central-1", missing.stderr)
        template = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}
        self.emulator.client("cloudformation").create_stack(StackName="other", TemplateBody=json.dumps(template))
        other = self.start("rebuild", stack="other", by=root).result()
        self.assertEqual(other.returncode, 2, other)
        self.assertIn("the stack `other` has no output DirectoryTable", other.stderr)
        both = self.call("status", "--table-prefix", "a-")
        self.assertEqual(both.returncode, 2, both)
        self.assertIn("leave one of them out", both.stderr)

    # The tables.

    def present(self):
        """How many records there are for a scan: those of the source tables, and removed ones."""
        tables = [*self.written, "RemovedTable"]
        return sum(len(records.scan(self.dynamodb, self.outputs[table])) for table in tables)

    def generations(self):
        items = records.scan(self.dynamodb, self.outputs["CountersTable"])
        pins = [it for it in items if it["pk"].endswith("#pin")]
        return {(it["pk"].removesuffix("#pin"), str(it["generation"])) for it in pins}

    def items_of(self, account):
        items = records.scan(self.dynamodb, self.outputs["CountersTable"])
        return [it for it in items if it["pk"].startswith(f"{account}#")]

    def add_to_counter(self, account, day, number):
        generation = dict(self.generations())[account]
        self.dynamodb.Table(self.outputs["CountersTable"]).update_item(
            Key={"pk": f"{account}#{generation}#day#", "sk": day},
            UpdateExpression="ADD received :number",
            ExpressionAttributeValues={":number": number},
        )


def rights():
    """The policies of docs/operating.md: to operate, and to erase accounts, too."""
    document = (ROOT / "docs" / "operating.md").read_text()
    policies = re.findall(r"```json\n(.*?)```", document, re.S)
    assert len(policies) == 2, policies
    names = {"REGION": REGION, "ACCOUNT": ACCOUNT, "STACK": STACK}
    return [re.sub(r"\b(REGION|ACCOUNT|STACK)\b", lambda name: names[name[1]], it) for it in policies]


class Called:
    """A call of the operator's program."""

    def __init__(self, command, environment):
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            # Tests that run in the background ignore it, and so would what they start.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def is_running(self):
        return self.process.poll() is None

    def end(self, by):
        assert self.is_running(), self.result()
        self.process.send_signal(by)
        self.result()

    def result(self):
        try:
            printed, said = self.process.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            self.process.kill()
            printed, said = self.process.communicate()
            raise AssertionError(f"{self.process.args} takes too long: {printed}{said}")
        return subprocess.CompletedProcess(self.process.args, self.process.returncode, printed, said)


if __name__ == "__main__":
    unittest.main()
