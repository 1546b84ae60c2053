"""Deploys the whole stack into an emulator of AWS with the code of `make deploy`, uses it, changes it and deletes it.

    rehearse.py [-v] [-k PATTERN]
"""

import unittest

import rehearse_callers
import rehearse_rights
import rehearse_stack
import rehearse_teardown
import rehearse_update

# All use one stack, and the last one deletes it.
ORDER = [rehearse_stack, rehearse_callers, rehearse_rights, rehearse_update, rehearse_teardown]


def load_tests(loader, tests, pattern):
    return unittest.TestSuite(loader.loadTestsFromModule(it) for it in ORDER)


if __name__ == "__main__":
    unittest.main()
