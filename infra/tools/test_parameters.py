"""What the stack's parameters switch: tables, permissions, and what functions are told."""

import unittest

from resolved import Place, Refused, resolve

STREAMS = ["MessagesStreamArn", "SessionsStreamArn", "BillingStreamArn", "FlowRunsStreamArn", "AiUsageStreamArn"]
GIVEN = "arn:aws:dynamodb:eu-west-1:123456789012:table/given"
GIVEN_STREAM = f"{GIVEN}/stream/2026-11-01T08:00:00.000"


def stack(**given):
    return resolve("template.yaml", "inbox", given, Place("eu-west-1"))


def functions(stacks):
    """All functions, by the names of their crates."""
    return {
        it["Properties"]["Code"]["S3Key"]: it["Properties"]
        for stack in stacks.values() for it in stack.resources.values() if it["Type"] == "AWS::Lambda::Function"
    }


def told(stacks, function):
    return functions(stacks)[function]["Environment"]["Variables"]


def allowed(stacks, template, role, action):
    """What a role may do this with."""
    policies = stacks[template].resources[role]["Properties"]["Policies"]
    statements = [it for policy in policies for it in policy["PolicyDocument"]["Statement"]]
    resources = [it["Resource"] for it in statements if action in it["Action"]]
    return [it for some in resources for it in (some if isinstance(some, list) else [some])]


def writable(stacks):
    """What the aggregator may put items into."""
    return allowed(stacks, "counting.yaml", "AggregatorRole", "dynamodb:PutItem")


def scannable(stacks):
    """What the rebuild function may read whole."""
    return allowed(stacks, "rebuild.yaml", "RebuildRole", "dynamodb:Scan")


class RemovedRecords(unittest.TestCase):
    def test_they_are_kept(self):
        stacks = stack()
        self.assertIn("RemovedTable", stacks["data.yaml"].resources)
        removed, arn = [stacks["data.yaml"].outputs[it] for it in ["RemovedTable", "RemovedTableArn"]]
        self.assertEqual(stacks["template.yaml"].outputs["RemovedTable"], removed)
        self.assertEqual(told(stacks, "aggregator")["REMOVED_TABLE"], removed)
        self.assertIn(arn, writable(stacks))
        self.assertEqual(told(stacks, "rebuild")["REMOVED_TABLE"], removed)
        self.assertIn(arn, scannable(stacks))

    def test_they_are_not_kept_where_the_parameter_says_so(self):
        kept, stacks = stack(), stack(KeepRemovedRecords="false")
        arn = kept["data.yaml"].outputs["RemovedTableArn"]
        self.assertNotIn("RemovedTable", stacks["data.yaml"].resources)
        self.assertNotIn("RemovedTable", stacks["template.yaml"].outputs)
        self.assertEqual(told(stacks, "aggregator")["REMOVED_TABLE"], "")
        self.assertEqual(writable(stacks), [it for it in writable(kept) if it != arn])
        self.assertEqual(told(stacks, "rebuild")["REMOVED_TABLE"], "")
        self.assertEqual(scannable(stacks), [it for it in scannable(kept) if it != arn])


class SourceTables(unittest.TestCase):
    def expect(self, expected, **given):
        stacks = stack(**given)
        for function in functions(stacks):
            self.assertEqual(told(stacks, function)["SOURCE_TABLES"], expected, (function, given))

    def test_they_were_empty_where_the_stack_makes_all_of_them(self):
        self.expect("made-empty")
        self.expect("made-empty", DirectoryTableName="directory")

    def test_they_may_hold_records_where_one_is_given(self):
        declared = stack()["template.yaml"].parameters
        self.assertEqual([it for it in declared if it.endswith("StreamArn")], STREAMS)
        for stream in STREAMS:
            self.expect("connected", **{stream: GIVEN_STREAM})

    def test_a_rebuild_reads_the_one_that_is_given(self):
        made = stack()
        for stream in STREAMS:
            stacks = stack(**{stream: GIVEN_STREAM})
            self.assertIn("given", told(stacks, "rebuild").values())
            arn = made["data.yaml"].outputs[f"{stream.removesuffix('StreamArn')}TableArn"]
            self.assertEqual(scannable(stacks), [GIVEN if it == arn else it for it in scannable(made)])


