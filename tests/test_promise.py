from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common_promises import PromiseCase


@tagged('post_install', '-at_install')
class TestPromise(PromiseCase):
    def test_name_side_and_day_are_enough_in_a_talk(self):
        lead = self.env['crm.lead'].create({
            'name': "Deal", 'partner_id': self.company.id, 'user_id': self.seller.id, 'team_id': self.team.id})
        day = fields.Datetime.now() - timedelta(days=2)
        talk = self._talk(lead_id=lead.id, date=day, side='theirs')
        promise = talk.promise_ids
        self.assertEqual((promise.partner_id, promise.account_id), (self.contact, self.company))
        self.assertEqual((promise.user_id, promise.team_id), (self.seller, self.team))
        self.assertEqual((promise.company_id, promise.currency_id), (self.env.company, self.env.company.currency_id))
        self.assertEqual((promise.lead_id, promise.date), (lead, talk.date))
        self.assertEqual((promise.state, promise.kind, promise.side), ('open', 'other', 'theirs'))

    def test_form_of_a_talk_takes_promises(self):
        form = Form(self.env['crm.interaction'].with_user(self.seller))
        form.partner_id = self.contact
        form.summary = "Talked about samples"
        with form.promise_ids.new() as line:
            line.name = "Send samples"
            line.date_due = self.friday
        with form.promise_ids.new() as line:
            line.side = 'theirs'
            line.name = "Decide"
            line.date_due = self.friday
        talk = form.save()
        self.assertEqual(talk.promise_ids.mapped('side'), ['ours', 'theirs'])
        self.assertEqual((talk.promise_ids.partner_id, talk.promise_ids.user_id), (self.contact, self.seller))
        with Form(talk) as form, form.promise_ids.edit(0) as line:
            line.name = "Send oak samples"
        self.assertEqual(talk.promise_ids[0].name, "Send oak samples")

    def test_a_promise_costs_few_queries(self):
        self._talk()

        def queries(**values):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._log(**values).flush_recordset()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        line = {'name': "Send samples", 'side': 'ours', 'date_due': self.friday}
        queries()
        plain = queries()
        one = queries(promise_ids=[Command.create(line)])
        five = queries(promise_ids=[Command.create(line)] * 5)
        self.assertLessEqual(one - plain, 3)
        self.assertEqual(five, one)

    def test_alone_it_belongs_to_whoever_makes_it(self):
        promise = self._promise()
        self.assertEqual((promise.user_id, promise.team_id, promise.account_id), (self.seller, self.team, self.company))
        self.assertEqual(promise.confidentiality, 'normal')
        self.assertLess(fields.Datetime.now() - promise.date, timedelta(minutes=1))

    def test_account_stays_when_the_contact_changes_employer(self):
        talk = self._talk()
        other = self.env['res.partner'].create({'name': "Vega", 'is_company': True})
        self.contact.parent_id = other
        self.assertEqual(talk.promise_ids.account_id, self.company)
        late = self._promise(interaction_id=talk.id)
        self.assertEqual(late.account_id, self.company, "made in a talk with the former employer")
        self.assertEqual(self._promise().account_id, other)

    def test_corrected_talk_corrects_its_promises(self):
        talk = self._talk()
        other = self.env['res.partner'].create({'name': "Vega", 'is_company': True})
        talk.write({'partner_id': other.id})
        self.assertEqual((talk.promise_ids.partner_id, talk.promise_ids.account_id), (other, other))
        talk.confidentiality = 'private'
        self.assertEqual(talk.promise_ids.confidentiality, 'private')

    def test_overdue_is_found(self):
        late = self._promise(date_due=self.today - timedelta(days=1))
        kept = self._promise(date_due=self.today - timedelta(days=1), state='kept')
        today = self._promise(date_due=self.today)
        promises = late | kept | today
        self.assertEqual(promises.filtered('is_overdue'), late)
        Promise = self.env['crm.promise'].with_user(self.seller)
        mine = [('id', 'in', promises.ids)]
        self.assertEqual(Promise.search([*mine, ('is_overdue', '=', True)]), late)
        self.assertEqual(Promise.search([*mine, ('is_overdue', '=', False)]), kept | today)

    def test_what_makes_no_sense_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "in a few words"):
            self._promise(name="  ")
        elsewhere = self.env['res.partner'].create({'name': "Vega", 'is_company': True})
        lead = self.env['crm.lead'].create({'name': "Deal", 'partner_id': elsewhere.id, 'user_id': self.seller.id})
        with self.assertRaisesRegex(ValidationError, "belongs to Vega"):
            self._promise(lead_id=lead.id)

    def test_deleted_talk_takes_its_promises_along(self):
        talk = self._talk()
        promise = talk.promise_ids
        talk.unlink()
        self.assertFalse(promise.exists())

    def test_only_todays_slips_are_deleted(self):
        promise = self._promise()
        self.env.cr.execute("UPDATE crm_promise SET create_date = create_date - interval '2 days' WHERE id = %s", [promise.id])
        promise.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "Only what was entered today"):
            promise.unlink()
        promise.with_user(self.manager).unlink()

    def test_merged_partners_keep_their_promises(self):
        talk = self._talk()
        double = self.env['res.partner'].create({'name': "A. Petrova", 'parent_id': self.company.id})
        alone = self.env['res.partner'].create({'name': "Anna"})
        promises = self._promise(partner_id=double.id) | self._promise(partner_id=alone.id) | talk.promise_ids
        self.env['base.partner.merge.automatic.wizard']._merge((self.contact | double | alone).ids, self.contact)
        self.assertEqual((promises.partner_id, promises.account_id), (self.contact, self.company))

    def test_merged_opportunities_keep_their_promises(self):
        leads = self.env['crm.lead'].create([
            {'name': name, 'partner_id': self.company.id, 'user_id': self.seller.id, 'type': 'opportunity'}
            for name in ("One", "Two")])
        promises = self._promise(lead_id=leads[0].id) | self._promise(lead_id=leads[1].id)
        left = leads.merge_opportunity()
        self.assertEqual(promises.lead_id, left)
