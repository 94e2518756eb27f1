import importlib.util

from odoo.exceptions import AccessError
from odoo.modules.module import get_manifest
from odoo.tests import new_test_user, tagged
from odoo.tools.misc import file_path

from .import_common import ROWS, ImportCase

GROUP = 'crm_customer_record.group_import'


@tagged('post_install', '-at_install')
class TestImportRight(ImportCase):
    """Importing is a right of its own, and never gives more than the role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = cls._user('import_plain', 'crm_customer_record.group_user')

    def test_sellers_import_only_when_the_administrator_said_so(self):
        with self.assertRaises(AccessError):
            self.load(user=self.plain)
        with self.assertRaises(AccessError):
            self.env['crm.import'].with_user(self.plain).create({'filename': 'a.csv'})
        self.env.ref(GROUP).user_ids += self.plain
        self.assertEqual(self.load(user=self.plain).state, 'preview')

    def test_nothing_of_the_imports_is_open_without_the_right(self):
        record = self.load(user=self.seller)
        for model in ('crm.import', 'crm.import.row', 'crm.import.column', 'crm.import.change', 'crm.import.profile'):
            with self.assertRaises(AccessError, msg=model):
                self.env[model].with_user(self.plain).search([])
        with self.assertRaises(AccessError):
            record.with_user(self.plain).action_commit()
        with self.assertRaises(AccessError):
            record.with_user(self.plain).rejected_file()

    def test_who_lost_the_right_can_neither_import_nor_undo(self):
        waiting, done = self.load(), self.bring(ROWS[3:])
        self.env.ref(GROUP).user_ids -= self.seller
        self.env.ref('crm_customer_record.group_user').user_ids += self.seller
        for method in (waiting.action_commit, waiting.action_read, done.action_undo):
            with self.assertRaises(AccessError):
                method()
        self.assertTrue(done.sudo().row_ids.partner_id)

    def test_the_menu_is_there_for_those_who_may(self):
        menu = self.env.ref('crm_customer_record.crm_import_menu')
        visible = {user: menu.id in self.env['ir.ui.menu'].with_user(user)._visible_menu_ids()
                   for user in (self.plain, self.seller, self.manager, self.accountant)}
        self.assertEqual(visible, {self.plain: False, self.seller: True, self.manager: True, self.accountant: False})

    def test_the_rows_of_a_customer_are_no_field_of_his_without_the_right(self):
        fields = {user: set(self.env['res.partner'].with_user(user).fields_get()) for user in (self.plain, self.seller)}
        self.assertFalse({'crm_import_row_ids', 'crm_import_account_row_ids'} & fields[self.plain])
        self.assertLessEqual({'crm_import_row_ids', 'crm_import_account_row_ids'}, fields[self.seller])

    def test_an_update_of_the_application_takes_the_right_from_nobody(self):
        outsider = new_test_user(self.env, 'import_outsider', 'base.group_user')
        archived = self._user('import_archived', 'crm_customer_record.group_user')
        archived.active = False
        self.assertGreaterEqual(get_manifest('crm_customer_record')['version'], '19.0.1.1.0')
        path = file_path('crm_customer_record/migrations/19.0.1.1.0/post-import_group.py')
        spec = importlib.util.spec_from_file_location('import_group', path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, '19.0.1.0.0')
        self.env.invalidate_all()
        self.assertTrue(self.plain.has_group(GROUP))
        self.assertTrue(archived.has_group(GROUP))
        self.assertFalse(outsider.has_group(GROUP))
