"""`make deploy` deploys the right parameters, architecture and files of the page."""

import datetime
import os
import tempfile
import unittest
import unittest.mock
from pathlib import Path

import boto3
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from samcli.cli.types import CfnParameterOverridesType

import built
import deploy
import page


class Settings(unittest.TestCase):
    def test_parameters_are_a_list_or_a_line(self):
        table = '[prod.deploy.parameters]\nstack_name = "s"\nparameter_overrides = '
        for written in ['["AlarmEmail=a@b.example", "PageScope=openid email"]',
                        "\"AlarmEmail=a@b.example 'PageScope=openid email'\""]:
            settings = deploy.settings_of(table + written, "prod")
            self.assertEqual(settings["stack_name"], "s")
            self.assertEqual(
                settings["parameters"], ["AlarmEmail=a@b.example", "PageScope=openid email"]
            )

    def test_sam_reads_parameters_as_they_are_given(self):
        for given, read in [
            ("AlarmEmail=a@b.example", {"AlarmEmail": "a@b.example"}),
            ("PageScope=openid email", {"PageScope": "openid email"}),
            ("LogLevel=info,store=debug", {"LogLevel": "info,store=debug"}),
            ("AlarmEmail=", {"AlarmEmail": ""}),
        ]:
            parameter = CfnParameterOverridesType().convert(deploy.quoted(given), None, None)
            self.assertEqual(parameter, read)

    def test_a_missing_environment_is_an_error(self):
        with self.assertRaisesRegex(deploy.SettingsMissing, r"\[other\.deploy\.parameters\]"):
            deploy.settings_of('[prod.deploy.parameters]\nstack_name = "s"', "other")

    def test_the_committed_settings_are_whole(self):
        settings = deploy.settings_of((deploy.INFRA / "samconfig.toml").read_text(), "default")
        self.assertEqual((settings["stack_name"], settings["parameters"]), ("inbox-analytics", []))


class Region(unittest.TestCase):
    def test_any_of_the_usual_variables_gives_it(self):
        for given, taken in [
            ({"AWS_REGION": "eu-west-1"}, "eu-west-1"),
            ({"AWS_DEFAULT_REGION": "eu-west-1"}, "eu-west-1"),
            ({"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1"}, "eu-west-1"),
            ({"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": ""}, "eu-west-1"),
            ({}, None),
        ]:
            environment = dict(given)
            deploy.take_region(environment)
            self.assertEqual(environment.get("AWS_DEFAULT_REGION"), taken)

    def test_two_that_differ_are_an_error(self):
        with self.assertRaisesRegex(deploy.SettingsMissing, "AWS_REGION is eu-west-1 and AWS_DEFAULT_REGION is us-east-1"):
            deploy.take_region({"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "us-east-1"})

    def test_boto3_and_sam_get_it(self):
        with unittest.mock.patch.dict("os.environ", {"AWS_REGION": "ap-northeast-1"}, clear=True):
            deploy.take_region(os.environ)
            self.assertEqual(boto3.Session().region_name, "ap-northeast-1")
            self.assertEqual(deploy.environment()["AWS_DEFAULT_REGION"], "ap-northeast-1")


class Steps(unittest.TestCase):
    """A new stack is created without protection, and then protected."""

    def client(self, status):
        client = boto3.client("cloudformation", "eu-west-1", aws_access_key_id="id", aws_secret_access_key="key")
        stubber = Stubber(client)
        if status is None:
            stubber.add_client_error("describe_stacks", "ValidationError", "Stack with id inbox does not exist")
        elif status == "denied":
            stubber.add_client_error("describe_stacks", "AccessDenied")
        else:
            now = datetime.datetime(2026, 11, 1)
            stack = {"StackName": "inbox", "CreationTime": now, "StackStatus": status}
            stubber.add_response("describe_stacks", {"Stacks": [stack]})
        stubber.activate()
        return client

    def test_a_stack_that_is_there_is_updated(self):
        for status in ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"]:
            self.assertEqual(deploy.steps(deploy.is_made(self.client(status), "inbox")), ["FirstDeployment=false"])

    def test_a_new_one_is_created_first(self):
        for status in [None, "REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE"]:
            steps = deploy.steps(deploy.is_made(self.client(status), "inbox"))
            self.assertEqual(steps, ["FirstDeployment=true", "FirstDeployment=false"])

    def test_nothing_is_done_where_nobody_can_tell(self):
        with self.assertRaises(ClientError):
            deploy.is_made(self.client("denied"), "inbox")


class Architecture(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def function(self, name, machine):
        for path in [f"functions/{name}/Cargo.toml", f"target/lambda/{name}/bootstrap"]:
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).touch()
        if machine is None:
            (self.root / f"target/lambda/{name}/bootstrap").unlink()
        else:
            header = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\x00" + machine.to_bytes(2, "little")
            (self.root / f"target/lambda/{name}/bootstrap").write_bytes(header)

    def test_it_is_that_of_the_programs(self):
        for machine, name in [(183, "arm64"), (62, "x86_64")]:
            self.function("messages", machine)
            self.function("export", machine)
            self.assertEqual(built.architecture(self.root), name)

    def test_what_cannot_be_deployed_is_an_error(self):
        self.function("messages", 62)
        for machine, message in [(None, "export is not built"), (183, "export for arm64 and messages"),
                                 (8, "no program that Lambda runs")]:
            self.function("export", machine)
            with self.assertRaisesRegex(built.NotBuilt, message):
                built.architecture(self.root)


class Page(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.dist = Path(folder.name)

    def write(self, *names):
        for name in names:
            (self.dist / name).parent.mkdir(parents=True, exist_ok=True)
            (self.dist / name).write_text(name)

    def test_what_refers_comes_after_what_it_refers_to(self):
        self.write("index.html", "favicon.svg", "assets/index-4f.js", "assets/chart-1a.js", "config.json")
        put = []
        bucket = type("Bucket", (), {"put_object": lambda self, **it: put.append(it)})()
        page.upload(bucket, "pages", page.files(self.dist, '{"sign_in":"oidc"}'))
        for_ever = "public, max-age=31536000, immutable"
        script = "text/javascript; charset=utf-8"
        self.assertEqual(
            [(it["Bucket"], it["Key"], it["ContentType"], it["CacheControl"]) for it in put],
            [
                ("pages", "assets/chart-1a.js", script, for_ever),
                ("pages", "assets/index-4f.js", script, for_ever),
                ("pages", "config.json", "application/json", "no-cache"),
                ("pages", "favicon.svg", "image/svg+xml", "no-cache"),
                ("pages", "index.html", "text/html; charset=utf-8", "no-cache"),
            ],
        )
        self.assertEqual(put[2]["Body"], b'{"sign_in":"oidc"}')
        self.assertEqual(put[4]["Body"], b"index.html")

    def test_what_cannot_be_published_is_an_error(self):
        with self.assertRaisesRegex(page.NotPublished, "the page is not built"):
            page.files(self.dist, "{}")
        self.write("index.html", "assets/photo.tiff")
        with self.assertRaisesRegex(page.NotPublished, "photo.tiff has no media type"):
            page.files(self.dist, "{}")


if __name__ == "__main__":
    unittest.main()
