from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import tagged

from .test_closing import ClosingCase


@tagged('post_install', '-at_install')
class TestAskAgain(ClosingCase):
    """Who lost for a reason that passes is reminded, on the lost opportunity, as long as it makes sense."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.price.ask_again_months = 6
        cls.lead.company_id = cls.env.company

    def reminders(self, lead=None):
        lead = lead or self.lead
        return self.env['mail.activity'].search([('res_model', '=', 'crm.lead'), ('res_id', '=', lead.id)])

    def lose(self, lead=None, **values):
        (lead or self.lead).action_set_lost(**{'lost_reason_id': self.price.id, **values})

    def test_who_is_reminded_of_what_and_when(self):
        self.lead.competitor_id = self.rival
        self.lose(self.lead.with_user(self.manager))
        reminder = self.reminders()
        self.assertEqual(reminder.user_id, self.seller)
        self.assertEqual(reminder.date_deadline, fields.Date.context_today(self.lead) + relativedelta(months=6))
        for word in ("Kitchen", "Price", "ACME Rivals"):
            self.assertIn(word, reminder.summary)

    def test_seen_when_the_time_comes(self):
        """The host shows activities of lost opportunities among one's own; the card of the customer shows it as the next step."""
        self.lose()
        self.reminders().date_deadline = fields.Date.today() - relativedelta(days=1)
        groups = {group['model']: group for group in self.env(user=self.seller)['res.users']._get_activity_groups()}
        self.assertEqual(groups['crm.lead']['overdue_count'], 1)
        for user, partner in ((self.seller, self.company), (self.seller, self.contact)):
            step, = (tile for tile in partner.with_user(user).card_strip() if tile['key'] == 'step')
            self.assertIn("Ask again", step['value'])
            self.assertEqual(step['action']['res_id'], self.lead.id)

    def test_who_may_not_read_the_opportunity_sees_nothing(self):
        self.lose()
        self.assertFalse(self.env(user=self.stranger)['mail.activity'].search([('id', 'in', self.reminders().ids)]))
        for user in (self.stranger, self.accountant):
            step, = (tile for tile in self.company.with_user(user).card_strip() if tile['key'] == 'step')
            self.assertNotIn("Ask again", step['value'])

    def test_other_steps_of_lost_opportunities_do_not_show_on_the_card(self):
        self.lead.activity_schedule('mail.mail_activity_data_todo', fields.Date.today(), "Send offer", user_id=self.seller.id)
        self.lose()
        step, = (tile for tile in self.company.with_user(self.seller).card_strip() if tile['key'] == 'step')
        self.assertIn("Ask again", step['value'])

    def test_not_for_other_reasons_nor_without_one(self):
        self.lose(lost_reason_id=self.stock.id)
        other = self._lead(name="Bathroom")
        other.action_set_lost()
        self.assertFalse(self.reminders() | self.reminders(other))

    def test_once_even_when_archiving_alone_loses_it(self):
        self.lead.write({'probability': 0})
        self.lose()
        self.assertEqual(len(self.reminders()), 1)

    def test_withdrawn_when_the_loss_is_undone(self):
        self.lose()
        self.lead.with_user(self.manager).action_restore()
        self.assertFalse(self.reminders())
        self.lose()
        self.assertEqual(len(self.reminders()), 1)

    def test_the_reason_is_corrected(self):
        self.lose(lost_reason_id=self.stock.id)
        self.lead.lost_reason_id = self.price
        self.assertEqual(len(self.reminders()), 1)
        self.lead.lost_reason_id = self.stock
        self.assertFalse(self.reminders())

    def test_withdrawn_when_the_customer_buys_elsewhere(self):
        other = self._lead(user=self.mate, name="Bathroom", partner_id=self.company.id)
        stranger = self._lead(name="Garden", partner_id=self.rival.id)
        self.lose()
        self.lose(stranger)
        other.action_set_won()
        self.assertFalse(self.reminders())
        self.assertTrue(self.reminders(stranger))

    def test_what_is_done_stays(self):
        self.lose()
        self.reminders().with_user(self.seller).action_feedback("Asked, they build again")
        self.lead.action_restore()
        self.assertTrue(self.lead.message_ids.filtered(lambda message: "they build again" in message.body))

    def test_gone_with_what_is_merged_away_or_deleted(self):
        other = self._lead(name="Bathroom")
        self.lose(other)
        kept = (self.lead | other).with_user(self.manager).merge_opportunity()
        self.assertEqual(kept, self.lead)
        self.assertFalse(self.reminders())
        self.lose()
        reminder = self.reminders()
        self.lead.with_user(self.administrator).unlink()
        self.assertFalse(reminder.exists())

    def test_nobody_is_reminded_who_is_gone(self):
        self.seller.active = False
        self.lose(self.lead.with_user(self.manager))
        self.assertEqual(self.reminders().user_id, self.manager)

    def test_mass(self):
        leads = self.lead
        for index in range(5):
            leads |= self._lead(name=f"Deal {index}")
        self.lose(leads)
        self.assertEqual(len(leads.sudo().ask_again_activity_id), 6)
