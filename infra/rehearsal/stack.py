"""Creates a part of the stack from its own templates: the tables, what counts, and what makes counters anew."""

import io
import json
import subprocess
import tempfile
import time
import zipfile
from pathlib import Path

from ministack.services.cloudformation.engine import _parse_template as parse

from emulator import ROOT

INFRA = ROOT / "infra"
# The resources of template.yaml that are created.
PARTS = ["Tracing", "TablesKey", "Alerts", "Data", "Counting", "Rebuild"]
BUCKET = "templates"


def create(emulator, name, binaries):
    """Creates the stack, with the functions' programs of this folder; its outputs."""
    s3 = emulator.client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": s3.meta.region_name})
    root = part_of(parse((INFRA / "template.yaml").read_text()))
    for resource in root["Resources"].values():
        if resource["Type"] == "AWS::CloudFormation::Stack":
            file = resource["Properties"]["TemplateURL"]
            template = with_programs(parse((INFRA / file).read_text()), s3, binaries)
            s3.put_object(Bucket=BUCKET, Key=file, Body=json.dumps(template).encode())
            resource["Properties"]["TemplateURL"] = f"{emulator.url}/{BUCKET}/{file}"
    cloudformation = emulator.client("cloudformation")
    cloudformation.create_stack(
        StackName=name,
        TemplateBody=json.dumps(root),
        Parameters=[{"ParameterKey": "Architecture", "ParameterValue": "x86_64"}],
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    )
    while True:
        stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        if stack["StackStatus"] == "CREATE_COMPLETE":
            return {it["OutputKey"]: it["OutputValue"] for it in stack["Outputs"]}
        if not stack["StackStatus"].endswith("_IN_PROGRESS"):
            events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
            why = [it for it in events if it["ResourceStatus"].endswith("FAILED")]
            raise RuntimeError(f"{stack['StackStatus']}: {stack.get('StackStatusReason')} {why}")
        time.sleep(0.2)


def part_of(template):
    """The template with its PARTS alone, and the outputs that follow from them."""
    left_out = template["Resources"].keys() - set(PARTS)
    template["Resources"] = {name: template["Resources"][name] for name in PARTS}

    def follows(value):
        text = json.dumps(value)
        return not any(f'"{name}"' in text or f"${{{name}." in text or f'"{name}.' in text for name in left_out)

    template["Outputs"] = {name: it for name, it in template["Outputs"].items() if follows(it)}
    return template


def with_programs(template, s3, binaries):
    """The template with its functions' programs in the bucket, as `sam deploy` leaves them there."""
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            name = Path(resource["Properties"]["CodeUri"]).name
            s3.put_object(Bucket=BUCKET, Key=f"{name}.zip", Body=program(binaries / name))
            resource["Properties"]["CodeUri"] = f"s3://{BUCKET}/{name}.zip"
    return template


def program(binary):
    """A program as Lambda takes it, without what only a debugger reads."""
    file = io.BytesIO()
    with tempfile.NamedTemporaryFile() as stripped, zipfile.ZipFile(file, "w") as archive:
        subprocess.run(["strip", "-o", stripped.name, binary], check=True)
        archive.write(stripped.name, "bootstrap")
    return file.getvalue()
