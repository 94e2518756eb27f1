import contextlib

from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from odoo.addons.crm_customer_record.tools.imports.blocking import domain_key, partner_blocks


@tagged('post_install', '-at_install')
class TestPartnerKey(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keys = cls.env['crm.partner.key']
        cls.keys._refresh()
        cls.partner = cls.env['res.partner'].create({
            'name': "ООО «Ключевая компания»", 'is_company': True, 'email': 'office@keys-of-partners.example'})

    def found(self, partner):
        self.env.cr.execute("SELECT value FROM crm_partner_key WHERE partner_id = %s", [partner.id])
        return {value for value, in self.env.cr.fetchall()}

    def right(self, partner):
        self.env.flush_all()
        return partner_blocks(self.keys._read_partners(partner.ids)[0])

    def test_only_what_changed_gets_new_keys_whoever_wrote(self):
        self.assertFalse(self.found(self.partner), "whoever creates a partner pays nothing for keys")
        self.assertEqual(self.keys._refresh(), 1)
        self.assertEqual(self.found(self.partner), self.right(self.partner))
        self.assertEqual(self.keys._refresh(), 0)
        before = self.found(self.partner)
        self.env.cr.execute("UPDATE res_partner SET name = 'Otherwise' WHERE id = %s", [self.partner.id])
        self.assertEqual(self.keys._refresh(), 1, "SQL that leaves the date alone is seen")
        self.assertNotEqual(self.found(self.partner), before)
        self.partner.write({'comment': "says nothing about who they are"})
        self.assertEqual(self.keys._refresh(), 0)

    def test_a_contact_follows_the_name_of_its_company(self):
        contact = self.env['res.partner'].create({'name': "Иванов Иван", 'parent_id': self.partner.id})
        self.keys._refresh()
        before = self.found(contact)
        self.partner.name = "Renamed"
        self.keys._refresh()
        self.assertEqual(self.found(contact), self.right(contact))
        self.assertNotEqual(self.found(contact), before)

    def test_keys_of_the_deleted_go(self):
        self.keys._refresh()
        partner_id = self.partner.id
        self.partner.unlink()
        self.keys._refresh()
        self.env.cr.execute("""SELECT (SELECT count(*) FROM crm_partner_key WHERE partner_id = %(id)s),
                                      (SELECT count(*) FROM crm_partner_key_stamp WHERE partner_id = %(id)s)""", {'id': partner_id})
        self.assertEqual(self.env.cr.fetchone(), (0, 0))

    def test_who_matches_sees_new_partners_without_writing_keys(self):
        relation = self.keys._overlay()
        self.assertFalse(self.found(self.partner))
        rows = self.env.execute_query_dict(SQL(
            "SELECT partner_id FROM %s k WHERE value = %s", relation, domain_key('keys-of-partners.example')))
        self.assertEqual(rows, [{'partner_id': self.partner.id}])

    def test_two_at_once_neither_wait_nor_double(self):
        self.assertEqual(self.keys._refresh(), 1)
        with contextlib.closing(db_connect(self.env.cr.dbname).cursor()) as other:
            self.assertEqual(self.keys.with_env(self.env(cr=other))._refresh(), 0, "the first holds the lock until it ends")
