"""Whether what is worked out of a stack has the form of CloudFormation's own schemas, which cfn-lint carries."""

import functools
import json

import jsonschema
from attributes import NAMES
from cfnlint import lint
from cfnlint.core import get_rules
from cfnlint.helpers import REGIONS
from cfnlint.rules import RulesCollection
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER


@functools.cache
def rules() -> RulesCollection:
    return get_rules([], [], ["E"])


def mistakes(stack) -> list[str]:
    """What the schemas find wrong with a stack's resources (no nested ones)."""
    text = json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": stack.resources})
    return [f"{stack.template}: {it}" for it in _mistakes(text, stack.place.region)]


@functools.cache
def _mistakes(text: str, region: str) -> list[str]:
    found = lint(text, rules(), [region])
    return [f"{'/'.join(map(str, it.path))}: {it.rule.id} {it.message}" for it in found if it.rule.id[0] == "E"]


def bad_names(stack) -> list[str]:
    """The names of resources that the schemas do not allow. `mistakes` finds them, too, but takes longer."""
    bad = []
    for logical, resource in stack.resources.items():
        kind, name = resource["Type"], NAMES.get(resource["Type"])
        if name in resource["Properties"]:
            schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(stack.place.region, kind).schema
            allowed = {key: it for key, it in schema["properties"][name].items() if key != "format"}
            if not jsonschema.Draft7Validator(allowed).is_valid(resource["Properties"][name]):
                bad.append(f"{logical}: {resource['Properties'][name]}")
    return bad


def regions(kind: str) -> list[str]:
    """The regions that have this type of resource, without those that no internet leads to: cfn-lint gives
    them all types."""
    found = [it for it in REGIONS if kind in PROVIDER_SCHEMA_MANAGER.get_resource_types(it)]
    return [it for it in found if "iso" not in it]
