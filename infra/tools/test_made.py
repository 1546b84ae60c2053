"""What is made in which order, and what stays when making it fails."""

import unittest
from fnmatch import fnmatchcase

from resolved import Place, needs, resolve
from translated import translated

FIRST = resolve("template.yaml", "inbox", {"FirstDeployment": "true"}, Place())
LATER = resolve("template.yaml", "inbox", {}, Place())
SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-AbCdEf"
WITH_CONNECTORS = resolve("template.yaml", "inbox", {"ConnectorSecretArns": SECRET}, Place())


def body(template):
    return translated(Place().text(template), "us-east-1")


class Routes(unittest.TestCase):
    RESOURCES = LATER["sections.yaml"].resources

    def of(self, kind):
        return [name for name, it in self.RESOURCES.items() if it["Type"] == f"AWS::ApiGatewayV2::{kind}"]

    def test_the_api_is_changed_by_one_at_a_time(self):
        waits = needs(body("sections.yaml")["Resources"])
        changing = {*self.of("Route"), *self.of("Integration"), *self.of("Authorizer")}
        self.assertEqual(len(changing), 16 + 10 + 1)
        self.expect_one_at_a_time(waits, changing)

    def test_the_api_of_the_connectors_is_changed_by_one_at_a_time(self):
        resources = body("connectors.yaml")["Resources"]
        kinds = [f"AWS::ApiGatewayV2::{it}" for it in ["Route", "Integration", "Stage"]]
        changing = {name for name, it in resources.items() if it["Type"] in kinds}
        self.assertEqual(len(changing), 3 + 1 + 1)
        self.expect_one_at_a_time(needs(resources), changing)

    def expect_one_at_a_time(self, waits, changing):
        def before(name):
            return {it for after in waits[name] for it in {after, *before(after)}}

        for one in changing:
            for other in changing - {one}:
                self.assertTrue(one in before(other) or other in before(one), f"{one} and {other} at the same time")

    def test_the_api_may_call_the_function_of_every_route(self):
        permissions = [it["Properties"] for it in self.RESOURCES.values() if it["Type"] == "AWS::Lambda::Permission"]
        for name in self.of("Route"):
            route = self.RESOURCES[name]["Properties"]
            integration = body("sections.yaml")["Resources"][name]["Properties"]["Target"]["Fn::Join"][1][1]["Ref"]
            function = self.RESOURCES[integration.replace("Integration", "Permission")]["Properties"]["FunctionName"]
            allowed = [it["SourceArn"].split("/*/", 1)[1] for it in permissions if it["FunctionName"] == function]
            called = route["RouteKey"].replace(" ", "")
            self.assertTrue(any(fnmatchcase(called, key) for key in allowed), (name, allowed))

    def settings(self, stacks):
        return stacks["api.yaml"].resources["ApiStage"]["Properties"].get("RouteSettings")

    def test_exports_get_their_limit_when_their_route_is_there(self):
        self.assertIsNone(self.settings(FIRST))
        [route] = self.settings(LATER)
        self.assertIn(route, [self.RESOURCES[it]["Properties"]["RouteKey"] for it in self.of("Route")])
        self.assertLessEqual(self.settings(LATER)[route]["ThrottlingRateLimit"], 5)


class Kept(unittest.TestCase):
    KINDS = {"AWS::DynamoDB::Table": 10, "AWS::S3::Bucket": 3, "AWS::Cognito::UserPool": 1}

    def test_what_has_content_stays_but_for_a_deployment_that_fails(self):
        kept = [(name, it) for template in WITH_CONNECTORS for name, it in body(template)["Resources"].items()
                if it["Type"] in self.KINDS]
        self.assertEqual(len(kept), sum(self.KINDS.values()))
        for name, it in kept:
            self.assertEqual((it["DeletionPolicy"], it["UpdateReplacePolicy"]), ("RetainExceptOnCreate", "Retain"), name)

    def protected(self, stacks):
        found = [it for stack in stacks.values() for it in stack.resources.values()]
        tables = [it["Properties"]["DeletionProtectionEnabled"] for it in found if it["Type"] == "AWS::DynamoDB::Table"]
        [pool] = [it["Properties"]["DeletionProtection"] for it in found if it["Type"] == "AWS::Cognito::UserPool"]
        return {*tables, pool == "ACTIVE"}

    def test_it_is_protected_when_it_is_made(self):
        self.assertEqual((self.protected(FIRST), self.protected(LATER)), ({False}, {True}))


if __name__ == "__main__":
    unittest.main()
