"""One account gets nothing of another one: from what CloudFront keeps, from what roles may read, or by going round
the page."""

import json
import shutil
import subprocess
import unittest
from fnmatch import fnmatchcase

from resolved import Place, resolve

WEB_ACL = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/limits/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
STACKS = resolve("template.yaml", "inbox", {}, Place())
GUARDED = resolve("template.yaml", "inbox", {"PageWebAclArn": WEB_ACL}, Place())
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
KEPT_ERRORS = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]


def properties(stacks, template, logical):
    return stacks[template].resources[logical]["Properties"]


def distribution(stacks):
    return properties(stacks, "page.yaml", "Distribution")["DistributionConfig"]


class Cache(unittest.TestCase):
    def test_no_error_is_kept(self):
        kept = {it["ErrorCode"]: it["ErrorCachingMinTTL"] for it in distribution(STACKS)["CustomErrorResponses"]}
        self.assertEqual(kept, dict.fromkeys(KEPT_ERRORS, 0))

    def test_what_is_kept_is_for_one_token_and_its_parameters(self):
        [api] = distribution(STACKS)["CacheBehaviors"]
        stacks = STACKS["page.yaml"]
        self.assertEqual(api["CachePolicyId"], stacks.reference("ApiCache", None, "", True))
        config = properties(STACKS, "page.yaml", "ApiCache")["CachePolicyConfig"]
        self.assertEqual((config["MinTTL"], config["DefaultTTL"]), (0, 0))
        # With 0 CloudFront keeps nothing but errors, and has no key for them.
        self.assertEqual(config["MaxTTL"], 1)
        key = config["ParametersInCacheKeyAndForwardedToOrigin"]
        self.assertEqual(key["HeadersConfig"]["HeaderBehavior"], "whitelist")
        self.assertIn("Authorization", key["HeadersConfig"]["Headers"])
        self.assertEqual(key["QueryStringsConfig"], {"QueryStringBehavior": "all"})

    def test_the_api_gets_no_cookies_and_all_else_but_the_host(self):
        [api] = distribution(STACKS)["CacheBehaviors"]
        requests = STACKS["page.yaml"].reference("ApiRequests", None, "", True)
        self.assertEqual(api["OriginRequestPolicyId"], requests)
        config = properties(STACKS, "page.yaml", "ApiRequests")["OriginRequestPolicyConfig"]
        self.assertEqual(config["CookiesConfig"], {"CookieBehavior": "none"})
        self.assertEqual(config["HeadersConfig"], {"HeaderBehavior": "allExcept", "Headers": ["Host"]})
        self.assertEqual(config["QueryStringsConfig"], {"QueryStringBehavior": "all"})


class Permissions(unittest.TestCase):
    """A small part of how IAM decides, for the conditions that these roles have."""

    CONDITIONS = {"dynamodb:LeadingKeys", "dynamodb:Attributes", "dynamodb:Select"}

    def may(self, statements, action, key, attributes=None):
        """Whether a role may do this with an item. `attributes` are those of its projection."""
        return any(
            action in listed(it["Action"]) and self.meets(it.get("Condition", {}), key, attributes) for it in statements
        )

    def meets(self, condition, key, attributes):
        wanted = {name: listed(value) for it in condition.values() for name, value in it.items()}
        self.assertLessEqual(wanted.keys(), self.CONDITIONS)
        keys = wanted.get("dynamodb:LeadingKeys", ["*"])
        named = set(wanted.get("dynamodb:Attributes", attributes or []))
        selected = "SPECIFIC_ATTRIBUTES" if attributes else "ALL_ATTRIBUTES"
        return (any(fnmatchcase(key, it) for it in keys) and set(attributes or []) <= named
                and selected in wanted.get("dynamodb:Select", [selected]))

    def roles(self):
        """What each role that answers may do with the table of counters."""
        counters = STACKS["data.yaml"].outputs["CountersTableArn"]
        roles = {name: it["Properties"]["Policies"] for name, it in STACKS["sections.yaml"].resources.items()
                 if it["Type"] == "AWS::IAM::Role"}
        return {name: [it for it in policies[0]["PolicyDocument"]["Statement"] if it["Resource"] == counters]
                for name, policies in roles.items() if len(policies) == 1}

    def test_who_answers_reads_no_contacts_and_no_keys_of_pseudonyms(self):
        self.assertEqual(len(self.roles()), 10)
        for name, role in self.roles().items():
            for action in ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:BatchGetItem"]:
                for key in ["acme#1#contact", "#checkpoint#arn:aws:dynamodb:1", "#scan#2", "acme#pin"]:
                    self.assertFalse(self.may(role, action, key), (name, action, key))
            answered = ["generation", "timezone", "version", "history"]
            self.assertTrue(self.may(role, "dynamodb:GetItem", "acme#pin", answered), name)
            self.assertFalse(self.may(role, "dynamodb:GetItem", "acme#pin", [*answered, "customer_key"]), name)
            self.assertTrue(self.may(role, "dynamodb:GetItem", "#epoch"), name)

    def test_who_answers_reads_the_families_of_its_section(self):
        for role, action, key, may in [
            ("MessagesRole", "dynamodb:Query", "acme#1#day#", True),
            ("MessagesRole", "dynamodb:Query", "acme#1#day#inbox 1", True),
            ("MessagesRole", "dynamodb:Query", "acme#1#staff#", False),
            ("PerformanceRole", "dynamodb:BatchGetItem", "acme#1#staff#", True),
            ("PerformanceRole", "dynamodb:Query", "acme#1#staff-now#web", True),
            ("PerformanceRole", "dynamodb:Query", "acme#1#day#", False),
            ("DirectoryRole", "dynamodb:Query", "acme#1#day#", False),
            ("ExportRole", "dynamodb:Query", "acme#1#flow#", True),
        ]:
            self.assertEqual(self.may(self.roles()[role], action, key), may, (role, action, key))


