"""Fixtures of the bank's tests."""

import pytest

from tests.questions.banks import Bank


@pytest.fixture
def bank(db, tmp_path):
    """A folder of files and the loading of it."""
    return Bank(tmp_path)
