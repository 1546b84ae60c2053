"""What the stack's parameters switch: tables, permissions, and what functions are told."""

import functools
import unittest

from samcli.yamlhelper import yaml_parse

import deploy

NOTHING = object()
STREAMS = ["MessagesStreamArn", "SessionsStreamArn", "BillingStreamArn", "FlowRunsStreamArn", "AiUsageStreamArn"]


@functools.cache
def parsed(name):
    return yaml_parse((deploy.INFRA / name).read_text())


class Template:
    """A template with values for its parameters. It works out the conditions, and what depends on them."""

    def __init__(self, name, given):
        self.template = parsed(name)
        defaults = {name: it["Default"] for name, it in self.template["Parameters"].items() if "Default" in it}
        assert given.keys() <= self.template["Parameters"].keys(), given
        self.parameters = {**defaults, **given}

    def there(self, section):
        """The names of the resources, or of the outputs, that are there."""
        return {name for name, it in self.template[section].items() if self.is_there(it)}

    def is_there(self, it):
        return "Condition" not in it or self.holds(it["Condition"])

    def holds(self, condition):
        return self.value(self.template["Conditions"][condition])

    def nested(self, name):
        stack = self.template["Resources"][name]["Properties"]
        return Template(stack["TemplateURL"], self.value(stack["Parameters"]))

    def output(self, name):
        output = self.template["Outputs"][name]
        assert self.is_there(output), f"there is no output {name}"
        return self.value(output["Value"])

    def value(self, it):
        match it:
            case {"Fn::If": [condition, then, otherwise]}:
                return self.value(then if self.holds(condition) else otherwise)
            case {"Fn::Equals": [one, other]}:
                return self.value(one) == self.value(other)
            case {"Fn::Not": [one]}:
                return not self.value(one)
            # A part of what a parameter gives, such as the table in the ARN of a stream.
            case {"Fn::Select": [index, {"Fn::Split": [separator, {"Ref": name}]}]} if self.parameters.get(name):
                return self.parameters[name].split(separator)[index]
            case {"Fn::And": all_of_them}:
                return all(map(self.value, all_of_them))
            case {"Ref": "AWS::NoValue"}:
                return NOTHING
            case {"Ref": name}:
                return self.parameters.get(name, name)
            case {"Fn::GetAtt": [stack, attribute]} if attribute.startswith("Outputs."):
                return self.nested(stack).output(attribute.removeprefix("Outputs."))
            case {"Fn::GetAtt": path}:
                return ".".join(path)
            case dict():
                values = {name: self.value(value) for name, value in it.items()}
                return {name: value for name, value in values.items() if value is not NOTHING}
            case list():
                return [value for value in map(self.value, it) if value is not NOTHING]
            case _:
                return it


def stack(**given):
    return Template("template.yaml", given)


def told_to_aggregator(root):
    counting = root.nested("Counting")
    function = counting.template["Resources"]["AggregatorFunction"]["Properties"]
    return counting.value(function["Environment"]["Variables"])


def told_to_rebuild(root):
    rebuild = root.nested("Rebuild")
    function = rebuild.template["Resources"]["RebuildFunction"]["Properties"]
    return rebuild.value(function["Environment"]["Variables"])


def told_to_sections(root):
    sections = root.nested("Sections")
    return sections.value(sections.template["Globals"]["Function"]["Environment"]["Variables"])


def writable(root):
    """What the aggregator may put items into."""
    counting = root.nested("Counting")
    policies = counting.value(counting.template["Resources"]["AggregatorRole"]["Properties"]["Policies"])
    statements = [it for policy in policies for it in policy["PolicyDocument"]["Statement"]]
    return [it["Resource"] for it in statements if "dynamodb:PutItem" in it["Action"]]


def scannable(root):
    """What the rebuild function may read whole."""
    rebuild = root.nested("Rebuild")
    policies = rebuild.value(rebuild.template["Resources"]["RebuildRole"]["Properties"]["Policies"])
    statements = [it for policy in policies for it in policy["PolicyDocument"]["Statement"]]
    resources = [it["Resource"] for it in statements if "dynamodb:Scan" in it["Action"]]
    return [it for some in resources for it in (some if isinstance(some, list) else [some])]


class RemovedRecords(unittest.TestCase):
    def test_they_are_kept(self):
        root = stack()
        self.assertIn("RemovedTable", root.nested("Data").there("Resources"))
        self.assertIn("RemovedTable", root.there("Outputs"))
        self.assertEqual(told_to_aggregator(root)["REMOVED_TABLE"], "RemovedTable")
        self.assertIn("RemovedTable.Arn", writable(root))
        self.assertEqual(told_to_rebuild(root)["REMOVED_TABLE"], "RemovedTable")
        self.assertIn("RemovedTable.Arn", scannable(root))

    def test_they_are_not_kept_where_the_parameter_says_so(self):
        root = stack(KeepRemovedRecords="false")
        self.assertNotIn("RemovedTable", root.nested("Data").there("Resources"))
        self.assertNotIn("RemovedTable", root.there("Outputs"))
        self.assertEqual(told_to_aggregator(root)["REMOVED_TABLE"], "")
        kept = [it for it in writable(stack()) if it != "RemovedTable.Arn"]
        self.assertEqual(writable(root), kept)
        self.assertEqual(told_to_rebuild(root)["REMOVED_TABLE"], "")
        kept = [it for it in scannable(stack()) if it != "RemovedTable.Arn"]
        self.assertEqual(scannable(root), kept)


class SourceTables(unittest.TestCase):
    def expect(self, told, **given):
        root = stack(**given)
        for variables in [told_to_aggregator(root), told_to_rebuild(root), told_to_sections(root)]:
            self.assertEqual(variables["SOURCE_TABLES"], told, given)

    def test_they_were_empty_where_the_stack_makes_all_of_them(self):
        self.expect("made-empty")
        self.expect("made-empty", DirectoryTableName="directory")

    def test_they_may_hold_records_where_one_is_given(self):
        streams = [it for it in stack().template["Parameters"] if it.endswith("StreamArn")]
        self.assertEqual(streams, STREAMS)
        for stream in streams:
            self.expect("connected", **{stream: "arn:aws:dynamodb:eu-west-1:1:table/given/stream/1"})

    def test_a_rebuild_reads_the_one_that_is_given(self):
        arn = "arn:aws:dynamodb:eu-west-1:1:table/given"
        for stream in STREAMS:
            root = stack(**{stream: f"{arn}/stream/2026-11-01T08:00:00.000"})
            self.assertIn("given", told_to_rebuild(root).values())
            made = f"{stream.removesuffix('StreamArn')}Table.Arn"
            expected = [arn if it == made else it for it in scannable(stack())]
            self.assertEqual(scannable(root), expected)


if __name__ == "__main__":
    unittest.main()
