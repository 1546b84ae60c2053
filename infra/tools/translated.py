"""A template as CloudFormation gets it: with its loops (`Fn::ForEach`) carried out, and its functions made of
AWS::Serverless::Function by SAM's own translator."""

import functools
import json
import logging
import os
from pathlib import Path

from attributes import partition
from cfnlint.decode.cfn_yaml import loads
from cfnlint.template import Template
from cfnlint.template.transforms._language_extensions import language_extension
from samcli.yamlhelper import yaml_parse
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

LOOPS = "AWS::LanguageExtensions"
SAM = "AWS::Serverless-2016-10-31"


# It would warn at the end that it told nobody how often it was used.
logging.getLogger("samtranslator.metrics").setLevel(logging.ERROR)


class NotTranslated(Exception):
    """SAM, or who carries out loops, refuses the template."""


def translated(text: str, region: str) -> dict:
    """The template of this YAML. Of the region, SAM looks only at the partition."""
    return json.loads(_translated(text, REPRESENTATIVES[partition(region)]))


REPRESENTATIVES = {
    "aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1", "aws-eusc": "eusc-de-east-1",
}


@functools.cache
def _translated(text: str, region: str) -> str:
    template = yaml_parse(text)
    transforms = template.pop("Transform", [])
    transforms = transforms if isinstance(transforms, list) else [transforms]
    if LOOPS in transforms:
        template = without_loops(text, region)
        template.pop("Transform")
    if SAM in transforms:
        template = with_functions(template, region)
    return json.dumps(template)


def without_loops(text: str, region: str) -> dict:
    mistakes, expanded = language_extension(Template("template.yaml", loads(text), [region]))
    if mistakes:
        raise NotTranslated(mistakes[0].message)
    return json.loads(json.dumps(expanded))


def with_functions(template: dict, region: str) -> dict:
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            # `sam package` uploads the program.
            code = Path(resource["Properties"]["CodeUri"]).name
            resource["Properties"]["CodeUri"] = f"s3://deployed/{code}"
    os.environ["AWS_DEFAULT_REGION"] = region  # the translator asks boto3 for the partition
    return Translator({}, Parser()).translate(template, {})
