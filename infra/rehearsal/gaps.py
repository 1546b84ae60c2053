"""MiniStack, the emulator of AWS, with what it lacks for this stack. `emulator.py` runs it as a program.

Each gap is filled around MiniStack's own functions, which do the rest:

- It drops the tumbling window of an event source, the failures that a function answers, and a batch that a
  function failed with. So `with_windows` sends events as a tumbling window has them, and sends again what is left.
- It ends a function that is replaced in the middle of a call.
- It takes no alarm on a formula. Such an alarm is recorded as one on the formula's first metric.
- It does not tell who signs the tokens of a pool of users, and knows no branding of the sign-in page.
- It knows SAM's transform for a template, but not for a nested one.
- It forgets the attributes of what an update of a nested stack leaves as it is, and looks no secrets up there.
  There it takes the numbers of an event source for texts.
- It looks for the keys of a pool of users without TLS, and lets no API be an origin of CloudFront.
- It knows neither the ARN of a stream nor the partitions of a request where it looks for rights.
- It has one clock, the machine's. Here functions run by a clock that a test can put on, tokens expire by it,
  and a `Wait` for a time looks at it again and again.
"""

import ctypes
import functools
import json
import os
import re
import signal
import sys
import threading
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, unquote, urlsplit

from ministack import app
from ministack.core import iam_actions, lambda_runtime, sigv4
from ministack.services import (
    apigateway, cloudformation, cloudfront, dynamodb, dynamodb_streams, lambda_svc, stepfunctions,
)
from ministack.services.cloudformation import engine, provisioners

# How often a batch is sent again, and the pause before it. Lambda does so for a day.
ATTEMPTS = 1000
PAUSE = 0.2
# Seconds that a function that is replaced may go on.
LONGEST_CALL = 60


def with_windows(execute):
    """Calls a function with a batch of a DynamoDB stream as Lambda does for a tumbling window."""

    @functools.wraps(execute)
    def executed(function, event):
        records = event.get("Records") if isinstance(event, dict) else None
        if not records or records[0].get("eventSource") != "aws:dynamodb":
            return execute(function, event)
        for _ in range(ATTEMPTS):
            result = execute(function, window(records))
            left = [it["itemIdentifier"] for it in failures(result)]
            if not result.get("error"):
                if not left:
                    return result
                # The lowest one is where the next attempt begins.
                lowest = min(map(int, left))
                records = [it for it in records if int(it["dynamodb"]["SequenceNumber"]) >= lowest]
            time.sleep(PAUSE)
        return {"error": True, "body": {"errorType": "Retries", "errorMessage": f"{len(records)} are left"}}

    return executed


def window(records):
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "Records": records,
        "eventSourceARN": records[0]["eventSourceARN"],
        # MiniStack has one shard for each stream, with this id.
        "shardId": "shardId-00000000000000000000-00000000",
        "window": {"start": now, "end": now},
        "state": {},
        "isFinalInvokeForWindow": False,
        "isWindowTerminatedEarly": False,
    }


def failures(result):
    body = result.get("body")
    return body.get("batchItemFailures") or [] if isinstance(body, dict) else []


def with_time_to_end(invalidate):
    """Lets a function that is replaced end what it is doing."""

    @functools.wraps(invalidate)
    def invalidated(name, *arguments, **which):
        with lambda_runtime._lock:
            pools = [pool for key, pool in lambda_runtime._workers.items() if name in key.split(":")]
            busy = [it for pool in pools for it in pool if it.in_use]
            for pool in pools:
                pool[:] = [it for it in pool if not it.in_use]
        threading.Thread(target=end_later, args=[busy], daemon=True).start()
        return invalidate(name, *arguments, **which)

    return invalidated


def end_later(workers):
    until = time.monotonic() + LONGEST_CALL
    while any(it.in_use for it in workers) and time.monotonic() < until:
        time.sleep(PAUSE)
    lambda_runtime.kill_workers(workers)


