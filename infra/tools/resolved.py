"""The whole stack, with its nested stacks, as CloudFormation works it out: parameters, rules, conditions,
functions and references. It finds what CloudFormation would refuse; nothing is made."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import attributes
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER
from translated import translated

NOTHING = object()
STACK = "AWS::CloudFormation::Stack"


class Refused(Exception):
    """CloudFormation would refuse the stack."""


@dataclass
class Place:
    """Where a stack is made."""

    region: str = "us-east-1"
    folder: Path = Path(__file__).resolve().parent.parent
    # Templates that are not as in the folder: NAME -> YAML.
    instead: dict = field(default_factory=dict)

    def text(self, template: str) -> str:
        return self.instead.get(template) or (self.folder / template).read_text()


def resolve(template: str, name: str, given: dict, place: Place) -> dict[str, "Stack"]:
    """The stack of a template, and its nested stacks, by the names of their templates."""
    root = Stack(template, name, given, place)
    return root.all()


class Stack:
    """A stack that is worked out."""

    def __init__(self, template: str, name: str, given: dict, place: Place) -> None:
        self.template, self.name, self.place = template, name, place
        self.body = translated(place.text(template), place.region)
        self.parameters = {it: self.parameter(it, given) for it in self.body.get("Parameters", {})}
        self.refuse_if(given.keys() - self.parameters.keys(), "is given parameters that it does not have")
        self.assert_rules()
        self.resources: dict[str, dict] = {}
        self.nested: dict[str, Stack] = {}
        declared = self.body["Resources"]
        for logical in in_order(template, declared):
            if self.is_there(declared[logical]):
                self.resources[logical] = self.resource(logical, declared[logical])
        self.outputs = {
            name: self.value(output["Value"], f"output {name}")
            for name, output in self.body.get("Outputs", {}).items() if self.is_there(output)
        }

    def all(self) -> dict[str, "Stack"]:
        found = {self.template: self}
        for stack in self.nested.values():
            found |= stack.all()
        return found

    def refuse_if(self, wrong, why: str) -> None:
        if wrong:
            raise Refused(f"{self.template}: {why}: {wrong if isinstance(wrong, str) else sorted(wrong)}")

    # Parameters, rules, conditions

    def parameter(self, name: str, given: dict):
        declared = self.body["Parameters"][name]
        value = given.get(name, declared.get("Default"))
        self.refuse_if(name if value is None else "", "has no value for a parameter")
        self.refuse_if(name if isinstance(value, (list, dict)) else "", "is given something else than a text")
        text = str(value)
        allowed = declared.get("AllowedValues")
        self.refuse_if(name if allowed and text not in map(str, allowed) else "", "does not allow the value of")
        pattern = declared.get("AllowedPattern")
        self.refuse_if(name if pattern and not re.fullmatch(pattern, text) else "", "does not allow the value of")
        if declared["Type"] == "Number":
            number = float(text)
            least, most = declared.get("MinValue", number), declared.get("MaxValue", number)
            self.refuse_if("" if float(least) <= number <= float(most) else name, "does not allow the value of")
            return int(number) if number.is_integer() else number
        return [it.strip() for it in text.split(",")] if declared["Type"] == "CommaDelimitedList" else text

    def assert_rules(self) -> None:
        for rule in self.body.get("Rules", {}).values():
            if self.value(rule.get("RuleCondition", True), "a rule"):
                for assertion in rule["Assertions"]:
                    holds = self.value(assertion["Assert"], "a rule")
                    self.refuse_if("" if holds else assertion["AssertDescription"], "asserts")

    def is_there(self, declared: dict) -> bool:
        return "Condition" not in declared or self.holds(declared["Condition"])

    def holds(self, condition: str) -> bool:
        declared = self.body.get("Conditions", {})
        self.refuse_if("" if condition in declared else condition, "has no condition")
        return self.value(declared[condition], f"condition {condition}")

    # Resources

    def resource(self, logical: str, declared: dict) -> dict:
        kind = declared["Type"]
        properties = self.value(declared.get("Properties", {}), logical)
        if kind == STACK:
            self.nested[logical] = Stack(
                properties["TemplateURL"], f"{self.name}-{logical}-1A2B3C4D5E6F", properties["Parameters"], self.place
            )
            properties = {**properties, "TemplateURL": f"https://deployed.s3.amazonaws.com/{logical}"}
        return {"Type": kind, "Properties": properties}

    def reference(self, logical: str, attribute: str | None, where: str, taken: bool):
        """What `Ref` (without an attribute) or `Fn::GetAtt` gives."""
        declared = self.body["Resources"].get(logical)
        self.refuse_if(f"{where} -> {logical}" if declared is None else "", "refers to nothing")
        kind = declared["Type"]
        if attribute and kind != STACK:
            known = PROVIDER_SCHEMA_MANAGER.get_type_getatts(kind, self.place.region)
            self.refuse_if("" if attribute in known else f"{where} -> {logical}.{attribute}", "refers to no attribute")
        if not self.is_there(declared):
            self.refuse_if(f"{where} -> {logical}" if taken else "", "refers to what is not there")
            return f"{logical}-that-is-not-there"
        if attribute and kind == STACK:
            outputs = self.nested[logical].outputs
            name = attribute.removeprefix("Outputs.")
            self.refuse_if(f"{where} -> {logical}.{name}" if taken and name not in outputs else "", "refers to no output")
            return outputs.get(name, "")
        form = attributes.ATTRIBUTES.get(f"{kind}.{attribute}") if attribute else attributes.REFS.get(kind, "{name}")
        self.refuse_if("" if form else f"{kind}.{attribute}", "uses an attribute whose form attributes.py lacks")
        name = attributes.named(self.name, logical, kind, self.resources[logical]["Properties"])
        return attributes.value(form, name, self.name, logical, self.place.region)

    def pseudo(self, name: str):
        region = self.place.region
        values = {
            "AWS::StackName": self.name, "AWS::Region": region, "AWS::AccountId": attributes.ACCOUNT,
            "AWS::Partition": attributes.partition(region), "AWS::URLSuffix": attributes.suffix(region),
            "AWS::NoValue": NOTHING,
            "AWS::StackId": attributes.value(attributes.REFS[STACK], self.name, self.name, "", region),
        }
        return values[name]

    # Functions

    def value(self, it, where: str, taken: bool = True):
        """A value. `taken` is whether its branch of `Fn::If` is the one that is taken: CloudFormation works
        out the other one, too, but what that refers to need not be there."""
        def inner(it):
            return self.value(it, where, taken)

        if isinstance(it, list):
            return [value for value in map(inner, it) if value is not NOTHING]
        if not isinstance(it, dict):
            return it
        match it:
            case {"Ref": name} if name.startswith("AWS::"):
                return self.pseudo(name)
            case {"Ref": name}:
                return self.parameters[name] if name in self.parameters else self.reference(name, None, where, taken)
            case {"Fn::GetAtt": path}:
                logical, _, attribute = (path if isinstance(path, str) else ".".join(path)).partition(".")
                return self.reference(logical, attribute, where, taken)
            case {"Fn::Sub": text}:
                return self.substituted(text, where, taken)
            case {"Fn::If": [condition, then, otherwise]}:
                holds = self.holds(condition)
                then = self.value(then, where, taken and holds)
                otherwise = self.value(otherwise, where, taken and not holds)
                return then if holds else otherwise
            case {"Condition": name} if len(it) == 1 and isinstance(name, str):
                return self.holds(name)
            case {"Fn::Equals": [one, other]}:
                return str(inner(one)) == str(inner(other))
            case {"Fn::Not": [one]}:
                return not inner(one)
            case {"Fn::And": several}:
                return all([inner(one) for one in several])
            case {"Fn::Or": several}:
                return any([inner(one) for one in several])
            case {"Fn::Join": [between, parts]}:
                return between.join(map(str, inner(parts)))
            case {"Fn::Split": [at, text]}:
                return inner(text).split(at)
            case {"Fn::Select": [index, parts]}:
                parts = inner(parts)
                self.refuse_if(where if int(index) >= len(parts) else "", "selects what is not there")
                return parts[int(index)]
            case {"Fn::FindInMap": [name, *keys]}:
                found = self.body["Mappings"][name]
                for key in map(inner, keys):
                    found = found[key]
                return found
        unknown = [key for key in it if key.startswith("Fn::")]
        self.refuse_if(unknown, "uses functions that are not known here")
        values = {key: inner(value) for key, value in it.items()}
        return {key: value for key, value in values.items() if value is not NOTHING}

    def substituted(self, of, where: str, taken: bool) -> str:
        text, own = (of, {}) if isinstance(of, str) else of

        def put(found):
            name = found[1]
            if name.startswith("!"):
                return f"${{{name[1:]}}}"
            if name in own:
                return str(self.value(own[name], where, taken))
            function = {"Fn::GetAtt": name} if "." in name else {"Ref": name}
            put = self.value(function, where, taken)
            return ",".join(put) if isinstance(put, list) else str(put)

        return re.sub(r"\$\{([^}]+)\}", put, text)


def references(it) -> set[str]:
    """The names that a value refers to."""
    if isinstance(it, list):
        return {name for value in it for name in references(value)}
    if not isinstance(it, dict):
        return set()
    found = references(list(it.values()))
    if isinstance(it.get("Ref"), str):
        found.add(it["Ref"])
    if path := it.get("Fn::GetAtt"):
        found.add((path if isinstance(path, str) else path[0]).split(".")[0])
    if of := it.get("Fn::Sub"):
        text, own = (of, {}) if isinstance(of, str) else of
        names = re.findall(r"\$\{([^!}][^}]*)\}", text)
        found |= {name.split(".")[0] for name in names if name not in own}
    return found


def needs(declared: dict[str, dict]) -> dict[str, set[str]]:
    """What each resource waits for."""
    waits = {}
    for logical, resource in declared.items():
        after = resource.get("DependsOn", [])
        after = {after} if isinstance(after, str) else set(after)
        waits[logical] = after | (references(resource.get("Properties", {})) & declared.keys())
    return waits


def in_order(template: str, declared: dict[str, dict]) -> list[str]:
    """The resources, each after all that it waits for."""
    waits, order = needs(declared), []
    missing = {name for after in waits.values() for name in after} - declared.keys()
    if missing:
        raise Refused(f"{template}: waits for nothing: {sorted(missing)}")
    while len(order) < len(declared):
        ready = [it for it in declared if it not in order and waits[it] <= set(order)]
        if not ready:
            raise Refused(f"{template}: a circle: {sorted(declared.keys() - set(order))}")
        order += ready
    return order