class Connectors(unittest.TestCase):
    """Without a connector nobody of the stack may write what the platform writes."""

    SECRETS = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-AbCdEf"
    WRITES = ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"]

    def writers(self, stacks, table):
        """The roles that may write a table of the platform's."""
        arn = stacks["data.yaml"].outputs[f"{table}TableArn"]
        return {
            role for template, stack in stacks.items() for role, it in stack.resources.items()
            if it["Type"] == "AWS::IAM::Role"
            and any(arn in allowed(stacks, template, role, action) for action in self.WRITES)
        }

    def test_there_are_none_unless_secrets_are_given(self):
        stacks = stack()
        self.assertNotIn("connectors.yaml", stacks)
        self.assertNotIn("ConversationsTable", stacks["data.yaml"].resources)
        self.assertNotIn("ConnectorsUrl", stacks["template.yaml"].outputs)
        for table in ["Messages", "Sessions", "Billing", "FlowRuns", "AiUsage", "Directory"]:
            self.assertEqual(self.writers(stacks, table), set(), table)

    def test_with_them_two_functions_may_write_what_connectors_make(self):
        stacks = stack(ConnectorSecretArns=f"{self.SECRETS},{self.SECRETS.replace('shop', 'line')}")
        written = {table: self.writers(stacks, table)
                   for table in ["Messages", "Sessions", "Billing", "FlowRuns", "AiUsage", "Directory"]}
        both = {"IngestRole", "SweepRole"}
        self.assertEqual(written, {"Messages": both, "Sessions": both, "Billing": both, "FlowRuns": set(),
                                   "AiUsage": set(), "Directory": both})
        for role in both:
            secrets = allowed(stacks, "connectors.yaml", role, "secretsmanager:GetSecretValue")
            self.assertEqual(secrets, told(stacks, "ingest")["CONNECTOR_SECRETS"].split(","), role)
        self.assertEqual(stacks["template.yaml"].outputs["ConversationsTable"],
                         told(stacks, "sweep")["CONVERSATIONS_TABLE"])

    def test_only_whole_arns_of_secrets_are_taken(self):
        for given in ["shop", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:*", f"{self.SECRETS},", "*",
                      self.SECRETS.replace("secretsmanager", "ssm"), f"{self.SECRETS}, {self.SECRETS}"]:
            with self.assertRaisesRegex(Refused, "does not allow the value of: ConnectorSecretArns", msg=given):
                stack(ConnectorSecretArns=given)


class LogLevel(unittest.TestCase):
    def test_no_level_logs_whole_events(self):
        for level in ["trace", "TRACE", "info,aggregator=trace", "lambda_runtime", "info,lambda_runtime", "5", "info,",
                      "aggregator=5", "[x]=trace", "info;trace", "info,lambda_runtime::requests=trace", ""]:
            with self.assertRaisesRegex(Refused, "does not allow the value of: LogLevel", msg=level):
                stack(LogLevel=level)

    def test_parts_have_levels_and_the_runtime_stays_at_info(self):
        for level in ["off", "error", "warn", "info", "debug", "info,aggregator=debug", "store::writer=debug,info",
                      "lambda_runtime=debug"]:
            stacks = stack(LogLevel=level)
            for function in functions(stacks):
                self.assertEqual(told(stacks, function)["RUST_LOG"], f"{level},lambda_runtime=info", function)


class Concurrency(unittest.TestCase):
    """A new AWS account may run 10 functions at a time, and AWS refuses to keep any of them for one function."""

    def kept(self, **given):
        kept = {name: it.get("ReservedConcurrentExecutions") for name, it in functions(stack(**given)).items()}
        return {name: it for name, it in kept.items() if it is not None}

    def test_none_is_kept_unless_it_is_asked_for(self):
        self.assertEqual(self.kept(), {})
        self.assertEqual(self.kept(CountingConcurrency="100", ExportConcurrency="5"), {"aggregator": 100, "export": 5})


if __name__ == "__main__":
    unittest.main()
