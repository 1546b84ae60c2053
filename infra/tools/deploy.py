"""Deploys the stack with SAM, and then puts the built page into its bucket.

    deploy.py [--config-env NAME] [--only-page] [PARAMETER=VALUE ...]

It reads its settings from samconfig.toml, and the architecture from the built functions. It makes a new
stack in two steps: `steps` says why.
"""

import argparse
import os
import shlex
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import boto3
from botocore.exceptions import ClientError

import built
import page

INFRA = Path(__file__).resolve().parent.parent
SAM = Path(sys.executable).parent / "sam"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--config-env", default="default", metavar="NAME")
    arguments.add_argument("--only-page", action="store_true", help="leave the stack as it is")
    arguments.add_argument("parameters", nargs="*", metavar="PARAMETER=VALUE")
    asked = arguments.parse_args()
    try:
        take_region(os.environ)
        settings = settings_of((INFRA / "samconfig.toml").read_text(), asked.config_env)
        session = boto3.Session(settings.get("profile"), region_name=settings.get("region"))
        cloudformation = session.client("cloudformation")
        if not asked.only_page:
            architecture = built.architecture(INFRA.parent)
            parameters = [*settings["parameters"], *asked.parameters, f"Architecture={architecture}"]
            for step in steps(is_made(cloudformation, settings["stack_name"])):
                sam_deploy(asked.config_env, [*parameters, step])
        outputs = outputs_of(cloudformation, settings["stack_name"])
        if "PageBucket" in outputs:
            publish(session, outputs)
    except (built.NotBuilt, page.NotPublished, SettingsMissing) as error:
        sys.exit(f"deploy: {error}")
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)  # SAM has said why
    for name, value in outputs.items():
        print(f"{name:18} {value}")


class SettingsMissing(Exception):
    """samconfig.toml, or the environment, does not say how to deploy."""


# Functions and the page's CloudFront function are named after the stack, and such a name has at most 64
# characters. test_names.py works this number out from the templates.
LONGEST_STACK_NAME = 49


def take_region(environment: dict[str, str]) -> None:
    """Takes the region from AWS_REGION, where other tools of AWS look: boto3 and SAM look only at
    AWS_DEFAULT_REGION."""
    region, default = environment.get("AWS_REGION"), environment.get("AWS_DEFAULT_REGION")
    if region and default and region != default:
        raise SettingsMissing(f"AWS_REGION is {region} and AWS_DEFAULT_REGION is {default}: unset one of them")
    if region:
        environment["AWS_DEFAULT_REGION"] = region


def settings_of(samconfig: str, env: str) -> dict:
    """The settings in a table of samconfig.toml: SAM's own, and the list `parameters`."""
    tables = tomllib.loads(samconfig).get(env, {})
    settings = {
        **tables.get("global", {}).get("parameters", {}),
        **tables.get("deploy", {}).get("parameters", {}),
    }
    if "stack_name" not in settings:
        raise SettingsMissing(f"samconfig.toml names no stack under [{env}.deploy.parameters]")
    name = settings["stack_name"]
    if len(name) > LONGEST_STACK_NAME:
        raise SettingsMissing(
            f"the stack's name {name} has {len(name)} characters; it may have at most {LONGEST_STACK_NAME}, "
            "since functions are named after it"
        )
    overrides = settings.get("parameter_overrides", [])
    settings["parameters"] = shlex.split(overrides) if isinstance(overrides, str) else overrides
    return settings


def is_made(cloudformation, stack: str) -> bool:
    """Whether the stack is there, and not only what is left of an attempt to make it."""
    try:
        status = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            return False  # it does not exist
        raise
    return status not in {"REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED"}


def steps(made: bool) -> list[str]:
    """The parameter that each step of a deployment gives. While a stack is created, nothing protects its
    tables from deletion, so one that fails leaves nothing behind; and the route of exports gets its limit
    only when it is there. So a new stack is created, and then updated."""
    update = "FirstDeployment=false"
    return [update] if made else ["FirstDeployment=true", update]


def sam_deploy(env: str, parameters: list[str]) -> None:
    command = [SAM, "deploy", "--template-file", "template.yaml", "--config-env", env]
    command += ["--parameter-overrides", *map(quoted, parameters)]
    subprocess.run(command, cwd=INFRA, env=environment(), check=True)


def environment() -> dict[str, str]:
    """The environment of SAM. It uploads the functions of a loop only where it may carry out loops."""
    return {**os.environ, "SAM_CLI_TELEMETRY": "0", "SAM_CLI_ENABLE_LANGUAGE_EXTENSIONS": "1"}


def quoted(parameter: str) -> str:
    """A parameter in quotes. Without them SAM cuts the value at a space and rejects an empty one."""
    name, _, value = parameter.partition("=")
    escaped = value.replace('"', '\\"')
    return f'{name}="{escaped}"'


def outputs_of(cloudformation, stack: str) -> dict[str, str]:
    described = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}


def publish(session: boto3.Session, outputs: dict[str, str]) -> None:
    files = page.files(INFRA.parent / "web" / "dist", outputs["PageConfig"])
    page.upload(session.client("s3"), outputs["PageBucket"], files)
    # CloudFront drops all that it keeps. `/*` counts as one path.
    session.client("cloudfront").create_invalidation(
        DistributionId=outputs["PageDistribution"],
        InvalidationBatch={
            "Paths": {"Quantity": 1, "Items": ["/*"]},
            "CallerReference": str(time.time_ns()),
        },
    )


if __name__ == "__main__":
    main()
