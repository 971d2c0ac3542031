import os
import unittest


class Sample(unittest.TestCase):
    def test_pass(self):
        print("test_fail (tests.Sample) ... ok")

    def test_fail(self):
        self.assertEqual(1 + 1, 3)

    @unittest.skip("not today")
    def test_skip(self):
        pass

    def test_zz_exit(self):
        os._exit(0)
