"""`sam package`, as `make deploy` runs it, uploads every function's own program: also of the functions
that loops make."""

import io
import os
import shutil
import subprocess
import tempfile
import threading
import unittest
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from samcli.yamlhelper import yaml_parse

import deploy

FUNCTIONS = sorted(it.parent.name for it in deploy.INFRA.parent.glob("functions/*/Cargo.toml"))


class Bucket(BaseHTTPRequestHandler):
    """An S3 that keeps what is put, by its path."""

    protocol_version = "HTTP/1.1"
    objects: dict[str, bytes] = {}

    def do_PUT(self):
        self.objects[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(200)

    def do_HEAD(self):
        self.answer(200 if self.path in self.objects else 404)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Package(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.infra = Path(folder.name) / "infra"
        self.infra.mkdir()
        for template in deploy.INFRA.glob("[!.]*.yaml"):
            shutil.copy(template, self.infra)
        for name in FUNCTIONS:
            program = self.infra.parent / "target" / "lambda" / name / "bootstrap"
            program.parent.mkdir(parents=True)
            program.write_text(name)
        server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.s3 = f"http://127.0.0.1:{server.server_port}"

    def package(self):
        environment = deploy.environment() | {
            "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "key", "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_ENDPOINT_URL_S3": self.s3,
        }
        command = [deploy.SAM, "package", "--template-file", "template.yaml", "--s3-bucket", "bucket",
                   "--output-template-file", "packaged.yaml"]
        done = subprocess.run(command, cwd=self.infra, env=environment, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return yaml_parse((self.infra / "packaged.yaml").read_text())

    def uploaded(self, uri):
        """What is in the program's archive that a packaged template names."""
        archive = zipfile.ZipFile(io.BytesIO(Bucket.objects[uri.removeprefix("s3:/")]))
        self.assertEqual(archive.namelist(), ["bootstrap"])
        return archive.read("bootstrap").decode()

    def test_every_function_gets_its_own_program(self):
        root = self.package()
        stacks = [it for it in root["Resources"].values() if it["Type"] == "AWS::CloudFormation::Stack"]
        # All but the root itself, what is packaged of it, and the web ACL, which is a stack of its own.
        self.assertEqual(len(stacks), len(list(self.infra.glob("*.yaml"))) - 3)
        programs = []
        for stack in stacks:
            path = stack["Properties"]["TemplateURL"].removeprefix(self.s3)
            programs += self.programs(yaml_parse(Bucket.objects[path].decode()))
        self.assertEqual(sorted(programs), FUNCTIONS)

    def programs(self, template):
        """The uploaded programs of a template's functions."""
        programs = []
        for name, resource in template["Resources"].items():
            if name == "Fn::ForEach::Sections":
                for section, code in template["Mappings"]["SAMCodeUriSections"].items():
                    programs.append(self.uploaded(code["CodeUri"]))
                    self.assertEqual(programs[-1], template["Mappings"]["Sections"][section]["Name"])
                self.assertEqual(
                    resource[2]["${Section}Function"]["Properties"]["CodeUri"],
                    {"Fn::FindInMap": ["SAMCodeUriSections", {"Ref": "Section"}, "CodeUri"]},
                )
            elif isinstance(resource, dict) and resource["Type"] == "AWS::Serverless::Function":
                programs.append(self.uploaded(resource["Properties"]["CodeUri"]))
        return programs


if __name__ == "__main__":
    unittest.main()
