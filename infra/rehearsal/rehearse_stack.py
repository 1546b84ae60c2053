"""The platform: what it writes is counted."""

import unittest

import deployed


class Platform(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = deployed.stack()

    def test_what_the_platform_writes_is_counted(self):
        received = self.stack.wait_until_counted()
        self.assertGreater(len(received), 20)
        self.assertEqual(self.stack.verify(), [])

    def test_what_must_stay_is_protected_after_the_first_deployment(self):
        dynamodb = self.stack.client("dynamodb")
        tables = [value for name, value in self.stack.outputs.items() if name.endswith("Table")]
        self.assertEqual(len(tables), 9)
        for table in tables:
            self.assertTrue(dynamodb.describe_table(TableName=table)["Table"]["DeletionProtectionEnabled"], table)
        pool = self.stack.client("cognito-idp").describe_user_pool(UserPoolId=self.stack.outputs["UserPoolId"])
        self.assertEqual(pool["UserPool"]["DeletionProtection"], "ACTIVE")


if __name__ == "__main__":
    unittest.main()
