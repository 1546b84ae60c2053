"""Each right of the functions is needed, and what breaks without it says so. And none gives more than it should."""

import itertools
import json
import re
import time
import unittest

import deployed
import records
from botocore.exceptions import ClientError
from deployed import STACK
from roles import Role
from routes import all_routes
from signed_in import PASSWORDS, make_user, sign_in

# Seconds until a batch that fails is seen to be left.
LONGEST = 60


def expect_refused(test, request):
    """Sees that the role's credentials may not do this."""
    with test.assertRaises(ClientError) as refused:
        request()
    test.assertIn(refused.exception.response["Error"]["Code"], ("AccessDenied", "AccessDeniedException"))


class Answering(unittest.TestCase):
    """The functions that answer the API."""

    @classmethod
    def setUpClass(cls):
        cls.stack = deployed.stack()
        cls.stack.wait_until_counted()
        # One account has records, and the other one has none yet.
        for name, account in [("rita", "acme"), ("fred", "fresh")]:
            make_user(cls.stack, f"{name}@example.com", account, "admin")
        cls.tokens = [sign_in(cls.stack, f"{it}@example.com", PASSWORDS["first"])["id_token"] for it in ["rita", "fred"]]
        cls.routes = cls.routes_by_function()

    @classmethod
    def routes_by_function(cls):
        gateway = cls.stack.client("apigatewayv2")
        [api] = gateway.get_apis()["Items"]
        asked = {(method, path.split("?")[0]): (method, path, body) for method, path, body in all_routes()}
        found = {}
        for route in gateway.get_routes(ApiId=api["ApiId"], MaxResults="100")["Items"]:
            integration = route["Target"].split("/")[1]
            uri = gateway.get_integration(ApiId=api["ApiId"], IntegrationId=integration)["IntegrationUri"]
            function = re.search(f":function:{STACK}-([a-z]+)", uri)[1]
            method, path = route["RouteKey"].replace("{agent_id}", "ann").replace("{team_id}", "support").split(" ")
            found.setdefault(function, []).append(asked.pop((method, path)))
        assert not asked, asked
        # Of one inbox they read something else.
        hours = [(method, f"{path}&inbox_id=whatsapp", body) for method, path, body in found["messages"] if "/hours" in path]
        found["messages"] += hours
        return found

    def failures(self, function):
        """What those who ask see of a function that fails: (route, answer)."""
        failed = []
        for token, (method, path, body) in itertools.product(self.tokens, self.routes[function]):
            body = body and json.dumps({"section": "all", "period": "30d", "format": "csv"})
            sent = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
            answer = self.stack.request(self.stack.outputs["ApiUrl"] + path, method, sent, body)
            if answer.status == 404 and token == self.tokens[1]:
                continue  # it has no such inbox, agent or team
            if answer.status >= 300:
                failed.append((path, answer))
            elif body:
                file = self.stack.request(json.loads(answer.data)["url"])
                if file.status >= 300:
                    failed.append(("the exported file", file))
        return failed

    def test_each_right_is_needed(self):
        self.assertEqual(len(self.routes), 10)
        for function in self.routes:
            role = Role(self.stack, function)
            self.assertEqual(self.failures(function), [], function)
            self.assertGreaterEqual(len(role.rights()), 3)
            for right in role.rights():
                with self.subTest(function=function, right=right[2:]), role.without(right):
                    failed = self.failures(function)
                    self.assertNotEqual(failed, [])
                    for what, answer in failed:
                        if what == "the exported file":
                            self.assertEqual((right[2], answer.status), ("s3:GetObject", 403))
                        else:
                            # The alarm `api-fails` counts these, and the log has the reason under the answer's id.
                            self.assertIn(answer.status, (500, 502, 503), answer.data)
                            self.assertIn(json.loads(answer.data)["id"], role.log())
                    if right[2] != "s3:GetObject":
                        self.assertIn("AccessDenied", role.log())
            self.assertEqual(self.failures(function), [], function)

    def test_none_may_read_or_write_anything_else(self):
        outputs = self.stack.outputs
        counters, generation = outputs["CountersTable"], self.generation()
        day = {"pk": {"S": f"acme#{generation}#day#"}, "sk": {"S": "2026-11-01"}}
        pin = {"pk": {"S": "acme#pin"}, "sk": {"S": "#"}}
        contacts = {"pk": {"S": f"acme#{generation}#contact"}, "sk": {"S": "#"}}
        for function in self.routes:
            dynamodb, s3 = Role(self.stack, function).client("dynamodb"), Role(self.stack, function).client("s3")
            # It has the credentials of a role that may do something.
            dynamodb.query(
                TableName=outputs["DirectoryTable"], KeyConditionExpression="account_id = :account",
                ExpressionAttributeValues={":account": {"S": "acme"}},
            )
            for what, request in {
                "contacts": lambda: dynamodb.get_item(TableName=counters, Key=contacts),
                "several contacts": lambda: dynamodb.batch_get_item(RequestItems={counters: {"Keys": [contacts]}}),
                "all contacts": lambda: dynamodb.query(
                    TableName=counters, KeyConditionExpression="pk = :contact",
                    ExpressionAttributeValues={":contact": contacts["pk"]},
                ),
                "the key of pseudonyms": lambda: dynamodb.get_item(TableName=counters, Key=pin),
                "all counters": lambda: dynamodb.scan(TableName=counters),
                "to write counters": lambda: dynamodb.put_item(TableName=counters, Item=day),
                "to remove counters": lambda: dynamodb.delete_item(TableName=counters, Key=day),
                "rejected records": lambda: dynamodb.scan(TableName=outputs["RejectedTable"]),
                "removed records": lambda: dynamodb.scan(TableName=outputs["RemovedTable"]),
                "a ledger": lambda: dynamodb.scan(TableName=f"{counters}-ledger-1"),
                "messages": lambda: dynamodb.scan(TableName=outputs["MessagesTable"]),
                "all names": lambda: dynamodb.scan(TableName=outputs["DirectoryTable"]),
                "to write names": lambda: dynamodb.put_item(
                    TableName=outputs["DirectoryTable"], Item={"account_id": {"S": "acme"}, "entity": {"S": "account"}}
                ),
                "batches that were given up": lambda: s3.list_objects_v2(Bucket=outputs["FailuresBucket"]),
                "which exports there are": lambda: s3.list_objects_v2(Bucket=outputs["ExportsBucket"]),
            }.items():
                with self.subTest(function=function, what=what):
                    expect_refused(self, request)

    def generation(self):
        items = records.scan(self.stack.dynamodb, self.stack.outputs["CountersTable"])
        return next(str(it["generation"]) for it in items if it["pk"] == "acme#pin")


