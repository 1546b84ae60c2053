"""What is left of the stack when it is deleted. Nothing can follow."""

import unittest

import deployed


class Teardown(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = deployed.stack()
        # What `sam delete` asks of CloudFormation. It itself does not take the emulator's URLs of templates.
        cloudformation = cls.stack.client("cloudformation")
        stack = cloudformation.describe_stacks(StackName=deployed.STACK)["Stacks"][0]["StackId"]
        cloudformation.delete_stack(StackName=stack)
        cloudformation.get_waiter("stack_delete_complete").wait(StackName=stack, WaiterConfig={"Delay": 1, "MaxAttempts": 300})

    def test_functions_the_api_the_page_and_alarms_are_gone(self):
        self.assertEqual(self.stack.client("lambda").list_functions()["Functions"], [])
        self.assertEqual(self.stack.client("apigatewayv2").get_apis()["Items"], [])
        self.assertEqual(self.stack.client("cloudwatch").describe_alarms()["MetricAlarms"], [])
        self.assertEqual(self.stack.client("stepfunctions").list_state_machines()["stateMachines"], [])
        distributions = self.stack.client("cloudfront").list_distributions()["DistributionList"]
        self.assertEqual(distributions.get("Items", []), [])
        roles = self.stack.client("iam").list_roles()["Roles"]
        self.assertEqual([it["RoleName"] for it in roles if it["RoleName"].startswith(deployed.STACK)], [])

    @unittest.skip("MiniStack removes what a nested stack is to retain; test_made.py holds the templates to it")
    def test_tables_buckets_and_the_pool_of_users_stay(self):
        tables = self.stack.client("dynamodb").list_tables()["TableNames"]
        buckets = [it["Name"] for it in self.stack.client("s3").list_buckets()["Buckets"]]
        pools = self.stack.client("cognito-idp").list_user_pools(MaxResults=10)["UserPools"]
        for name, value in self.stack.outputs.items():
            if name.endswith("Table"):
                self.assertIn(value, tables)
            if name.endswith("Bucket"):
                self.assertIn(value, buckets)
        self.assertIn(self.stack.outputs["UserPoolId"], [it["Id"] for it in pools])


if __name__ == "__main__":
    unittest.main()
