"""The whole stack, with its nested stacks, works out for several sets of parameters, regions and a longest name,
and has the form of CloudFormation's own schemas. And what would be refused is found."""

import re
import unittest

import deploy
import schemas
from resolved import Place, Refused, Stack, resolve

STREAM = "arn:aws:dynamodb:{region}:123456789012:table/own-{name}/stream/2026-11-01T08:00:00.000"
STREAMS = ["MessagesStreamArn", "SessionsStreamArn", "BillingStreamArn", "FlowRunsStreamArn", "AiUsageStreamArn"]
WEB_ACL = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/limits/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:connectors/{}-AbCdEf"
PROVIDER = {"Issuer": "https://id.example.com/realms/main", "Audience": "inbox,other", "RoleClaim": "groups"}


def streams(region):
    return {it: STREAM.format(region=region, name=it.lower()) for it in STREAMS}


# What stacks are given, each for another branch of the templates.
SETS = {
    "nothing": {},
    "the first deployment": {"FirstDeployment": "true", "AlarmEmail": "ops@example.com"},
    "an existing platform": {
        **streams("us-east-1"), "DirectoryTableName": "own-directory", "KeepRemovedRecords": "false",
        "TablesKeyArn": "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
    },
    "one existing table": {"BillingStreamArn": STREAM.format(region="us-east-1", name="billing")},
    "a provider, a domain and a web ACL": {
        **PROVIDER, "PageDomain": "analytics.example.com", "PageCertificateArn": CERTIFICATE,
        "PageWebAclArn": WEB_ACL, "PageLogoutUrl": "https://id.example.com/logout", "PageClientId": "page",
    },
    "a web ACL": {"PageWebAclArn": WEB_ACL, "FrontEndUrls": "https://app.example.com/"},
    "connectors": {"ConnectorSecretArns": f"{SECRET.format('shop')},{SECRET.format('line')}", "ConnectorEventsPerSecond": "20"},
    "no page": {"WithPage": "false", "FrontEndUrls": "https://app.example.com/,https://b.example.com/"},
    "a provider and no page": {**PROVIDER, "WithPage": "false"},
    "a stage and other front ends": {"Stage": "prod", "AllowedOrigins": "https://app.example.com,https://b.example.com"},
    "what limits": {
        "CountingConcurrency": "100", "ExportConcurrency": "5", "BatchingWindowSeconds": "5", "BatchSize": "500", "RequestsPerSecond": "1", "RequestBurst": "1",
        "MemorySize": "10240", "DirectoryCacheSeconds": "0", "LogLevel": "warn,aggregator=debug",
        "Architecture": "x86_64", "ExportsPerSecond": "10", "RebuildConcurrency": "24",
    },
}


class Whole(unittest.TestCase):
    def expect_right(self, given, name, region, template="template.yaml"):
        for stack in resolve(template, name, given, Place(region)).values():
            self.assertEqual(schemas.mistakes(stack), [], stack.template)

    def test_every_set_of_parameters(self):
        for name, given in SETS.items():
            with self.subTest(name):
                self.expect_right(given, "inbox-analytics", "us-east-1")

    def test_the_longest_name_and_other_regions(self):
        for region in ["eu-central-1", "ap-northeast-1"]:
            self.expect_right({}, "x" * deploy.LONGEST_STACK_NAME, region)

    def test_the_web_acl(self):
        self.expect_right({}, "inbox-analytics-limits", "us-east-1", "web-acl.yaml")

    def test_every_template_is_a_part(self):
        parts = {it for given in SETS.values() for it in resolve("template.yaml", "inbox", given, Place())}
        self.assertEqual(parts | {"web-acl.yaml"}, {it.name for it in deploy.INFRA.glob("[!.]*.yaml")})

    def test_every_parameter_is_set_in_one_of_them(self):
        # These change no more than a value that they are given in.
        values = {"ExportUrlSeconds", "LogRetentionDays", "AccountClaim", "PageScope", "PageToken", "PageSignInOrigins"}
        declared = Stack("template.yaml", "inbox", {}, Place()).parameters.keys()
        self.assertEqual(declared - {name for given in SETS.values() for name in given}, values)


