"""A stack's name has at most as many characters as the longest name that is made of it allows, in any region."""

import unittest

import deploy
import schemas
from resolved import Place, resolve

REGIONS = schemas.regions("AWS::CloudFront::Function")


def bad_names(length):
    """The names that are not allowed where the stack's name has this length."""
    bad = []
    for region in REGIONS:
        for stack in resolve("template.yaml", "x" * length, {}, Place(region)).values():
            bad += schemas.bad_names(stack)
    return bad


class StackName(unittest.TestCase):
    def test_the_longest_one_is_known(self):
        self.assertEqual(bad_names(deploy.LONGEST_STACK_NAME), [])
        self.assertNotEqual(bad_names(deploy.LONGEST_STACK_NAME + 1), [])

    def test_a_longer_one_is_refused_before_anything_is_done(self):
        def settings(length):
            return deploy.settings_of(f'[prod.deploy.parameters]\nstack_name = "{"x" * length}"', "prod")

        self.assertEqual(len(settings(deploy.LONGEST_STACK_NAME)["stack_name"]), deploy.LONGEST_STACK_NAME)
        with self.assertRaisesRegex(deploy.SettingsMissing, "has 50 characters; it may have at most 49"):
            settings(deploy.LONGEST_STACK_NAME + 1)


if __name__ == "__main__":
    unittest.main()
