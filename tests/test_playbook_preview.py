from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .common_playbooks import PlaybookCase


@tagged('post_install', '-at_install')
class TestPlaybookPreview(PlaybookCase):
    """What would have happened: as the viewer may read it, and without anything done."""

    def shown(self, rule, user=None):
        """:return: the opportunities, else customers, that a preview lists"""
        lines = self._preview(rule, user).line_ids
        return lines.lead_id.with_env(self.env) or lines.partner_id.with_env(self.env)

    def test_moves_of_the_last_30_days(self):
        rule = self._rule('stage', on=False, stage_ids=[Command.set(self.second.ids)])
        old = self._lead()
        old.stage_id = self.second
        self.env.flush_all()
        self._began(old, 40)
        self.lead.stage_id = self.second
        self._settle()
        self.lead.stage_id = self.third
        preview = self._preview(rule)
        self.assertEqual((preview.line_ids.lead_id.ids, preview.total, preview.record_count), (self.lead.ids, 1, 1))
        self.assertFalse(self._runs(rule))
        self.assertFalse(self._activities(self.lead))

    def test_silences_that_ended_are_counted_too(self):
        rule = self._rule('silence', on=False, days=5)
        self._created(self.lead, 60)
        for days in (20, 9):
            self._log(lead_id=self.lead.id, date=fields.Datetime.now() - timedelta(days=days))
        preview = self._preview(rule)
        mine = preview.line_ids.filtered(lambda line: line.lead_id.id == self.lead.id)
        today = fields.Datetime.now()
        self.assertEqual([(today - line.date).days for line in mine], [4, 15])
        self.assertGreaterEqual(preview.waiting, 1)

    def test_idle_times_that_ended_are_counted_too(self):
        rule = self._rule('idle', on=False, days=5)
        self._created(self.lead, 20)
        activity = self.lead.activity_schedule('mail.mail_activity_data_todo', user_id=self.seller.id)
        self.env.flush_all()
        self.env.cr.execute("UPDATE mail_activity SET create_date = %s WHERE id = %s", [fields.Datetime.now() - timedelta(days=10), activity.id])
        self.assertEqual(self.shown(rule), self.lead, "it was idle for five days before that")
        self.env.cr.execute("UPDATE mail_activity SET create_date = %s WHERE id = %s", [fields.Datetime.now() - timedelta(days=17), activity.id])
        self.assertFalse(self.shown(rule))

    def test_an_invoice_paid_late_was_overdue(self):
        invoice = self._post_invoice(self.contact)
        invoice.line_ids.date_maturity = invoice.invoice_date_due = fields.Date.today() - timedelta(days=10)
        self.env.flush_all()
        self.env.cr.execute("UPDATE account_move SET create_date = %s WHERE id = %s", [fields.Datetime.now() - timedelta(days=20), invoice.id])
        self.env['account.payment.register'].with_context(active_model='account.move', active_ids=invoice.ids).create({}).action_create_payments()
        self.assertIn(invoice.payment_state, ('paid', 'in_payment'))
        self.administrator.group_ids |= self.env.ref('account.group_account_invoice')
        rule = self._rule('invoice_overdue', on=False, days=5, partner_domain=f"[('id', '=', {self.company.id})]")
        self.assertEqual(self.shown(rule), self.company)

    def test_only_what_the_viewer_may_read(self):
        rule = self._rule('stage', on=False, stage_ids=[Command.set(self.second.ids)])
        other = self.env['res.company'].create({'name': "Other Ltd"})
        hidden = self._lead(name="Hidden")
        (self.lead | hidden).stage_id = self.second
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_lead SET company_id = %s WHERE id = %s", [other.id, hidden.id])
        hidden.invalidate_recordset()
        preview = self._preview(rule)
        self.assertEqual((preview.line_ids.lead_id.ids, preview.total), (self.lead.ids, 1))

    def test_invoices_are_shown_to_those_who_read_invoices(self):
        invoice = self._post_invoice(self.contact)
        invoice.line_ids.date_maturity = invoice.invoice_date_due = fields.Date.today() - timedelta(days=6)
        rule = self._rule('invoice_overdue', on=False, days=5)
        invoice.invoice_user_id = self.mate
        self.env.flush_all()
        readable = self.env['account.move'].with_user(self.administrator).search_count([('id', '=', invoice.id)])
        self.assertEqual(len(self._preview(rule).line_ids.filtered(lambda line: line.partner_id.id == self.company.id)), readable)
        blind = self._user('blind', 'manager')
        blind.group_ids |= self.env.ref('sales_team.group_sale_manager')
        self.env['ir.rule'].create({
            'name': "No invoices", 'model_id': self.env['ir.model']._get_id('account.move'), 'domain_force': "[(0, '=', 1)]"})
        self.assertEqual(self._preview(rule, blind).total, 0)

    def test_it_says_when_the_rule_would_pause(self):
        rule = self._rule('stage', on=False, stage_ids=[Command.set(self.second.ids)], most_per_hour=2)
        leads = self.lead | self._lead() | self._lead()
        leads.stage_id = self.second
        preview = self._preview(rule)
        self.assertEqual((preview.total, preview.busiest_hour, preview.would_pause), (3, 3, True))

    def test_every_event_can_be_previewed(self):
        events = [value for value, _label in self.env['crm.playbook']._fields['event'].selection]
        for event in events:
            with self.subTest(event=event):
                preview = self._preview(self._rule(event, [], on=False, days=3))
                self.assertEqual(preview.total, len(preview.line_ids))

    def test_the_calendar_in_the_past(self):
        rule = self._rule('timer', [], on=False, cadence='week', hour=0, lead_domain=f"[('id', '=', {self.lead.id})]")
        self._created(self.lead, 100)
        self.assertIn(self._preview(rule).total, (4, 5))