class Counting(unittest.TestCase):
    """The aggregator. A batch that it cannot count is left: the metric `BatchesLeft` says so, on which the alarm
    `counting-fails` looks, and nothing is lost."""

    @classmethod
    def setUpClass(cls):
        cls.stack = deployed.stack()
        cls.stack.wait_until_counted()
        cls.role = Role(cls.stack, "aggregator")

    def table(self, output):
        return self.stack.dynamodb.Table(self.stack.outputs[output])

    def item(self, table, **changed):
        return {**records.scan(self.stack.dynamodb, self.stack.outputs[table])[0], **changed}

    def test_each_right_is_needed(self):
        """What is written while the aggregator lacks a right is counted once it has it."""
        rights = {(action, resource): (policy, number, action, resource)
                  for policy, number, action, resource in self.role.rights() if policy == "counting"}
        tables = {it: self.table(it).table_arn for it in ["CountersTable", "RejectedTable", "RemovedTable", "DirectoryTable"]}
        tables["Ledger"] = f"{tables['CountersTable']}-ledger-*"
        needed = {
            ("GetItem", "CountersTable"): self.write_another_message,
            ("UpdateItem", "CountersTable"): self.write_message,
            ("BatchGetItem", "CountersTable"): self.write_session, ("PutItem", "CountersTable"): self.write_session,
            ("ConditionCheckItem", "CountersTable"): self.write_to_a_new_shard,
            ("PutItem", "RejectedTable"): self.write_what_is_bad, ("PutItem", "RemovedTable"): self.remove_a_message,
            ("GetItem", "DirectoryTable"): self.write_for_a_new_account,
        }
        seen = {(f"dynamodb:{action}", tables[table]): write for (action, table), write in needed.items()}
        # A ledger is written only while a run is made. These two are not taken away here; tests/lambda shows
        # that the aggregator uses them.
        ledger = {("dynamodb:BatchGetItem", tables["Ledger"]), ("dynamodb:PutItem", tables["Ledger"])}
        self.assertEqual(rights.keys(), seen.keys() | ledger)
        for right, write in seen.items():
            with self.subTest(right=right):
                with self.role.without(rights[right]):
                    before = self.left()
                    is_done = write()
                    self.wait("a batch that is left", lambda: self.left() > before)
                    self.assertFalse(is_done())
                    self.assertIn("AccessDenied", self.role.log()[-20_000:])
                self.wait("what was left", is_done)
        self.stack.wait_until_counted()

    def wait(self, what, until):
        for _ in range(LONGEST * 2):
            if until():
                return
            time.sleep(0.5)
        self.fail(f"{what} takes too long: {self.role.log()[-3000:]}")

    def left(self):
        """How many batches were left: the values of the metric, as the aggregator writes them to its log."""
        return sum(map(int, re.findall(r'"BatchesLeft":\s*(\d+)', self.role.log())))

    # What is written, and whether it is counted.

    def counted(self):
        return records.counted(self.stack.dynamodb, self.stack.outputs, "received")

    def write_message(self, account="acme"):
        number = time.time_ns()
        message = self.item("MessagesTable", account_id=account, session_id=f"s-{number}", sender="customer")
        before = sum(value for (of, _), value in self.counted().items() if of == account)
        self.table("MessagesTable").put_item(Item=message)
        return lambda: sum(value for (of, _), value in self.counted().items() if of == account) == before + 1

    def write_another_message(self):
        """A function reads its first checkpoint together with the epoch, and later ones by themselves."""
        self.wait("the first message", self.write_message())
        return self.write_message()

    def write_session(self):
        customer = f"+8869{time.time_ns() % 10**8:08}"
        session = self.item("SessionsTable", session_id=f"s-{time.time_ns()}", customer_id=customer)
        counters = self.stack.outputs["CountersTable"]
        contacts = lambda: len([it for it in records.scan(self.stack.dynamodb, counters) if "#contact" in it["pk"]])
        before = contacts()
        self.table("SessionsTable").put_item(Item=session)
        return lambda: contacts() == before + 1

    def write_to_a_new_shard(self):
        """Writes to a shard that seems to be new, since its checkpoint is gone. It holds nothing else."""
        counters = self.table("CountersTable")
        stream = self.table("BillingTable").latest_stream_arn
        [found] = [it for it in records.scan(self.stack.dynamodb, counters.name) if it["pk"].startswith(f"#checkpoint#{stream}#")]
        counters.delete_item(Key={"pk": found["pk"], "sk": found["sk"]})
        entry = self.item("BillingTable", entry_id=f"b-{time.time_ns()}")
        self.table("BillingTable").put_item(Item=entry)
        return lambda: any(it["pk"] == found["pk"] for it in records.scan(self.stack.dynamodb, counters.name))

    def write_what_is_bad(self):
        message = self.item("MessagesTable", session_id=f"bad-{time.time_ns()}", sender="nobody")
        key = {name: message[name] for name in ["session_id", "message_id"]}
        self.table("MessagesTable").put_item(Item=message)
        # Removed again, so that recounts do not see it.
        self.table("MessagesTable").delete_item(Key=key)
        rejected = self.stack.outputs["RejectedTable"]
        return lambda: any(key["session_id"] in str(it) for it in records.scan(self.stack.dynamodb, rejected))

    def remove_a_message(self):
        kept = lambda: records.scan(self.stack.dynamodb, self.stack.outputs["RemovedTable"])
        before = len(kept())
        message = self.item("MessagesTable", session_id=f"gone-{time.time_ns()}", sender="bot")
        key = {name: message[name] for name in ["session_id", "message_id"]}
        self.table("MessagesTable").put_item(Item=message)
        self.table("MessagesTable").delete_item(Key=key)
        return lambda: len(kept()) == before + 1

    def write_for_a_new_account(self):
        account = f"new-{time.time_ns()}"
        records.ZONES[account] = "Asia/Taipei"
        self.table("DirectoryTable").put_item(
            Item={"account_id": account, "entity": "account", "timezone": records.ZONES[account]}
        )
        return self.write_message(account)

    def test_it_may_read_and_write_nothing_else(self):
        dynamodb, s3 = self.role.client("dynamodb"), self.role.client("s3")
        outputs = self.stack.outputs
        pin = {"pk": {"S": "acme#pin"}, "sk": {"S": "#"}}
        dynamodb.get_item(TableName=outputs["CountersTable"], Key=pin)
        message = {"session_id": {"S": "s"}, "message_id": {"S": "m"}}
        for what, request in {
            "source tables": lambda: dynamodb.get_item(TableName=outputs["MessagesTable"], Key=message),
            "to write source tables": lambda: dynamodb.put_item(TableName=outputs["MessagesTable"], Item=message),
            "rejected records": lambda: dynamodb.scan(TableName=outputs["RejectedTable"]),
            "removed records": lambda: dynamodb.scan(TableName=outputs["RemovedTable"]),
            "to remove counters": lambda: dynamodb.delete_item(TableName=outputs["CountersTable"], Key=pin),
            "to remove tables": lambda: dynamodb.delete_table(TableName=outputs["CountersTable"]),
            "exported files": lambda: s3.list_objects_v2(Bucket=outputs["ExportsBucket"]),
        }.items():
            with self.subTest(what):
                expect_refused(self, request)