def with_formulas(record):
    """Records an alarm on a formula as one on the formula's first metric."""

    @functools.wraps(record)
    def recorded(name, properties):
        if "Metrics" in properties:
            metric = next(it["MetricStat"] for it in properties["Metrics"] if "MetricStat" in it)
            properties = {**properties, **metric["Metric"], "Statistic": metric["Stat"]}
            properties = {**properties, "Period": metric["Period"]}
            del properties["Metrics"]
        return record(name, properties)

    return recorded


def with_nested_transforms(check):
    """Transforms a nested template as soon as it is read: this check comes first."""

    @functools.wraps(check)
    def checked(parent, template):
        check(parent, template)
        transformed = dict(engine._apply_transforms(template))
        template.clear()
        template.update(transformed)

    return checked


def with_streams(resource):
    """Finds the resource of a request about a stream."""

    @functools.wraps(resource)
    def found(service, method, path, headers, body, *more):
        if service != "dynamodbstreams":
            return resource(service, method, path, headers, body, *more)
        request = json.loads(body or b"{}")
        iterator = dynamodb_streams._decode_iterator(request.get("ShardIterator") or "") or {}
        return request.get("StreamArn") or iterator.get("arn") or "*"

    return found


def with_provider_url(attributes):
    """The attributes of a user pool, with the one that names who signs its tokens."""

    @functools.wraps(attributes)
    def of_pool(pool):
        found = attributes(pool)
        return {**found, "ProviderURL": f"https://{found['ProviderName']}"}

    return of_pool


def with_attributes(update):
    """Updates a resource of a nested stack. It keeps the attributes that it has."""

    @functools.wraps(update)
    def updated(kind, physical_id, before, after, stack, logical_id=None, attributes=None):
        known = cloudformation._stacks.get(stack, {}).get("_resources", {}).get(logical_id, {})
        attributes = attributes or known.get("Attributes")
        after = before if before == after else resolved(after)
        if kind == "AWS::Lambda::EventSourceMapping":
            after = {name: int(it) if str(it).isdigit() else it for name, it in after.items()}
        new_id, new = update(kind, physical_id, before, after, stack, logical_id, attributes)
        return new_id, {**(attributes or {}), **new} if new_id == physical_id else new

    return updated


def with_secrets(create):
    """Creates a resource of a nested stack with the values of the secrets that it names."""

    @functools.wraps(create)
    def created(kind, logical_id, properties, stack):
        return create(kind, logical_id, resolved(properties), stack)

    return created


def resolved(properties):
    return engine._resolve_dynamic_references(properties)[0]


def with_leading_keys(context):
    """What conditions of policies see of a request to DynamoDB, with the partitions that it names."""

    @functools.wraps(context)
    def of_request(body):
        request = json.loads(body or b"{}")
        keys = [it for table, part in parts(request) for it in leading_keys(table, part)]
        return {**context(body), **({"dynamodb:LeadingKeys": keys} if keys else {})}

    return of_request


def parts(request):
    """What a request asks of each table."""
    several = request.get("RequestItems")
    return several.items() if isinstance(several, dict) else [(request.get("TableName"), request)]


def leading_keys(table, part):
    schema = (dynamodb._tables.get(table) or {}).get("KeySchema", [])
    [name] = [it["AttributeName"] for it in schema if it["KeyType"] == "HASH"] or [None]
    if name is None or not isinstance(part, dict):
        return []
    items = part.get("Keys") or [part.get("Key") or part.get("Item") or {}]
    keys = [text for item in items if name in item for text in item[name].values()]
    names, values = part.get("ExpressionAttributeNames", {}), part.get("ExpressionAttributeValues", {})
    for attribute, value in re.findall(r"([#\w]+)\s*=\s*(:\w+)", part.get("KeyConditionExpression", "")):
        if names.get(attribute, attribute) == name:
            keys += values[value].values()
    return keys


def with_tls(keys_url):
    """Where the keys of a pool of users are. MiniStack looks without TLS, where it does not listen."""

    @functools.wraps(keys_url)
    async def of_authorizer(authorizer):
        url = urlsplit(await keys_url(authorizer) or "")
        return f"{os.environ['AWS_ENDPOINT_URL']}{url.path}" if url.scheme == "http" else url.geturl()

    return of_authorizer


