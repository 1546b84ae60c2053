"""Those who ask: administrators of two accounts, an agent, people whose token is old or not theirs, a browser."""

import csv
import io
import json
import unittest
from collections import Counter
from urllib.parse import parse_qs, urlsplit

import deployed
import records
from emulator import ROOT
from routes import all_routes
from signed_in import PASSWORDS, authorize, claims, make_user, redeem, sign_in

# A token is good for an hour.
HOUR = 3600


class Callers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = deployed.stack()
        cls.received = Counter()
        for (account, day), value in cls.stack.wait_until_counted().items():
            cls.received[account] += value
        cls.tokens = {}
        for name, account, role in [("ann", "acme", "owner"), ("bob", "acme", "agent"), ("gil", "globex", "admin")]:
            make_user(cls.stack, f"{name}@example.com", account, role)
            cls.tokens[name] = sign_in(cls.stack, f"{name}@example.com", PASSWORDS["first"])

    def ask(self, method, url, token, body=None, **headers):
        sent = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", **headers}
        return self.stack.request(url, method, sent, body)

    def bases(self):
        """The API's own address, and that of the page, which CloudFront serves."""
        return [self.stack.outputs["ApiUrl"], self.stack.outputs["PageUrl"].rstrip("/")]

    # Signing in.

    def test_an_administrator_signs_in_by_pkce_and_gets_claims(self):
        told = claims(self.tokens["ann"]["id_token"])
        outputs = self.stack.outputs
        self.assertEqual((told["iss"], told["aud"]), (outputs["Issuer"], outputs["Audience"]))
        self.assertEqual((told["custom:account_id"], told["custom:role"]), ("acme", "owner"))
        self.assertEqual((told["token_use"], told["exp"] - told["iat"]), ("id", HOUR))

    def test_a_code_is_good_for_the_verifier_that_it_was_asked_with_and_once(self):
        code, verifier = authorize(self.stack, "ann@example.com", PASSWORDS["own"])
        self.assertEqual(redeem(self.stack, code, verifier[::-1]).status, 400)
        self.assertEqual(redeem(self.stack, code, verifier).status, 200)
        self.assertEqual(redeem(self.stack, code, verifier).status, 400)

    def test_nobody_makes_themselves_a_member_of_another_account(self):
        client = self.stack.client("cognito-idp").describe_user_pool_client(
            UserPoolId=self.stack.outputs["UserPoolId"], ClientId=self.stack.outputs["Audience"]
        )["UserPoolClient"]
        self.assertEqual(client["WriteAttributes"], ["email"])
        self.assertNotIn("ClientSecret", client)

    # Asking.

    def test_an_administrator_reads_every_route_at_both_addresses(self):
        for base in self.bases():
            for method, path, body in all_routes():
                answer = self.ask(method, base + path, self.tokens["ann"]["id_token"], body)
                self.assertEqual(answer.status, 201 if body else 200, (base, path, answer.data))
                self.assertTrue(answer.headers["Content-Type"].startswith("application/json"), path)
                if not body:
                    self.assertEqual(answer.headers["Cache-Control"], "private, no-cache", path)

    def test_each_account_reads_its_own_figures(self):
        for name, account in [("ann", "acme"), ("gil", "globex")]:
            for base in self.bases():
                answer = self.ask("GET", f"{base}/v1/messages?period=30d", self.tokens[name]["id_token"])
                self.assertEqual(json.loads(answer.data)["totals"]["received"], self.received[account])
                directory = self.ask("GET", f"{base}/v1/directory", self.tokens[name]["id_token"])
                self.assertEqual(json.loads(directory.data)["account"]["id"], account)

    def test_no_parameter_names_another_account(self):
        token = self.tokens["gil"]["id_token"]
        for base in self.bases():
            for parameter in ["account_id=acme", "custom:account_id=acme"]:
                answer = self.ask("GET", f"{base}/v1/messages?{parameter}", token, **{"x-account-id": "acme"})
                self.assertEqual((answer.status, json.loads(answer.data)["code"]), (400, "unknown_parameter"))
            # What acme was answered before is kept for nobody else.
            answers = {self.ask("GET", f"{base}/v1/contacts", self.tokens[it]["id_token"]).headers["ETag"] for it in ["ann", "gil"]}
            self.assertEqual(len(answers), 2)

    def refused(self, token, status):
        for base in self.bases():
            for method, path, body in all_routes():
                answer = self.ask(method, base + path, token, body)
                self.assertEqual(answer.status, status, (base, path, answer.data))

    def test_an_agent_reads_nothing(self):
        self.refused(self.tokens["bob"]["id_token"], 403)

    def test_a_token_without_an_account_reads_nothing(self):
        self.refused(self.tokens["ann"]["access_token"], 401)

    def test_a_token_that_was_changed_reads_nothing(self):
        head, body, signature = self.tokens["gil"]["id_token"].split(".")
        other = self.tokens["ann"]["id_token"].split(".")[1]
        self.refused(f"{head}.{other}.{signature}", 401)

    def test_a_token_that_has_expired_reads_nothing(self):
        token = sign_in(self.stack, "ann@example.com", PASSWORDS["own"])["id_token"]
        self.stack.emulator.put_on(HOUR + 60)
        try:
            self.refused(token, 401)
        finally:
            self.stack.emulator.put_on(-HOUR - 60)
        answer = self.ask("GET", f"{self.bases()[0]}/v1/messages", token)
        self.assertEqual(answer.status, 200, answer.data)

    def test_a_stranger_reads_nothing(self):
        for base in self.bases():
            for method, path, body in all_routes():
                answer = self.stack.request(base + path, method, {"Content-Type": "application/json"}, body)
                self.assertEqual(answer.status, 401, (base, path, answer.data))

    def test_what_has_not_changed_is_not_sent_again(self):
        for base in self.bases():
            url, token = f"{base}/v1/flows", self.tokens["ann"]["id_token"]
            first = self.ask("GET", url, token)
            again = self.ask("GET", url, token, **{"If-None-Match": first.headers["ETag"]})
            self.assertEqual((again.status, again.data), (304, b""))
            other = self.ask("GET", url, self.tokens["bob"]["id_token"], **{"If-None-Match": first.headers["ETag"]})
            self.assertEqual(other.status, 403)

    # Exporting.

    def test_an_export_is_downloaded_by_whoever_has_its_url(self):
        for base in self.bases():
            body = json.dumps({"section": "messages", "period": "30d", "format": "csv"})
            told = json.loads(self.ask("POST", f"{base}/v1/exports", self.tokens["ann"]["id_token"], body).data)
            file = self.stack.request(told["url"])
            self.assertEqual(file.status, 200, file.data)
            self.assertEqual(len(file.data), told["bytes"])
            self.assertIn(told["filename"], file.headers["Content-Disposition"])
            rows = list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig"))))
            self.assertEqual(len(rows), told["rows"])
            self.assertEqual(sum(int(it["received"]) for it in rows), self.received["acme"])
            # Nothing else, and not for longer.
            parts = urlsplit(told["url"])
            self.assertLessEqual(int(parse_qs(parts.query)["X-Amz-Expires"][0]), 900)
            bare = self.stack.request(parts._replace(query="").geturl())
            self.assertEqual(bare.status, 403, bare.data)
            other = self.stack.request(told["url"].replace(parts.path, parts.path + "x"))
            self.assertEqual(other.status, 403, other.data)

    # The page.

    def test_every_view_is_the_page_with_its_headers(self):
        index = (ROOT / "web" / "dist" / "index.html").read_bytes()
        page = self.stack.outputs["PageUrl"]
        for view in ["", "contacts", "performance/agents/ann"]:
            answer = self.stack.request(page + view)
            self.assertEqual((answer.status, answer.data), (200, index), view)
            self.expect_safe(answer.headers)
            self.assertEqual(answer.headers["Cache-Control"], "no-cache")
        for file in (ROOT / "web" / "dist" / "assets").iterdir():
            answer = self.stack.request(f"{page}assets/{file.name}")
            self.assertEqual((answer.status, answer.data), (200, file.read_bytes()), file)
            self.expect_safe(answer.headers)
            self.assertIn("immutable", answer.headers["Cache-Control"])
        self.expect_safe(self.ask("GET", f"{page}v1/messages", self.tokens["ann"]["id_token"]).headers)

    def expect_safe(self, headers):
        for name, value in {
            "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
        }.items():
            self.assertEqual(headers[name], value)
        self.assertIn("max-age=63072000", headers["Strict-Transport-Security"])
        self.assertIn("geolocation=()", headers["Permissions-Policy"])
        policy = headers["Content-Security-Policy"]
        self.assertTrue(policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; "), policy)
        # The page may ask the pool and the sign-in page, and nobody else.
        [connect] = [it for it in policy.split("; ") if it.startswith("connect-src ")]
        pool = json.loads(self.stack.outputs["PageConfig"])
        origins = {f"https://{urlsplit(pool[it]).netloc}" for it in ["authority", "logout_url"]}
        self.assertEqual(set(connect.split()[1:]), {"'self'", *origins})

    def test_the_page_is_told_how_to_sign_in(self):
        config = self.stack.request(f"{self.stack.outputs['PageUrl']}config.json")
        self.assertEqual(json.loads(config.data), json.loads(self.stack.outputs["PageConfig"]))
        authority = json.loads(config.data)["authority"]
        described = self.stack.request(f"{authority}/.well-known/openid-configuration")
        self.assertEqual(json.loads(described.data)["issuer"], authority)


if __name__ == "__main__":
    unittest.main()
