"""The alarms see what they describe: batches that are left in part, and streams of which nothing is counted."""

import json
import re
import unittest

import deploy
from resolved import Place, resolve

STACKS = resolve("template.yaml", "inbox", {}, Place())
SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-AbCdEf"
CONNECTED = resolve("template.yaml", "inbox", {"ConnectorSecretArns": SECRET}, Place())
SOURCES = ["messages", "sessions", "billing", "flow_runs", "ai_usage"]


def alarms(stacks=STACKS):
    found = [it for stack in stacks.values() for it in stack.resources.values() if it["Type"] == "AWS::CloudWatch::Alarm"]
    return {it["Properties"]["AlarmName"].removeprefix("inbox-"): it["Properties"] for it in found}


def metrics(alarm):
    """The metrics of an alarm, by their ids: namespace, name, statistic and dimensions."""
    def told(stat):
        metric = stat["Metric"]
        dimensions = {it["Name"]: it["Value"] for it in metric["Dimensions"]}
        return metric["Namespace"], metric["MetricName"], stat["Stat"], dimensions

    return {it["Id"]: told(it["MetricStat"]) for it in alarm["Metrics"] if "MetricStat" in it}


def computed(alarm, **values):
    """The value of an alarm's expression for one period. None stands for no data."""
    [expression] = [it["Expression"] for it in alarm["Metrics"] if "Expression" in it]
    functions = {"FILL": lambda value, otherwise: otherwise if value is None else value,
                 "IF": lambda condition, then, otherwise: then if condition else otherwise}
    return eval(expression.replace(" AND ", " and "), {**functions, **values})


class Left(unittest.TestCase):
    def test_a_batch_that_is_left_in_part_is_a_failure(self):
        alarm = alarms()["counting-fails"]
        self.assertEqual(metrics(alarm), {
            "errors": ("AWS/Lambda", "Errors", "Sum", {"FunctionName": "inbox-aggregator"}),
            "left": ("InboxAnalytics", "BatchesLeft", "Sum", {"Stack": "inbox"}),
        })
        # To Lambda a batch that is left is a success.
        for errors, left, failed in [(None, None, 0), (0, 0, 0), (0, 2, 2), (None, 1, 1), (3, None, 3), (1, 1, 2)]:
            self.assertEqual(computed(alarm, errors=errors, left=left), failed)
        self.assertEqual((alarm["Threshold"], alarm["DatapointsToAlarm"], alarm["EvaluationPeriods"]), (1, 2, 3))


class Silent(unittest.TestCase):
    def test_each_stream_has_an_alarm(self):
        silent = {name: it for name, it in alarms().items() if name.endswith("-not-counted")}
        tables = {}
        for name, alarm in silent.items():
            seen = metrics(alarm)
            namespace, metric, stat, dimensions = seen["batches"]
            self.assertEqual((namespace, metric, stat), ("InboxAnalytics", "RecordsCounted", "SampleCount"))
            self.assertEqual(name, f"{dimensions['Source'].replace('_', '-')}-not-counted")
            self.assertEqual(seen["writes"][:3], ("AWS/DynamoDB", "ConsumedWriteCapacityUnits", "Sum"))
            tables[dimensions["Source"]] = seen["writes"][3]["TableName"]
        variables = STACKS["counting.yaml"].resources["AggregatorFunction"]["Properties"]["Environment"]["Variables"]
        self.assertEqual(tables, {it: variables[f"{it.upper()}_TABLE"] for it in SOURCES})

    def test_a_quiet_platform_is_not_silent(self):
        for name in [f"{it.replace('_', '-')}-not-counted" for it in SOURCES]:
            alarm = alarms()[name]
            for writes, batches, silent in [(None, None, 0), (0, None, 0), (7, 2, 0), (None, 1, 0), (7, None, 1)]:
                self.assertEqual(computed(alarm, writes=writes, batches=batches), silent, (writes, batches))
            # A write at the end of a period may be counted in the next one.
            self.assertGreater(alarm["DatapointsToAlarm"], 1)


