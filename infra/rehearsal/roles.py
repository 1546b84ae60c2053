"""The roles of the stack's functions: what each may do, what it may do without one right, and its credentials."""

import contextlib
import json

import boto3
from deployed import STACK
from emulator import REGION


class Role:
    def __init__(self, deployed, function):
        self.deployed, self.function = deployed, f"{STACK}-{function}"
        self.iam, self.functions = deployed.client("iam"), deployed.client("lambda")
        arn = self.functions.get_function_configuration(FunctionName=self.function)["Role"]
        self.arn, self.name = arn, arn.rsplit("/", 1)[1]

    def rights(self):
        """(policy, number of the statement, action, resource) of each right in the role's own policies, but for
        those to write logs: the emulator writes them itself."""
        found = []
        for policy in self.iam.list_role_policies(RoleName=self.name)["PolicyNames"]:
            for number, statement in enumerate(self.document(policy)["Statement"]):
                actions = [it for it in listed(statement["Action"]) if not it.startswith("logs:")]
                found += [(policy, number, action, listed(statement["Resource"])[0]) for action in actions]
        return found

    def document(self, policy):
        found = self.iam.get_role_policy(RoleName=self.name, PolicyName=policy)["PolicyDocument"]
        return found if isinstance(found, dict) else json.loads(found)

    @contextlib.contextmanager
    def without(self, right):
        """Takes a right away, and gives it back."""
        policy, number, action, _ = right
        whole = self.document(policy)
        less = json.loads(json.dumps(whole))
        left = [it for it in listed(less["Statement"][number]["Action"]) if it != action]
        if left:
            less["Statement"][number]["Action"] = left
        else:
            del less["Statement"][number]
        self.put(policy, less)
        try:
            yield
        finally:
            self.put(policy, whole)

    def put(self, policy, document):
        self.iam.put_role_policy(RoleName=self.name, PolicyName=policy, PolicyDocument=json.dumps(document))
        self.start_anew()

    def start_anew(self):
        """Ends what runs of the function, so that nothing that it has read before is left in its memory."""
        told = self.functions.get_function_configuration(FunctionName=self.function)
        self.functions.update_function_configuration(FunctionName=self.function, MemorySize=told["MemorySize"])

    def client(self, service):
        """A client with the role's own rights."""
        trust = self.iam.get_role(RoleName=self.name)["Role"]["AssumeRolePolicyDocument"]
        lent = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
        document = {"Version": "2012-10-17", "Statement": [lent]}
        self.iam.update_assume_role_policy(RoleName=self.name, PolicyDocument=json.dumps(document))
        try:
            assumed = self.deployed.client("sts").assume_role(RoleArn=self.arn, RoleSessionName="rehearsal")
        finally:
            self.iam.update_assume_role_policy(RoleName=self.name, PolicyDocument=json.dumps(trust))
        given = assumed["Credentials"]
        session = boto3.Session(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], REGION)
        emulator = self.deployed.emulator
        return session.client(service, endpoint_url=emulator.url, verify=str(emulator.certificate))

    def log(self):
        """The function's log."""
        logs, group = self.deployed.client("logs"), f"/aws/lambda/{self.function}"
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group)
        return "\n".join(event["message"] for page in pages for event in page["events"])


def listed(value):
    return value if isinstance(value, list) else [value]
