from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from .common_playbooks import PlaybookCase


@tagged('post_install', '-at_install')
class TestPlaybookEvents(PlaybookCase):
    """What the job finds: each event once, nothing that is over, nothing of before the rule was switched on."""

    def ago(self, **delta):
        return fields.Datetime.now() - timedelta(**delta)

    def met(self, rule):
        """:return: the opportunities, else customers, of new runs since the last call"""
        before = self._runs(rule)
        self._work()
        new = self._runs(rule) - before
        return new.lead_id or new.partner_id

    # Silence

    def test_silence_once_for_each(self):
        rule = self._rule('silence', days=14)
        self._created(self.lead, 20)
        self.assertEqual(self.met(rule), self.lead)
        self.assertFalse(self.met(rule), "the same silence")
        self._log(lead_id=self.lead.id, date=self.ago(days=1))
        self.assertFalse(self.met(rule))
        self._log(lead_id=self.lead.id)
        self.env.cr.execute("UPDATE crm_interaction SET date = %s WHERE lead_id = %s", [self.ago(days=15), self.lead.id])
        self.assertEqual(self.met(rule), self.lead, "another silence")
        self.assertEqual(len(self._activities(self.lead)), 2)

    def test_a_message_breaks_the_silence_and_a_rule_does_not(self):
        rule = self._rule('silence', days=14)
        self._created(self.lead, 20)
        self.lead.with_user(self.seller).message_post(body="Wrote to Anna", message_type='comment')
        self.assertFalse(self.met(rule))
        other = self._lead()
        self._created(other, 20)
        self.assertEqual(self.met(rule), other)
        other.invalidate_recordset()
        self.assertGreaterEqual(other.silence_days, 20)

    def test_confidential_talks_count_for_nobody(self):
        rule = self._rule('silence', days=14)
        self._created(self.lead, 20)
        self._log(lead_id=self.lead.id, confidentiality='private')
        self.assertEqual(self.met(rule), self.lead)

    def test_closed_ones_are_left_alone(self):
        rule = self._rule('silence', days=14)
        won, lost = self._lead(), self._lead()
        won.action_set_won()
        lost.action_set_lost()
        for lead in won | lost:
            self._created(lead, 20)
        self.assertFalse(self.met(rule))

    def test_what_held_before_is_left_alone_or_caught_up(self):
        self._created(self.lead, 200)
        rule = self._rule('silence', days=14, on=False)
        rule.action_switch_on()
        self.assertFalse(self.met(rule))
        rule.action_switch_off()
        rule.action_switch_on_catching_up()
        self.assertEqual(self.met(rule), self.lead)
        self.assertFalse(rule.catches_up, "only once")
        self.env['crm.playbook.run']._gc_old()
        self.assertEqual(len(self._runs(rule)), 1)

    # No activity

    def test_without_an_activity(self):
        rule = self._rule('idle', days=3)
        self._created(self.lead, 5)
        busy = self._lead()
        self._created(busy, 5)
        busy.activity_schedule('mail.mail_activity_data_todo', user_id=self.seller.id)
        self.assertEqual(self.met(rule), self.lead)
        self.assertFalse(self.met(rule), "now there is one, and it was met already")
        self._activities(self.lead).action_feedback(feedback="Done")
        self.assertFalse(self.met(rule), "done today")
        self.env.cr.execute("UPDATE mail_activity SET date_done = %s WHERE res_model = 'crm.lead' AND res_id = %s", [self.ago(days=4), self.lead.id])
        self.assertEqual(self.met(rule), self.lead, "idle again")

    # Promises

    def test_a_broken_promise(self):
        ours, theirs = self._rule('promise_broken', promise_side='ours'), self._rule('promise_broken', promise_side='theirs')
        promises = self.env['crm.promise'].with_user(self.seller).create([
            {'name': "Send samples", 'partner_id': self.contact.id, 'lead_id': self.lead.id, 'date_due': fields.Date.today()},
            {'name': "Send papers", 'partner_id': self.contact.id, 'date_due': fields.Date.today()},
            {'name': "Secret", 'partner_id': self.contact.id, 'lead_id': self.lead.id, 'date_due': fields.Date.today(), 'confidentiality': 'private'}])
        promises.action_break()
        self.contact.user_id = self.seller
        self._work()
        runs = self._runs(ours)
        self.assertEqual([(run.res_model, run.res_id) for run in runs], [('crm.lead', self.lead.id), ('res.partner', self.contact.id)])
        self.assertFalse(self._runs(theirs))
        self.assertEqual(self._activities(self.contact).user_id, self.seller)
        self.assertFalse(self.met(ours))
        promises[0].action_reopen()
        promises[0].action_break()
        self.assertEqual(self.met(ours), self.lead, "broken again")

    def test_kept_meanwhile(self):
        rule = self._rule('promise_broken')
        promise = self.env['crm.promise'].with_user(self.seller).create(
            {'name': "Send samples", 'partner_id': self.contact.id, 'lead_id': self.lead.id, 'date_due': fields.Date.today()})
        promise.action_break()
        promise.action_keep()
        self.assertFalse(self.met(rule))

    # Quotations

    def quotation(self, **values):
        order = self.env['sale.order'].create({
            'partner_id': self.contact.id, 'opportunity_id': self.lead.id, 'state': 'sent', **values})
        self.env.flush_all()
        self.env.cr.execute("UPDATE sale_order SET create_date = %s WHERE id = %s", [self.ago(days=100), order.id])
        return order

    def test_a_quotation_about_to_expire_and_expired(self):
        expiring, expired = self._rule('quotation_expiring', days=3), self._rule('quotation_expired')
        order = self.quotation(validity_date=fields.Date.today() + timedelta(days=2))
        self.quotation(validity_date=fields.Date.today() + timedelta(days=10))
        self.quotation(validity_date=fields.Date.today() - timedelta(days=2), state='sale')
        self.assertEqual(self.met(expiring), self.lead)
        self.assertFalse(self._runs(expired))
        order.validity_date = fields.Date.today() - timedelta(days=1)
        self.assertEqual(self.met(expired), self.lead)
        self.assertFalse(self.met(expired))
        self.assertEqual(len(self._runs(expiring)), 1)

    def test_a_quotation_without_an_opportunity_goes_to_the_customer(self):
        rule = self._rule('quotation_expired', [])
        self.quotation(opportunity_id=False, validity_date=fields.Date.today() - timedelta(days=2))
        self.assertEqual(self.met(rule), self.contact)
        rule = self._rule('quotation_expired', [], team_ids=[Command.set(self.team.ids)])
        self.assertFalse(self.met(rule), "customers have no team")

    def test_the_customer_opens_the_quotation(self):
        rule = self._rule('quotation_viewed')
        order = self.quotation()
        self.assertFalse(self.met(rule))
        # What the host's portal posts when the link is opened.
        order.message_post(body="Quotation viewed by customer", subtype_xmlid='sale.mt_order_viewed')
        self.assertEqual(self.met(rule), self.lead)
        self.assertFalse(self.met(rule))

    # Invoices, birthdays, new leads

    def test_an_overdue_invoice(self):
        rule = self._rule('invoice_overdue', days=5, partner_domain=f"[('id', '=', {self.company.id})]")
        late, fresh = self._post_invoice(self.contact), self._post_invoice(self.contact)
        late.line_ids.date_maturity = late.invoice_date_due = fields.Date.today() - timedelta(days=6)
        fresh.line_ids.date_maturity = fresh.invoice_date_due = fields.Date.today() - timedelta(days=2)
        self.company.user_id = self.seller
        self.assertEqual(self.met(rule), self.company)
        self.assertEqual(self._activities(self.company).user_id, self.seller)
        self.assertFalse(self.met(rule))

    def test_a_birthday(self):
        day = fields.Date.today() + timedelta(days=3)
        self.contact.write({'birthday': f'--{day:%m-%d}', 'user_id': self.seller.id})
        rule = self._rule('birthday', days=3, partner_domain="[('user_id', '!=', False)]")
        self.assertEqual(self.met(rule), self.contact)
        self.assertFalse(self.met(rule))
        self.assertFalse(self.met(self._rule('birthday', days=20)))

    def test_a_new_lead_from_a_source(self):
        fair, web = self.env['utm.source'].create([{'name': "Fair"}, {'name': "Web"}])
        rule = self._rule('new_lead', source_ids=[Command.set(fair.ids)])
        lead = self._lead(type='lead', source_id=fair.id, name="Raw")
        self._lead(type='lead', source_id=web.id)
        at_once = self._lead(source_id=fair.id, name="Opportunity")
        self.assertEqual(self._runs(rule).lead_id, at_once, "an opportunity at once, a lead by the job")
        self.assertEqual(self.met(rule), lead)

    # The calendar

    def test_by_the_calendar(self):
        now = fields.Datetime.now()
        self.administrator.tz = 'UTC'
        rule = self._rule('timer', cadence='week', weekday=str(now.weekday()), hour=0, lead_domain=f"[('id', '=', {self.lead.id})]")
        self._created(self.lead, 3)
        self.assertEqual(self.met(rule), self.lead)
        self.assertFalse(self.met(rule))
        other_day = self._rule('timer', cadence='week', weekday=str((now.weekday() + 1) % 7), hour=0)
        self.assertFalse(self.met(other_day))

    def test_over_customers(self):
        self.administrator.tz = 'UTC'
        rule = self._rule('timer', [{'kind': 'tag', 'category_ids': [Command.create({'name': "Weekly"})]}], cadence='month',
                          month_day=fields.Datetime.now().day, hour=0, timer_on='partner', partner_domain=f"[('id', '=', {self.company.id})]")
        self.assertEqual(self.met(rule), self.company)
        self.assertEqual(self.company.category_id.name, "Weekly")

    # The job

    def test_batches(self):
        leads = self.env['crm.lead'].create([
            {'name': f"Lead {number}", 'type': 'opportunity', 'team_id': self.team.id, 'user_id': self.seller.id} for number in range(7)])
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_lead SET create_date = %s WHERE id = ANY(%s)", [self.ago(days=15), leads.ids])
        leads.invalidate_recordset()
        rule = self._rule('silence', [], days=14)
        with self.patch_batch(3):
            self._work()
        self.assertEqual(self._runs(rule).lead_id, leads)
        self.assertEqual(len(self._runs(rule)), 7)

    def patch_batch(self, size):
        return patch('odoo.addons.crm_customer_record.models.crm_playbook_work.BATCH', size)

    def test_the_log_forgets_what_is_long_over(self):
        old, kept = self._rule('new_lead', [], team_ids=[Command.set(self.team.ids)]), self._rule('silence', [], days=1)
        self._created(self.lead, 3)
        self._work()
        self.env.cr.execute("UPDATE crm_playbook_run SET create_date = %s", [self.ago(days=400)])
        self.env['crm.playbook.run']._gc_old()
        self.assertFalse(self._runs(old))
        self.assertEqual(self._runs(kept).lead_id, self.lead, "an open silence is not forgotten")


@tagged('post_install', '-at_install')
class TestQuotationViewed(PlaybookCase, HttpCase):
    """What the host notes when a customer opens the link of a quotation."""

    def test_the_customer_opens_the_link(self):
        rule = self._rule('quotation_viewed')
        order = self.env['sale.order'].create({'partner_id': self.contact.id, 'opportunity_id': self.lead.id, 'state': 'sent'})
        url = order.get_portal_url()
        self._work()
        self.assertFalse(self._runs(rule))
        self.assertEqual(self.url_open(url).status_code, 200)
        self._work()
        self.assertEqual(self._runs(rule).lead_id, self.lead)
        self.url_open(url)
        self._work()
        self.assertEqual(len(self._runs(rule)), 1, "the same browser on the same day")
