"""Tests that need applications which the add-on does not: run by ``make test`` on a database of their own."""
from . import test_optional_sources
from . import test_optional_automation