class Dashboard(unittest.TestCase):
    def test_it_shows_every_alarm(self):
        body = STACKS["dashboard.yaml"].resources["Dashboard"]["Properties"]["DashboardBody"]
        self.assertEqual(sorted(re.findall(r":alarm:inbox-([a-z-]+)", body)), sorted(alarms()))

    def test_the_documents_name_every_alarm_and_what_it_costs(self):
        text = (deploy.INFRA.parent / "docs" / "operating.md").read_text()
        self.assertEqual([it for it in alarms() if f"`{it}`" not in text], [])
        count = sum(len(metrics(it)) if "Metrics" in it else 1 for it in alarms().values())
        costs = (deploy.INFRA.parent / "docs" / "costs.md").read_text()
        self.assertIn(f"| alarms on {count} metrics × 0.10 | {count / 10:.2f} |", costs)


class Connectors(unittest.TestCase):
    """The alarms of the connectors are on a dashboard of their own, in the documents, and in the costs."""

    OWN = {name: it for name, it in alarms(CONNECTED).items() if name not in alarms()}

    def test_an_event_that_is_not_written_is_a_failure(self):
        alarm = self.OWN["events-fail"]
        self.assertEqual(metrics(alarm), {
            "failed": ("InboxAnalytics", "EventsFailed", "Sum", {"Stack": "inbox"}),
            "errors": ("AWS/Lambda", "Errors", "Sum", {"FunctionName": "inbox-ingest"}),
            "throttles": ("AWS/Lambda", "Throttles", "Sum", {"FunctionName": "inbox-ingest"}),
        })
        # To Lambda an answer of 503 is a success. An event that is not written once is lost at Chatwoot.
        for failed, errors, throttles, told in [(None, None, None, 0), (0, 0, 0, 0), (1, None, 0, 1), (2, 1, 4, 7)]:
            self.assertEqual(computed(alarm, failed=failed, errors=errors, throttles=throttles), told)
        self.assertEqual((alarm["Threshold"], alarm["EvaluationPeriods"]), (1, 1))

    def test_they_are_shown_and_described(self):
        self.assertEqual(set(self.OWN), {"events-fail", "events-refused", "events-not-mapped", "sweep-fails"})
        body = CONNECTED["connectors.yaml"].resources["ConnectorsDashboard"]["Properties"]["DashboardBody"]
        json.loads(body)
        self.assertEqual(sorted(re.findall(r":alarm:inbox-([a-z-]+)", body)), sorted(self.OWN))
        text = (deploy.INFRA.parent / "docs" / "operating.md").read_text()
        self.assertEqual([it for it in self.OWN if f"`{it}`" not in text], [])
        count = sum(len(metrics(it)) if "Metrics" in it else 1 for it in self.OWN.values())
        costs = (deploy.INFRA.parent / "docs" / "costs.md").read_text()
        self.assertIn(f"alarms on {count} metrics", costs)

    def test_every_metric_that_is_looked_at_is_one_that_the_function_has(self):
        code = (deploy.INFRA.parent / "functions" / "ingest" / "src" / "metrics.rs").read_text()
        resources = CONNECTED["connectors.yaml"].resources
        body = resources["ConnectorsDashboard"]["Properties"]["DashboardBody"]
        names = set(re.findall(r'"InboxAnalytics", "([A-Za-z]+)"', body))
        for alarm in self.OWN.values():
            own = metrics(alarm).values() if "Metrics" in alarm else [(alarm["Namespace"], alarm["MetricName"])]
            names |= {it[1] for it in own if it[0] == "InboxAnalytics"}
        self.assertEqual({it for it in names if f'"{it}"' not in code}, set())
        self.assertEqual(names, {"EventsTaken", "EventsIgnored", "EventsRefused", "EventsNotMapped", "EventsFailed",
                                 "RecordsMended"})


class GivenUp(unittest.TestCase):
    def test_records_are_given_up_and_kept_before_their_stream_drops_them(self):
        sources = [it["Properties"] for it in STACKS["counting.yaml"].resources.values()
                   if it["Type"] == "AWS::Lambda::EventSourceMapping"]
        self.assertEqual(len(sources), len(SOURCES))
        for source in sources:
            self.assertTrue(22 * 3600 <= source["MaximumRecordAgeInSeconds"] < 24 * 3600, source)
            self.assertTrue(source["DestinationConfig"]["OnFailure"]["Destination"])


if __name__ == "__main__":
    unittest.main()
