import contextlib

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged

from ..models.crm_lead_closing import ClosingError
from .common_stages import StageCase
from .import_common import ImportCase


class ClosingCase(StageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['crm.closing.rule'].search([]).active = False
        cls.env['crm.lost.reason'].search([]).ask_again_months = 0
        cls.price, cls.stock = cls.env['crm.lost.reason'].create([{'name': "Price"}, {'name': "No stock"}])
        cls.quality = cls.env['crm.won.reason'].create({'name': "Better"})
        cls.rival = cls.env['res.partner'].create({'name': "ACME Rivals", 'is_company': True})

    @classmethod
    def _rule(cls, event='lost', **values):
        return cls.env['crm.closing.rule'].create({'event': event, **values})

    def _dialog(self, leads, **values):
        """Lose opportunities by the dialog of the host."""
        with Form(leads.env['crm.lead.lost'].with_context(default_lead_ids=leads.ids)) as form:
            for name, value in values.items():
                form[name] = value
        return form.save().action_lost_reason_apply()


@tagged('post_install', '-at_install')
class TestClosing(ClosingCase):
    """What is asked when opportunities are lost or won, and that nobody closes them without."""

    def test_nothing_is_asked_without_a_rule(self):
        self.lead.action_set_lost()
        self.assertEqual(self.lead.won_status, 'lost')
        self.lead.action_restore()
        self.lead.action_set_won_rainbowman()
        self.assertEqual(self.lead.won_status, 'won')

    def test_without_a_rule_no_query_is_added(self):
        rule = self.env['crm.closing.rule']
        rule._in_memory(), self.env['crm.lost.reason']._months_to_ask_again()
        self.env.flush_all()
        with self.assertQueryCount(0):
            self.assertFalse(rule._is_binding())
            self.assertFalse(self.lead._closing_asked('won'))
            self.assertFalse(self.lead._asks_again())

    def test_no_path_loses_it_without_the_reason(self):
        self._rule(asks_reason=True)
        for user in (self.seller, self.manager, self.administrator):
            lead = self._lead(name="Deal").with_user(user)
            for path in (
                lambda lead: lead.action_set_lost(),
                lambda lead: lead.write({'active': False, 'probability': 0}),
                lambda lead: call_kw(lead.env['crm.lead'], 'web_save', [lead.ids, {'active': False, 'probability': 0}], {'specification': {}}),
                lambda lead: (lead.write({'probability': 0}), lead.action_archive()),
                lambda lead: lead.env['crm.lead.lost'].create({'lead_ids': [Command.set(lead.ids)]}).action_lost_reason_apply(),
                lambda lead: (lead.write({'type': 'lead'}), lead.action_set_lost(), lead.write({'type': 'opportunity'})),
            ):
                with self.env.cr.savepoint() as savepoint:
                    with self.assertRaisesRegex(UserError, "Lost Reason"):
                        path(lead)
                    savepoint.rollback()
                self.env.invalidate_all()
                self.assertEqual((lead.active, lead.won_status), (True, 'pending'))
            lead.action_set_lost(lost_reason_id=self.price.id)
            self.assertEqual((lead.won_status, lead.lost_reason_id), ('lost', self.price))

    def test_who_catches_the_error_finds_nothing_lost(self):
        self._rule(asks_reason=True)
        with contextlib.suppress(UserError):
            self.lead.action_set_lost()
        with contextlib.suppress(UserError):
            self.lead.write({'active': False, 'probability': 0, 'name': "Gone"})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((self.lead.active, self.lead.won_status, self.lead.name), (True, 'pending', "Kitchen"))

    def test_none_of_many_is_lost_if_one_lacks_the_answer(self):
        self._rule(asks_competitor=True)
        other = self._lead(name="Bathroom", competitor_id=self.rival.id)
        with self.assertRaises(ClosingError) as caught:
            (self.lead | other).action_set_lost(lost_reason_id=self.price.id)
        told = caught.exception.context['crm_closing']
        self.assertEqual((told['event'], told['lead_ids'], told['fields']), ('lost', self.lead.ids, ['competitor_id']))
        self.env.invalidate_all()
        self.assertEqual((self.lead | other).mapped('won_status'), ['pending', 'pending'])
        self._dialog(self.lead | other, lost_reason_id=self.price, competitor_id=self.rival)
        self.assertEqual((self.lead | other).mapped('won_status'), ['lost', 'lost'])

    def test_what_is_archived_without_probability_is_lost_too(self):
        """The host archives before it writes the reason: that alone loses what has no probability."""
        self._rule(asks_reason=True)
        self.lead.write({'probability': 0})
        self.lead.action_set_lost(lost_reason_id=self.price.id)
        self.assertEqual((self.lead.won_status, self.lead.lost_reason_id), ('lost', self.price))

    def test_archiving_is_no_loss(self):
        self._rule(asks_reason=True)
        self.lead.write({'probability': 40})
        self.lead.action_archive()
        self.assertEqual((self.lead.active, self.lead.won_status), (False, 'pending'))

    def test_created_lost(self):
        self._rule(asks_reason=True)
        with self.assertRaises(UserError):
            self._lead(active=False, probability=0)
        lead = self._lead(active=False, probability=0, lost_reason_id=self.price.id)
        self.assertEqual(lead.won_status, 'lost')

    def test_the_answer_is_not_taken_away_again(self):
        self._rule(asks_reason=True)
        self._rule(asks_competitor=True, lost_reason_ids=[Command.set(self.price.ids)])
        self.lead.action_set_lost(lost_reason_id=self.stock.id)
        with self.assertRaises(UserError):
            self.lead.write({'lost_reason_id': False})
        with self.assertRaisesRegex(UserError, "Competitor"):
            self.lead.write({'lost_reason_id': self.price.id})
        self.lead.write({'lost_reason_id': self.price.id, 'competitor_id': self.rival.id})
        self.lead.action_restore()
        self.assertEqual((self.lead.won_status, self.lead.lost_reason_id.id), ('pending', False))

    def test_old_losses_stay_as_they_are(self):
        self.lead.action_set_lost()
        self._rule(asks_reason=True, asks_competitor=True)
        self.lead.write({'competitor_id': self.rival.id})
        self.lead.write({'user_id': self.mate.id})
        self.assertEqual((self.lead.won_status, self.lead.competitor_id), ('lost', self.rival))

    def test_for_a_team_a_line_a_company_a_reason(self):
        line = self.env['crm.service.line'].create({'name': "Fit-out"})
        company = self.env['res.company'].create({'name': "Another"})
        for values, matching, other in (
            ({'team_ids': [Command.set(self.team.ids)]}, {}, {'team_id': self.other_team.id, 'stage_id': False}),
            ({'service_line_ids': [Command.set(line.ids)]}, {'service_line_id': line.id}, {}),
            ({'company_id': self.env.company.id}, {'company_id': self.env.company.id}, {'company_id': False}),
            ({'company_id': company.id}, None, {'company_id': self.env.company.id}),
        ):
            rule = self._rule(asks_competitor=True, **values)
            # As the system: sellers see their own team only.
            if matching is not None:
                with self.assertRaises(UserError):
                    self.env['crm.lead'].create({'name': "Deal", 'type': 'opportunity', 'team_id': self.team.id, **matching}).action_set_lost()
            self.env['crm.lead'].create({'name': "Deal", 'type': 'opportunity', 'team_id': self.team.id, **other}).action_set_lost()
            rule.unlink()
        self._rule(asks_competitor=True, lost_reason_ids=[Command.set(self.price.ids)])
        with self.assertRaises(UserError):
            self.lead.action_set_lost(lost_reason_id=self.price.id)
        self.lead.action_set_lost(lost_reason_id=self.stock.id)

    def test_leads_are_left_alone(self):
        self._rule(asks_reason=True)
        lead = self._lead(type='lead')
        lead.action_set_lost()
        self.assertEqual(lead.won_status, 'lost')

    def test_the_dialog_asks(self):
        self._rule(asks_reason=True)
        self._rule(asks_competitor=True, lost_reason_ids=[Command.set(self.price.ids)])
        self._rule(asks_note=True, lost_reason_ids=[Command.set(self.stock.ids)])
        form = Form(self.lead.env['crm.lead.lost'].with_context(default_lead_ids=self.lead.ids))
        self.assertTrue(form._get_modifier('lost_reason_id', 'required'))
        self.assertFalse(form._get_modifier('lost_feedback', 'required'))
        form.lost_reason_id = self.price
        self.assertTrue(form._get_modifier('competitor_id', 'required'))
        form.lost_reason_id = self.stock
        self.assertFalse(form._get_modifier('competitor_id', 'required'))
        self.assertTrue(form._get_modifier('lost_feedback', 'required'))
        form.lost_feedback = "<p>Sold out, sorry</p>"
        form.save().action_lost_reason_apply()
        self.assertEqual((self.lead.won_status, self.lead.lost_reason_id, self.lead.closing_note), ('lost', self.stock, "Sold out, sorry"))

    def test_the_dialog_of_a_foreign_opportunity_changes_nothing(self):
        with self.assertRaises(AccessError):
            self.env(user=self.stranger)['crm.lead.lost'].create(
                {'lead_ids': [Command.set(self.lead.ids)], 'competitor_id': self.rival.id}).action_lost_reason_apply()
        self.env.invalidate_all()
        self.assertEqual((self.lead.sudo().competitor_id.id, self.lead.sudo().won_status), (False, 'pending'))

    def test_won_is_asked_lightly(self):
        self._rule('won', asks_reason=True, asks_competitor=True, is_required=False)
        action = self.lead.action_set_won_rainbowman()
        self.assertEqual((action['res_model'], self.lead.won_status), ('crm.lead.won', 'pending'))
        form = Form(self.lead.env['crm.lead.won'].with_context(**action['context']))
        self.assertFalse(form._get_modifier('won_reason_id', 'invisible'))
        self.assertFalse(form._get_modifier('won_reason_id', 'required'))
        form.save().action_apply()
        self.assertEqual((self.lead.won_status, self.lead.won_reason_id.id), ('won', False))

    def test_won_where_it_must_be_said(self):
        self._rule('won', asks_reason=True)
        with self.assertRaisesRegex(UserError, "press \"Won\""):
            self.lead.write({'stage_id': self.won.id})
        self.env.invalidate_all()
        self.assertEqual(self.lead.stage_id, self.first)
        form = Form(self.lead.env['crm.lead.won'].with_context(default_lead_ids=self.lead.ids))
        self.assertTrue(form._get_modifier('won_reason_id', 'required'))
        form.won_reason_id = self.quality
        form.save().action_apply()
        self.assertEqual((self.lead.won_status, self.lead.won_reason_id), ('won', self.quality))

    def test_merging_keeps_the_competitor(self):
        other = self._lead(name="Bathroom", competitor_id=self.rival.id)
        kept = (self.lead | other).merge_opportunity()
        self.assertEqual(kept.competitor_id, self.rival)

    def test_rules_make_sense(self):
        for values in (
            {}, {'asks_reason': True, 'lost_reason_ids': [Command.set(self.price.ids)]},
            {'event': 'won', 'asks_note': True, 'lost_reason_ids': [Command.set(self.price.ids)]},
        ):
            with self.assertRaises(ValidationError):
                self._rule(**values)

    def test_who_may_change_rules(self):
        for user in (self.seller, self.manager):
            with self.assertRaises(AccessError):
                self.env(user=user)['crm.closing.rule'].create({'asks_reason': True})
        rule = self.env(user=self.administrator)['crm.closing.rule'].create({'asks_reason': True})
        self.assertTrue(rule.with_user(self.seller).display_name)
        with self.assertRaises(AccessError):
            rule.with_user(self.accountant).check_access('read')


@tagged('post_install', '-at_install')
class TestClosingImport(ImportCase):
    def test_a_row_without_the_reason_stays_outside(self):
        self.env['crm.closing.rule'].search([]).active = False
        self.env['crm.closing.rule'].create({'asks_reason': True})
        dealer = self._user('closing_dealer', 'crm_customer_record.group_import,sales_team.group_sale_salesman_all_leads')
        lines = ('Opportunity;Company;Status;Lost reason', 'Sofa;Alpha Ltd;Lost;', 'Desk;Alpha Ltd;Lost;Too expensive', 'Lamp;Alpha Ltd;;')
        record = self.run_import(self.env['crm.import'].with_user(dealer).load_file(
            'opportunity', 'deals.csv', '\n'.join(lines).encode(), options={'country': 'RU'}))
        rows = record.row_ids.sorted('row_number')
        self.assertEqual(rows.mapped('state'), ['rejected', 'done', 'done'])
        self.assertIn("Lost Reason", rows[0].error)
        self.assertFalse(self.env['crm.lead'].with_context(active_test=False).search([('name', '=', "Sofa")]))
        self.assertEqual(self.env['crm.lead'].browse(rows[1].res_id).won_status, 'lost')
