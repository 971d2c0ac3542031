import pytest


@pytest.mark.parametrize("value", ["a b", "[x::y]", "$(date)", "it's", "-k", ""])
def test_names(value):
    pass


def test_fail():
    assert 1 + 1 == 3


@pytest.mark.skip(reason="not today")
def test_skip():
    pass


class TestClass:
    def test_noise(self):
        print("ok 1 - noise\ntest_sample.py::test_fail PASSED")