def listed(value):
    return value if isinstance(value, list) else [value]


class Limits(unittest.TestCase):
    ACL = resolve("web-acl.yaml", "limits", {}, Place())["web-acl.yaml"].resources["WebAcl"]["Properties"]

    def test_each_token_and_each_address_has_one(self):
        rules = {it["Name"]: it for it in self.ACL["Rules"]}
        statements = {name: it["Statement"]["RateBasedStatement"] for name, it in rules.items()}
        self.assertEqual(statements["caller"]["CustomKeys"][0]["Header"]["Name"], "authorization")
        # `Bearer` and `bearer` with two spaces are the same caller.
        transformations = statements["caller"]["CustomKeys"][0]["Header"]["TextTransformations"]
        self.assertEqual([it["Type"] for it in transformations], ["COMPRESS_WHITE_SPACE", "LOWERCASE"])
        self.assertEqual(statements["address"]["AggregateKeyType"], "IP")
        for rule in rules.values():
            answer = rule["Action"]["Block"]["CustomResponse"]
            self.assertEqual(answer["ResponseCode"], 429)
            self.assertEqual(answer["ResponseHeaders"], [{"Name": "retry-after", "Value": "60"}])
            body = json.loads(self.ACL["CustomResponseBodies"][answer["CustomResponseBodyKey"]]["Content"])
            self.assertEqual((body["status"], body["code"]), (429, "too_many_requests"))

    def test_no_sample_of_requests_keeps_tokens(self):
        for it in [self.ACL, *self.ACL["Rules"]]:
            self.assertIs(it["VisibilityConfig"]["SampledRequestsEnabled"], False)


class RoundThePage(unittest.TestCase):
    def secrets(self, stacks):
        """What CloudFront shows to the API, and what functions ask for."""
        [api] = [it for it in distribution(stacks)["Origins"] if it["Id"] == "api"]
        shown = {it["HeaderName"]: it["HeaderValue"] for it in api.get("OriginCustomHeaders", [])}
        functions = [it["Properties"] for it in stacks["sections.yaml"].resources.values()
                     if it["Type"] == "AWS::Lambda::Function"]
        return shown, {it["Environment"]["Variables"]["ORIGIN_SECRET"] for it in functions}

    def test_the_api_answers_everybody_without_a_web_acl(self):
        self.assertEqual(self.secrets(STACKS), ({}, {""}))
        self.assertIn("execute-api", STACKS["template.yaml"].outputs["ApiUrl"])

    def test_the_api_answers_only_the_page_with_one(self):
        shown, asked = self.secrets(GUARDED)
        self.assertEqual(asked, {shown["x-origin-secret"]})
        self.assertRegex(shown["x-origin-secret"], r"^\{\{resolve:secretsmanager:arn:aws:secretsmanager:.*\}\}$")
        self.assertEqual(distribution(GUARDED)["WebACLId"], WEB_ACL)
        outputs = GUARDED["template.yaml"].outputs
        self.assertEqual(outputs["ApiUrl"] + "/", outputs["PageUrl"])


class Caller(unittest.TestCase):
    """The API's access log can have nothing else of a request than the name that its caller gives itself."""

    def test_the_access_log_has_the_address_and_no_secret(self):
        settings = properties(STACKS, "api.yaml", "ApiStage")["AccessLogSettings"]
        self.assertIn('"caller":"$context.identity.userAgent"', settings["Format"])
        for secret in ["header", "querystring", "path", "token\"", "protocol"]:
            self.assertNotIn(f"$context.{secret}", settings["Format"])
        [api] = distribution(STACKS)["CacheBehaviors"]
        [function] = api["FunctionAssociations"]
        self.assertEqual(function["EventType"], "viewer-request")

    @unittest.skipUnless(shutil.which("node"), "node runs CloudFront's function")
    def test_cloudfront_puts_the_address_there(self):
        code = properties(STACKS, "page.yaml", "Views")["FunctionCode"]
        for uri, expected in [
            ("/v1/messages", "/v1/messages 192.0.2.7"), ("/", "/index.html Browser"), ("/contacts", "/index.html Browser"),
            ("/assets/index-4f.js", "/assets/index-4f.js Browser"), ("/v10", "/index.html Browser"),
        ]:
            event = '{viewer: {ip: "192.0.2.7"}, request: {uri: "%s", headers: {"user-agent": {value: "Browser"}}}}' % uri
            script = f"{code}\nconst r = handler({event}); console.log(r.uri + ' ' + r.headers['user-agent'].value)"
            done = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True)
            self.assertEqual(done.stdout.strip(), expected)


if __name__ == "__main__":
    unittest.main()
