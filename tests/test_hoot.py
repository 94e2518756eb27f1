import logging
import re

from odoo.tests import HttpCase, no_retry, tagged

from odoo.addons.web.tests import test_js

SUITE = '@crm_customer_record'


@tagged('post_install', '-at_install')
class TestHoot(HttpCase):
    """The JavaScript unit tests of this add-on, and only those."""

    @no_retry
    def test_unit_tests(self):
        suite = test_js.HOOTCommon._generate_hash(self, SUITE)
        with self.assertLogs(self._logger.name, logging.INFO) as logs:
            try:
                self.browser_js(
                    f'/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}', '', '', login='admin',
                    timeout=300, success_signal='[HOOT] Test suite succeeded',
                    error_checker=test_js.unit_test_error_checker)
            except AssertionError as error:
                self.fail('\n'.join([str(error), *(line for line in logs.output if '[HOOT]' in line)]))
        passed = re.search(r'\[HOOT\] Passed (\d+) tests', '\n'.join(logs.output))
        self.assertTrue(passed and int(passed[1]), "No unit test was run: is the suite still named like the add-on?")
