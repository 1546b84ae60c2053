"""People who sign in at the stack's pool of users, as the page lets them do: by a code and PKCE."""

import base64
import hashlib
import json
import re
import secrets
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

PASSWORDS = {"first": "Temporary-Passw0rd", "own": "Correct-Horse-Battery-1"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def make_user(deployed, email, account, role):
    """Makes a user as docs/deploying.md says."""
    deployed.client("cognito-idp").admin_create_user(
        UserPoolId=deployed.outputs["UserPoolId"], Username=email, TemporaryPassword=PASSWORDS["first"],
        MessageAction="SUPPRESS",
        UserAttributes=[
            {"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"},
            {"Name": "custom:account_id", "Value": account}, {"Name": "custom:role", "Value": role},
        ],
    )


def sign_in(deployed, email, password):
    """The tokens that the page gets."""
    code, verifier = authorize(deployed, email, password)
    answer = redeem(deployed, code, verifier)
    assert answer.status == 200, answer.data
    return json.loads(answer.data)


def authorize(deployed, email, password):
    """The code that the sign-in page hands to the page, and the verifier that goes with it."""
    config = json.loads(deployed.outputs["PageConfig"])
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = urlencode({
        "response_type": "code", "client_id": config["client_id"], "redirect_uri": deployed.outputs["PageUrl"],
        "scope": config["scope"], "state": state, "code_challenge": challenge, "code_challenge_method": "S256",
    })
    page = deployed.request(f"{origin(deployed)}/oauth2/authorize?{asked}")
    answer = submit(deployed, page, username=email, password=password)
    if answer.status == 200 and b"new_password" in answer.data:
        answer = submit(deployed, answer, new_password=PASSWORDS["own"], confirm_password=PASSWORDS["own"])
    assert answer.status == 302, answer.data
    returned = urlsplit(answer.headers["Location"])
    assert f"{returned.scheme}://{returned.netloc}{returned.path}" == deployed.outputs["PageUrl"], returned
    query = parse_qs(returned.query)
    assert query["state"] == [state], query
    return query["code"][0], verifier


def origin(deployed):
    """Where people sign in."""
    logout = urlsplit(json.loads(deployed.outputs["PageConfig"])["logout_url"])
    return f"https://{logout.netloc}"


def submit(deployed, page, **typed):
    """Sends a page's form with what a person types."""
    assert page.status == 200, page.data
    hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.data.decode())
    body = urlencode({**{name: unescape(value) for name, value in hidden}, **typed})
    return deployed.request(f"{origin(deployed)}/login", "POST", FORM, body)


def redeem(deployed, code, verifier):
    config = json.loads(deployed.outputs["PageConfig"])
    body = urlencode({
        "grant_type": "authorization_code", "client_id": config["client_id"], "code": code,
        "redirect_uri": deployed.outputs["PageUrl"], "code_verifier": verifier,
    })
    return deployed.request(f"{origin(deployed)}/oauth2/token", "POST", FORM, body)


def claims(token):
    body = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