def with_api(fetch):
    """Fetches from an API that is an origin of CloudFront. MiniStack calls no host of AWS."""

    @functools.wraps(fetch)
    async def fetched(origin, method, uri, query, headers, body, https, caller, forwarded, distribution):
        host = origin["domain_name"]
        if ".execute-api." not in host:
            return await fetch(origin, method, uri, query, headers, body, https, caller, forwarded, distribution)
        path = (origin.get("origin_path") or "") + uri
        sent = cloudfront._origin_request_headers(origin, headers, caller, forwarded)
        status, answered, content = await app._handle_execute_api_request(
            host, unquote(path), method, {name.lower(): it for name, it in sent.items()}, body or b"",
            parse_qs(query, keep_blank_values=True), raw_path=path, raw_query_string=query,
        )
        pairs = [(name, it) for name, several in answered.items()
                 for it in (several if isinstance(several, list) else [several])]
        return status, "", cloudfront._multidict_from_pairs(pairs), content

    return fetched


# Records what only makes the sign-in page look otherwise.
BRANDING = {
    "create": lambda logical_id, properties, stack: (f"{stack}-{logical_id}", {}),
    "update": lambda physical_id, before, after, stack: (physical_id, {}),
    "delete": lambda physical_id, properties: None,
}


class Clock:
    """The machine's clock and an offset, which stands in a file as libfaketime reads it."""

    def __init__(self, file, library):
        self.file = Path(file)
        self.preloaded = {
            "LD_PRELOAD": library,
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_CACHE_DURATION": "1",
            # What waits for a while is left alone.
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def now(self):
        offset = int(self.file.read_text().strip().rstrip("s"))
        return datetime.now(timezone.utc) + timedelta(seconds=offset)

    def as_module(self):
        """What stands for the module `time`."""
        return SimpleNamespace(**{**vars(time), "time": lambda: self.now().timestamp()})

    def sleep_until(self, text):
        time_of = datetime.fromisoformat(text.replace("Z", "+00:00"))
        while self.now() < time_of:
            time.sleep(PAUSE)

    def in_environment(self, environment):
        """Runs functions by this clock."""

        @functools.wraps(environment)
        def of_function(*arguments):
            return environment(*arguments) | self.preloaded

        return of_function


def end_with_parent():
    """Ends this program with the test that has started it, also where that is killed."""
    PR_SET_PDEATHSIG = 1  # linux/prctl.h
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() == 1:
        sys.exit("the test has ended")


if __name__ == "__main__":
    end_with_parent()
    lambda_svc._execute_function = with_windows(lambda_svc._execute_function)
    lambda_svc.invalidate_worker = with_time_to_end(lambda_svc.invalidate_worker)
    provisioners._cw_metric_alarm_record = with_formulas(provisioners._cw_metric_alarm_record)
    provisioners._check_nested_stack_capabilities = with_nested_transforms(
        provisioners._check_nested_stack_capabilities
    )
    clock = Clock(*sys.argv[1:])
    del sys.argv[1:]
    stepfunctions._sleep_until = clock.sleep_until
    apigateway.time = clock.as_module()
    lambda_svc._provided_worker_env = clock.in_environment(lambda_svc._provided_worker_env)
    # Signatures are checked, but not by whose clock they were made.
    sigv4.request_time_failure = lambda signature, now=None: None
    iam_actions.dynamodb_service_context = with_leading_keys(iam_actions.dynamodb_service_context)
    iam_actions.extract_resource_arn = with_streams(iam_actions.extract_resource_arn)
    provisioners._cognito_user_pool_attributes = with_provider_url(provisioners._cognito_user_pool_attributes)
    provisioners._RESOURCE_HANDLERS["AWS::Cognito::ManagedLoginBranding"] = BRANDING
    provisioners._provision_resource = with_secrets(provisioners._provision_resource)
    provisioners._update_resource = with_attributes(provisioners._update_resource)
    apigateway._resolve_jwks_url = with_tls(apigateway._resolve_jwks_url)
    cloudfront._fetch_from_origin = with_api(cloudfront._fetch_from_origin)
    app.main()