class Rebuilding(unittest.TestCase):
    """The function and the state machine that count all records anew. The alarm `rebuild-fails` looks at the
    executions that fail; the same command goes on where one stopped."""

    @classmethod
    def setUpClass(cls):
        cls.stack = deployed.stack()
        cls.stack.wait_until_counted()

    def test_what_it_lacks_a_right_for_fails_and_goes_on_with_it(self):
        role = Role(self.stack, "rebuild")
        messages = self.stack.dynamodb.Table(self.stack.outputs["MessagesTable"]).table_arn
        for wanted in [("dynamodb:CreateTable", "-ledger-*"), ("dynamodb:Scan", messages)]:
            [right] = [it for it in role.rights() if it[2] == wanted[0] and it[3].endswith(wanted[1])]
            failed = len(self.stack.executions("FAILED"))
            with self.subTest(right=right), role.without(right):
                with self.assertRaisesRegex(AssertionError, "returncode=2"):
                    self.stack.verify()
                self.assertEqual(len(self.stack.executions("FAILED")), failed + 1)
                self.assertIn("AccessDenied", role.log())
        self.assertEqual(self.stack.verify(), [])

    def test_it_may_write_no_source_table_and_read_no_export(self):
        role = Role(self.stack, "rebuild")
        dynamodb, s3 = role.client("dynamodb"), role.client("s3")
        outputs = self.stack.outputs
        dynamodb.scan(TableName=outputs["MessagesTable"], Limit=1)
        message = {"session_id": {"S": "s"}, "message_id": {"S": "m"}}
        for what, request in {
            "to write": lambda: dynamodb.put_item(TableName=outputs["MessagesTable"], Item=message),
            "to remove": lambda: dynamodb.delete_item(TableName=outputs["MessagesTable"], Key=message),
            "to remove tables": lambda: dynamodb.delete_table(TableName=outputs["CountersTable"]),
            "all names": lambda: dynamodb.scan(TableName=outputs["DirectoryTable"]),
            "exported files": lambda: s3.list_objects_v2(Bucket=outputs["ExportsBucket"]),
        }.items():
            with self.subTest(what):
                expect_refused(self, request)


if __name__ == "__main__":
    unittest.main()
