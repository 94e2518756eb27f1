import datetime

from odoo import fields
from odoo.tests import Form, tagged

from .import_common import ImportCase

HEADER = 'Company;Contact person;Phone;Email;Call on;Topic;Notes;Salesperson'
ANN = 'Alpha Ltd;Ann Low;+44 20 7946 0018;ann@alpha.example;2026-03-02;Spring offer;Wants blue;'
BOB = 'Alpha Ltd;Bob High;+44 20 7946 0019;bob@alpha.example;;;;'
CARE = 'Care Ltd;;+44 20 7946 0155;office@care.example;soon;Spring offer;;Somebody Else'


@tagged('post_install', '-at_install')
class TestImportCallList(ImportCase):
    """People to call become customers and a next step of who is to call them, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call = cls.env.ref('mail.mail_activity_data_call')
        cls.seller.group_ids += cls.env.ref('sales_team.group_sale_salesman')
        cls.today = fields.Date.today()

    def calls(self, *lines, user=None, header=HEADER, name='spring.csv', **options):
        return self.env['crm.import'].with_user(user or self.seller).load_file(
            'call_list', name, '\n'.join([header, *lines]).encode(), options={'country': 'GB', **options})

    def written(self, record):
        return self.env['mail.activity'].with_context(active_test=False).browse(record.row_ids.sorted('row_number').mapped('res_id'))

    def assertDone(self, record, count):
        self.assertEqual((record.state, record.summary()['state']['done']), ('done', count), record.row_ids.mapped('error'))

    def test_people_become_customers_with_a_call(self):
        record = self.calls(ANN, BOB, CARE.replace('Somebody Else', self.colleague.login))
        self.assertEqual(record.column_ids.mapped('field_key'), [
            'company.name', 'person.name', 'person.phone', 'person.email', 'call.due', 'call.subject', 'call.notes', 'call.user'])
        record.call_date = self.today + datetime.timedelta(days=3)
        record.call_subject = "Hello"
        mails, followers = self.env['mail.mail'].search_count([]), self.env['mail.followers'].search_count([])
        self.assertDone(self.run_import(record), 3)
        ann, bob, care = self.written(record)
        self.assertEqual([(call.res_model, call.activity_type_id, call.active) for call in (ann, bob, care)], [('res.partner', self.call, True)] * 3)
        self.assertEqual([self.env['res.partner'].browse(call.res_id).name for call in (ann, bob, care)], ['Ann Low', 'Bob High', 'Care Ltd'])
        self.assertEqual([str(call.date_deadline) for call in (ann, bob)], ['2026-03-02', str(record.call_date)])
        self.assertEqual([call.summary for call in (ann, bob, care)], ["Spring offer", "Hello", "Spring offer"])
        self.assertIn('Wants blue', ann.note)
        self.assertIn('soon', care.note, "a day that cannot be read is not lost")
        self.assertEqual((ann.user_id, bob.user_id, care.user_id), (self.seller, self.seller, self.colleague))
        self.assertEqual(self.env['mail.mail'].search_count([]), mails, "nobody is told by mail")
        self.assertEqual(self.env['mail.followers'].search_count([]), followers, "nobody follows")

    def test_the_trial_shows_who_calls_when(self):
        shown = self.calls(ANN).preview_results()
        self.assertEqual((shown[0]['error'], shown[0]['cards'][0]['name']), (False, 'Spring offer'))
        self.assertEqual([line['text'] for line in shown[0]['cards'][0]['lines']], ['03/02/2026', self.seller.name])
        self.assertFalse(self.env['mail.activity'].search([('summary', '=', 'Spring offer')]), "only for a trial")

    def test_what_cannot_be_used_is_said(self):
        record = self.calls(CARE, ';;;;2026-03-02;Nobody;;')
        self.assertEqual({(line['key'], line['value']) for line in record.value_problems()}, {('call.due', 'soon'), ('call.user', 'Somebody Else')})
        self.assertEqual(self.row(record, 3).error, "The row names no customer")
        self.assertIn('Somebody Else', self.written(self.run_import(record))[:1].note)

    def test_a_list_is_called_once_however_often_it_comes(self):
        record = self.run_import(self.calls(ANN, BOB))
        self.written(record)[1].with_user(self.seller).action_feedback("Reached")
        again = self.calls(ANN, BOB, CARE, user=self.colleague)
        self.assertEqual([row.decision for row in again.row_ids.sorted('row_number')], ['skip', 'skip', 'create'])
        self.assertDone(self.run_import(again), 1)
        self.assertEqual(self.env['mail.activity'].with_context(active_test=False).search_count([('activity_type_id', '=', self.call.id), ('summary', '=', 'Spring offer')]), 2)

    def test_a_call_that_is_still_open_is_brought_up_to_date(self):
        call = self.written(self.run_import(self.calls(ANN)))
        later = self.calls(ANN.replace('2026-03-02', '2026-03-09'), update_policy='overwrite')
        self.assertEqual((later.row_ids.decision, later.row_ids.match_res_id), ('update', call.id))
        self.run_import(later)
        self.assertEqual((str(call.date_deadline), self.written(later)), ('2026-03-09', call))
        later.action_undo()
        self.env.invalidate_all()
        self.assertEqual(str(call.date_deadline), '2026-03-02', "as it was before the second list")
        call.with_user(self.seller).action_feedback("Reached")
        again = self.calls(ANN.replace('2026-03-02', '2026-04-06'))
        self.assertEqual(again.row_ids.decision, 'create', "a call that was made is no reason not to call again on another day")

    def test_who_stands_in_the_list_twice_is_called_once(self):
        record = self.run_import(self.calls(ANN, ANN.replace('0018', '0020').replace('Wants blue', 'Also red')))
        self.assertDone(record, 2)
        first, second = self.written(record)
        self.assertEqual(first, second)
        for text in ('Wants blue', 'Also red'):
            self.assertIn(text, first.note)
        record.action_undo()
        self.assertFalse(first.exists())

    def test_undo_takes_back_what_nobody_called_yet(self):
        record = self.run_import(self.calls(ANN, CARE))
        ann, care = self.written(record)
        person, company = (self.env['res.partner'].browse(call.res_id) for call in (ann, care))
        ann.with_user(self.seller).action_feedback("Reached her")
        record.action_undo()
        self.env.invalidate_all()
        self.assertFalse(care.exists() or company.exists())
        self.assertTrue(ann.exists() and person.exists(), "who was called stays")
        self.assertIn('Reached her', ''.join(person.message_ids.mapped('body')))

    def test_the_rules_of_assignment_give_out_the_calls(self):
        known = self.env['res.partner'].create({'name': 'Known Ltd', 'is_company': True, 'email': 'office@known.example', 'user_id': self.accountant.id})
        lines = [ANN, BOB, CARE.replace(';Somebody Else', ';'), 'Known Ltd;;;office@known.example;;Spring offer;;']
        record = self.calls(*lines, user=self.manager)
        record.write({'assign': 'rotate', 'assign_user_ids': [(6, 0, (self.seller | self.colleague).ids)]})
        self.assertEqual(sum(line['count'] for line in record.assignment_counts()), 3, "three customers")
        self.run_import(record)
        ann, bob, care, other = self.written(record)
        self.assertEqual(ann.user_id, bob.user_id, "one colleague for one company")
        self.assertEqual([ann.user_id, care.user_id, other.user_id], [self.seller, self.colleague, self.seller])
        self.assertEqual(known.user_id, self.accountant, "whose customer it is does not change")
        plain = self.run_import(self.calls(lines[3].replace('Spring', 'Summer'), user=self.manager))
        self.assertEqual(self.written(plain).user_id, self.accountant, "else the salesperson of the customer")

    def test_who_may_not_see_a_customer_does_not_get_the_call(self):
        self.env['ir.rule'].sudo().create({
            'name': "hidden from the colleague", 'model_id': self.env['ir.model']._get_id('res.partner'),
            'domain_force': f"[('name', '!=', 'Ann Low' if user.id == {self.colleague.id} else '')]"})
        record = self.run_import(self.calls(f'{ANN}{self.colleague.login}', BOB))
        self.assertEqual([row.state for row in record.row_ids.sorted('row_number')], ['rejected', 'done'])
        self.assertIn('may not see', self.row(record, 2).error)

    def test_colleagues_may_work_in_further_companies(self):
        (self.seller | self.colleague).company_ids += self.other_company
        record = self.run_import(self.calls(f'{ANN}{self.colleague.login}', BOB))
        self.assertDone(record, 2)
        self.assertEqual(self.written(record).mapped('user_id'), self.colleague | self.seller)

    def test_a_list_has_a_tag_and_a_seller_finds_the_own_calls_by_it(self):
        record = self.run_import(self.calls(ANN, CARE.replace('Somebody Else', self.colleague.login)))
        self.assertEqual(record.tag_ids.name, f'Call list spring {self.today}')
        person, company = (self.env['res.partner'].browse(call.res_id) for call in self.written(record))
        self.assertEqual(person.category_id & company.category_id, record.tag_ids)
        action = record.action_show_partners()
        self.assertEqual((action['res_model'], action['domain'][0][2]), ('res.partner', (person | company).ids))
        mine = [('activity_ids', 'any', [('user_id', '=', self.colleague.id), ('activity_type_id.category', '=', 'phonecall')]), ('category_id', 'in', record.tag_ids.ids)]
        view = self.env.ref('crm_customer_record.res_partner_view_search_calls')
        self.assertIn(str(mine[0]).replace(str(self.colleague.id), 'uid'), view.get_combined_arch().replace('&quot;', '"'))
        self.assertEqual(self.env['res.partner'].with_user(self.colleague).search(mine), company)
        self.assertTrue(self.env.ref('crm_customer_record.crm_import_call_menu').with_user(self.colleague)._filter_visible_menus())

    def test_what_was_chosen_in_the_form_holds(self):
        record = self.calls(BOB)
        tag = self.env['res.partner.category'].create({'name': "Fair"})
        with Form(record.with_user(self.seller)) as form:
            form.call_subject = "After the fair"
            form.tag_ids.add(tag)
        self.run_import(record)
        call = self.written(record)
        self.assertEqual((call.summary, self.env['res.partner'].browse(call.res_id).category_id), ("After the fair", tag))

    def test_only_customers_that_are_known(self):
        alpha = self.env['res.partner'].create({'name': 'Alpha Ltd', 'is_company': True})
        self.env['res.partner'].create({'name': 'Ann Low', 'parent_id': alpha.id, 'email': 'ann@alpha.example', 'phone': '+44 20 7946 0018'})
        record = self.calls(ANN, CARE, scope='known')
        self.assertEqual([row.decision for row in record.row_ids.sorted('row_number')][1], 'skip')
        self.run_import(record)
        self.assertEqual([bool(row.res_id) for row in record.row_ids.sorted('row_number')], [True, False])
        self.assertFalse(self.env['res.partner'].search([('name', '=', 'Care Ltd')]))
