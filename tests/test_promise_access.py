from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from .common_promises import PromiseCase


@tagged('post_install', '-at_install')
class TestPromiseAccess(PromiseCase):
    def assertReaders(self, promise, readers):
        """Exactly ``readers`` can read ``promise``, and everybody else finds it nowhere."""
        everybody = (self.seller | self.mate | self.stranger | self.leader | self.head | self.manager
                     | self.administrator | self.accountant | self.director)
        for user in everybody:
            found = self.env['crm.promise'].with_user(user).search([('id', '=', promise.id)])
            self.assertEqual(bool(found), user in readers, f"{user.name} searches")
            self.assertEqual(promise.with_user(user).has_access('read'), user in readers, f"{user.name} reads")

    @property
    def line(self):
        return self.seller | self.mate | self.leader | self.head | self.manager | self.administrator

    def test_normal_promise_reaches_the_team_and_those_above(self):
        self.assertReaders(self._promise(), self.line)
        self.assertReaders(self._talk().promise_ids, self.line)

    def test_responsible_colleague_and_salesperson_of_the_customer(self):
        promise = self._talk().promise_ids
        promise.user_id = self.stranger
        self.assertReaders(promise, self.line | self.stranger)
        promise = self._promise()
        self.company.user_id = self.stranger
        self.assertReaders(promise, self.line | self.stranger)

    def test_who_takes_part_in_the_talk_sees_what_was_promised(self):
        talk = self._talk(participant_ids=[(4, self.stranger.partner_id.id)])
        self.assertReaders(talk.promise_ids, self.line | self.stranger)

    def test_accountant_sees_invoiced_customers(self):
        promise = self._promise()
        self.assertReaders(promise, self.line)
        self._post_invoice(self.contact)
        self.env.invalidate_all()  # a request later
        self.assertReaders(promise, self.line | self.accountant)
        own = self._promise(self.accountant)
        self.assertTrue(own.has_access('write'))

    def test_nobodys_role(self):
        promise = self._promise()
        for user in (self.portal, self.employee, self.env.ref('base.public_user')):
            with self.assertRaises(AccessError):
                promise.with_user(user).read(['name'])
            with self.assertRaises(AccessError):
                self.env['crm.promise'].with_user(user).search_count([])

    def test_promise_of_a_confidential_talk_follows_the_talk(self):
        self.company.user_id = self.stranger
        self._post_invoice(self.contact)
        for confidentiality in ('private', 'team'):
            talk = self._talk(confidentiality=confidentiality)
            readers = self.seller | self.director if confidentiality == 'private' else self.line
            self.assertReaders(talk.promise_ids, readers)
            talk.sudo().participant_ids = self.stranger.partner_id
            self.assertReaders(talk.promise_ids, readers | self.stranger)

    def test_confidential_promise_for_who_cannot_see_the_talk(self):
        talk = self._talk(confidentiality='private')
        with self.assertRaisesRegex(ValidationError, "Mate cannot see the confidential talk"):
            talk.promise_ids.user_id = self.mate
        talk.promise_ids.sudo().user_id = self.mate  # a hand-over
        self.assertReaders(talk.promise_ids, self.seller | self.director)
        talk.participant_ids = self.mate.partner_id
        self.assertReaders(talk.promise_ids, self.seller | self.director | self.mate)

    def test_promise_is_as_confidential_as_its_talk(self):
        talk = self._talk(confidentiality='private')
        with self.assertRaisesRegex(ValidationError, "as confidential as the talk"):
            talk.promise_ids.confidentiality = 'normal'
        talk.confidentiality = 'normal'
        self.assertReaders(talk.promise_ids, self.line)

    def test_private_promise_without_a_talk(self):
        self.assertReaders(self._promise(confidentiality='private'), self.seller | self.director)
        self.assertReaders(
            self._promise(confidentiality='private', user_id=self.stranger.id), self.seller | self.stranger | self.director)

    def test_totals_and_searches_tell_nothing(self):
        self.company.user_id = self.mate
        self._talk(confidentiality='private', name="Buy Zanzibar", summary="Zanzibar")
        self._talk(name="Lunch")
        Promise = self.env['crm.promise'].with_user(self.mate)
        domain = [('account_id', '=', self.company.id)]
        self.assertEqual(Promise.search_count(domain), 1)
        self.assertEqual(Promise._read_group(domain, [], ['__count', 'amount:sum'])[0][0], 1)
        self.assertEqual(Promise.name_search("Zanzibar"), [])
        self.assertFalse(self.env['crm.interaction'].with_user(self.mate).search([('promise_ids.name', 'ilike', "Zanzibar")]))

    def test_nobody_hangs_a_promise_on_a_talk_out_of_sight(self):
        talk = self._log(confidentiality='private')
        with self.assertRaises(AccessError):
            self._promise(self.mate, interaction_id=talk.id)
        with self.assertRaises(AccessError):
            self._promise(self.stranger, interaction_id=self._log().id)
        own = self._promise(self.stranger)
        with self.assertRaises(AccessError):
            own.interaction_id = self._log()

    def test_only_own_promises_are_changed_except_by_leaders(self):
        promise = self._promise()
        with self.assertRaises(AccessError):
            promise.with_user(self.mate).name = "No"
        for user in (self.seller, self.leader, self.head, self.manager):
            promise.with_user(user).name = f"Corrected by {user.name}"

    def test_other_company_is_out_of_sight(self):
        other = self.env['res.company'].create({'name': "Other company"})
        both = new_test_user(self.env, 'cr_both', groups='base.group_user,crm_customer_record.group_manager')
        both.company_ids |= other
        promise = self._promise(both, company_id=other.id)
        self.assertFalse(promise.with_user(self.manager).has_access('read'))
        self.assertFalse(promise.with_user(self.director).has_access('read'))
        self.assertFalse(promise.with_user(both).with_context(allowed_company_ids=self.env.company.ids).has_access('read'))
        self.assertTrue(promise.with_user(both).with_context(allowed_company_ids=other.ids).has_access('read'))
