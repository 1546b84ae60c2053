"""The definition of the state machine is one that Step Functions takes, and every failure that the function
says may pass by is tried again."""

import json
import re
import unittest

from cfnlint import decode, lint
from cfnlint.config import ManualArgs
from samcli.yamlhelper import yaml_parse

import deploy

HANDLER = deploy.INFRA.parent / "functions" / "rebuild" / "src" / "handler.rs"


def definition():
    template = yaml_parse((deploy.INFRA / "rebuild.yaml").read_text())
    machine = template["Resources"]["RebuildStateMachine"]["Properties"]
    text, given = machine["DefinitionString"]["Fn::Sub"]
    values = {
        **given, "RebuildConcurrency": "4", "AWS::Partition": "aws",
        "RebuildFunction.Arn": "arn:aws:lambda:eu-west-1:123456789012:function:rebuild",
    }
    return json.loads(re.sub(r"\$\{([^}]*)\}", lambda name: values[name[1]], text))


def tasks(states):
    """All tasks, those inside of maps included."""
    for name, state in states.items():
        if state["Type"] == "Task":
            yield name, state
        yield from tasks(state.get("ItemProcessor", {}).get("States", {}))


class StateMachine(unittest.TestCase):
    def test_it_has_the_form_of_a_definition(self):
        self.assertEqual(self.mistakes(definition()), [])
        broken = definition()
        del broken["States"]["Finish"]["Next"]
        self.assertNotEqual(self.mistakes(broken), [])

    def mistakes(self, definition):
        machine = {
            "Type": "AWS::StepFunctions::StateMachine",
            "Properties": {"RoleArn": "arn:aws:iam::123456789012:role/steps", "Definition": definition},
        }
        template = json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Machine": machine}})
        return [it.message for it in lint(template, config=ManualArgs(regions=["us-east-1"]))]

    def test_every_state_leads_to_one_that_is_there(self):
        def check(machine):
            states = machine["States"]
            text = json.dumps({name: {**it, "ItemProcessor": None} for name, it in states.items()})
            named = set(re.findall(r'"(?:Next|Default)": "(\w+)"', text)) | {machine["StartAt"]}
            self.assertEqual(named, states.keys())
            for state in states.values():
                if "ItemProcessor" in state:
                    check(state["ItemProcessor"])

        check(definition())

    def test_it_takes_every_step_of_the_function_and_no_other(self):
        steps = {state["Parameters"]["Payload"]["step"] for _, state in tasks(definition()["States"])}
        enum = re.search(r"pub enum Step \{(.*?)\n\}", HANDLER.read_text(), re.S)[1]
        self.assertEqual(steps, {it.lower() for it in re.findall(r"^    (\w+) \{", enum, re.M)})

    def test_what_may_pass_by_is_tried_again(self):
        for name, state in tasks(definition()["States"]):
            again = [error for retry in state["Retry"] for error in retry["ErrorEquals"]]
            for error in ["Busy", "Lambda.TooManyRequestsException", "Sandbox.Timedout"]:
                self.assertIn(error, again, name)
            self.assertEqual("Wait" in again, name == "Begin")
            self.assertNotIn("States.ALL", again, name)
            self.assertNotIn("BadRequest", again, name)


if __name__ == "__main__":
    unittest.main()
