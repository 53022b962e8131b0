import doctest
import unittest

from ..tools import validity


class TestExamples(unittest.TestCase):
    def test_the_examples_in_the_docstrings_hold(self):
        result = doctest.testmod(validity)
        self.assertEqual(result.failed, 0)
        self.assertGreater(result.attempted, 0)