class Rules(unittest.TestCase):
    def test_they_refuse_what_does_not_fit_together(self):
        for given, why in [
            ({"Issuer": "https://id.example.com"}, "With Issuer, Audience"),
            ({"PageDomain": "analytics.example.com"}, "With PageDomain, PageCertificateArn"),
            ({"WithPage": "false"}, "Without Issuer and without the page"),
            ({**PROVIDER, "WithPage": "false", "PageWebAclArn": WEB_ACL}, "With PageWebAclArn, WithPage"),
            ({"Issuer": "http://id.example.com"}, "does not allow the value of: Issuer"),
            ({"MemorySize": "127"}, "does not allow the value of: MemorySize"),
            ({"Architecture": "riscv"}, "does not allow the value of: Architecture"),
        ]:
            with self.assertRaisesRegex(Refused, why):
                resolve("template.yaml", "inbox", given, Place())


class Found(unittest.TestCase):
    """What is broken on purpose is found."""

    def broken(self, template, pattern, by, given=None):
        text, count = re.subn(pattern, by, Place().text(template), count=1)
        self.assertEqual(count, 1, pattern)
        return resolve("template.yaml", "inbox", given or {}, Place(instead={template: text}))

    def expect_refused(self, why, *broken, **given):
        with self.assertRaisesRegex(Refused, why):
            self.broken(*broken, **given)

    def test_a_circle(self):
        self.expect_refused("a circle", "template.yaml", r"  Alerts:\n", "  Alerts:\n    DependsOn: Dashboard\n")
        self.expect_refused("a circle", "sections.yaml", r"DependsOn: Authorizer", "DependsOn: ExportRoute")

    def test_a_reference_to_nothing(self):
        self.expect_refused("refers to nothing", "counting.yaml", r"!GetAtt AggregatorRole.Arn", "!GetAtt Role.Arn")
        self.expect_refused("refers to no attribute", "counting.yaml", r"AggregatorRole.Arn", "AggregatorRole.Name")
        self.expect_refused("waits for nothing", "sections.yaml", r"DependsOn: Authorizer", "DependsOn: Authoriser")
        self.expect_refused("refers to no output", "template.yaml", r"Api.Outputs.Domain", "Api.Outputs.Name")

    def test_a_reference_to_what_is_not_there(self):
        given = {"WithPage": "false", "FrontEndUrls": "https://app.example.com/"}
        condition = r"(PageUrl:\n)    Condition: HasPage\n"
        self.expect_refused("refers to what is not there", "template.yaml", condition, r"\1", given=given)

    def test_what_a_nested_stack_is_not_given_or_does_not_have(self):
        self.expect_refused("has no value for a parameter", "template.yaml", r" +RequestBurst: !Ref RequestBurst\n", "")
        self.expect_refused("is given parameters", "api.yaml", r"  RequestBurst: \{.*\}\n", "")

    def test_a_select_of_what_is_not_there(self):
        mended = r"!Split \['/', !Sub '\$\{MessagesStreamArn\}/'\]"
        self.expect_refused("selects what is not there", "data.yaml", mended, "!Split ['/', !Ref MessagesStreamArn]")

    def test_a_value_that_the_schemas_do_not_allow(self):
        for template, pattern, by in [
            ("counting.yaml", "MaximumRecordAgeInSeconds: 82800", "MaximumRecordAgeInSeconds: 700000"),
            ("counting.yaml", "StartingPosition: TRIM_HORIZON", "StartingPosition: OLDEST"),
            ("page.yaml", "ErrorCode: 404, ErrorCachingMinTTL", "ErrorCode: 404, ErrorCachingMinTtl"),
            ("sections.yaml", "IntegrationType: AWS_PROXY", "Integration: AWS_PROXY"),
        ]:
            stacks = self.broken(template, pattern, by)
            self.assertNotEqual(schemas.mistakes(stacks[template]), [], by)

    def test_a_name_that_is_too_long(self):
        stacks = resolve("template.yaml", "x" * 65, {}, Place())
        self.assertNotEqual(schemas.mistakes(stacks["page.yaml"]), [])
        self.assertNotEqual(schemas.mistakes(stacks["counting.yaml"]), [])


if __name__ == "__main__":
    unittest.main()
