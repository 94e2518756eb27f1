import contextlib

from odoo.tests import tagged

from .common_timeline import TimelineCase


@tagged('post_install', '-at_install')
class TestTimelineLinks(TimelineCase):
    """Links are written with the transaction, follow what they link, and keep the account of that time."""

    def links(self, record):
        source = {'mail.message': 'message', 'calendar.event': 'meeting'}[record._name]
        self.env.flush_all()
        self.env['crm.timeline.link']._write_pending()
        links = self.env['crm.timeline.link'].search([('source', '=', source), ('res_id', '=', record.id)])
        return {(link.partner_id, link.account_id) for link in links}

    def count(self, message_ids):
        self.cr.execute("SELECT count(*) FROM crm_timeline_link WHERE source = 'message' AND res_id = ANY(%s)", [message_ids])
        return self.cr.fetchone()[0]

    def test_links_are_written_once_before_the_commit(self):
        self.cr.precommit.run()
        messages = [self.comment(self.account, f"Hello {number}").id for number in range(5)]
        self.env.flush_all()
        self.assertEqual(self.count(messages), 0)
        inserts = []
        execute = type(self.cr._obj).execute

        class Spy:
            def __init__(self, cursor):
                self._cursor = cursor

            def __getattr__(self, name):
                return getattr(self._cursor, name)

            def execute(self, query, *args):
                inserts.append(b'INTO crm_timeline_link' in (query if isinstance(query, bytes) else str(query).encode()))
                return execute(self._cursor, query, *args)

        self.patch(self.cr, '_obj', Spy(self.cr._obj))
        self.cr.flush()
        self.assertEqual(sum(inserts), 1)
        self.assertEqual(self.count(messages), 5)
        inserts.clear()
        self.cr.flush()
        self.page()
        self.assertFalse(any(inserts))

    def test_a_message_shows_in_the_transaction_that_wrote_it(self):
        message = self.comment(self.account)
        self.assertIn(f'mail.message,{message.id}', self.keys())

    def test_what_is_rolled_back_leaves_no_link(self):
        kept = self.comment(self.account, "kept")
        with contextlib.suppress(ZeroDivisionError), self.cr.savepoint():
            lost = self.comment(self.account, "lost").id
            self.page()
            raise ZeroDivisionError
        after = self.comment(self.account, "after")
        self.cr.flush()
        self.assertEqual(self.count([kept.id]), 1)
        self.assertEqual(self.count([after.id]), 1)
        self.assertEqual(self.count([lost]), 0)

    def test_whom_a_message_concerns(self):
        oak = self.account
        message = self.comment(self.lead(self.ann), partner_ids=(self.bob | self.stranger.partner_id).ids)
        self.assertEqual(self.links(message), {(self.ann, oak), (self.bob, oak)}, "colleagues are left out")
        outsider = self.env['res.partner'].create({'name': "Judge"})
        message = self.comment(self.account, author=outsider)
        self.assertEqual(self.links(message), {(oak, oak), (outsider, outsider)})

    def test_deleted_messages_and_meetings_take_their_links(self):
        message, event = self.comment(self.account), self.meet()
        self.assertTrue(self.links(message) and self.links(event))
        ids = {'message': message.id, 'meeting': event.id}
        message.unlink()
        event.unlink()
        self.cr.flush()
        for source, res_id in ids.items():
            self.assertFalse(self.env['crm.timeline.link'].search([('source', '=', source), ('res_id', '=', res_id)]))

    def test_a_deal_that_gets_its_customer_brings_its_messages(self):
        lead = self.env['crm.lead'].create({'name': "Unknown caller", 'type': 'opportunity'})
        message = self.comment(lead)
        self.assertFalse(self.links(message))
        lead.partner_id = self.ann
        self.assertEqual(self.links(message), {(self.ann, self.account)})
        other = self.env['res.partner'].create({'name': "Elm", 'is_company': True})
        lead.partner_id = other
        self.assertEqual(self.links(message), {(other, other)})

    def test_who_changes_employer_leaves_the_history_where_it_happened(self):
        elm = self.env['res.partner'].create({'name': "Elm", 'is_company': True})
        old = [self.log(), self.order(partner=self.ann), self.lead(self.ann), self.comment(self.ann), self.meet(self.ann)]
        self.cr.flush()
        self.ann.parent_id = elm
        new = [self.log(), self.order(partner=self.ann), self.lead(self.ann), self.comment(self.ann), self.meet(self.ann)]
        for record in old:
            self.assertShown(record, [self.manager])
            self.assertShown(record, [], [self.manager], partner=elm)
            self.assertShown(record, [self.manager], partner=self.ann)
        for record in new:
            self.assertShown(record, [], [self.manager])
            self.assertShown(record, [self.manager], partner=elm)
            self.assertShown(record, [self.manager], partner=self.ann)
        old[-1].start = '2026-05-05 10:00:00'
        self.assertEqual(self.links(old[-1]), {(self.ann, self.account)}, "moving a meeting does not move its account")
        self.ann.parent_id = False
        for record in old + new:
            self.assertShown(record, [self.manager], partner=self.ann)

    def test_merged_contacts_keep_one_history(self):
        twin = self.env['res.partner'].create({'name': "Ann", 'parent_id': self.account.id})
        both = self.comment(self.account, partner_ids=(self.ann | twin).ids)
        only_twin = self.comment(twin)
        talk = self.log(partner=twin)
        meeting = self.meet(self.ann | twin)
        self.cr.flush()
        self._merge(self.ann | twin, self.ann)
        self.assertEqual(self.links(both), {(self.account, self.account), (self.ann, self.account)})
        for record in (both, only_twin, talk, meeting):
            self.assertShown(record, [self.manager], partner=self.ann)
            self.assertShown(record, [self.manager])

    def test_a_private_person_merged_into_a_contact_shows_with_the_account(self):
        person = self.env['res.partner'].create({'name': "Ann"})
        records = [self.log(partner=person), self.order(partner=person), self.lead(person), self.comment(person),
                   self.meet(person)]
        self.cr.flush()
        self.assertEqual(records[1].timeline_account_id, person)
        self._merge(self.ann | person, self.ann)
        self.env.invalidate_all()
        self.assertEqual(records[1].timeline_account_id, self.account)
        for record in records:
            self.assertShown(record, [self.manager])
            self.assertShown(record, [self.manager], partner=self.ann)

    def _merge(self, partners, target):
        self.env['base.partner.merge.automatic.wizard'].create({})._merge(partners.ids, target)
        self.cr.flush()

    def test_a_customer_who_follows_a_deal_has_its_mails(self):
        lead = self.lead(self.ann)
        lead.message_subscribe(self.bob.ids)
        message = self.comment(lead)
        self.assertEqual(self.links(message), {(self.ann, self.account), (self.bob, self.account)})
        self.assertEqual([entry['kind'] for entry in self.entries() if entry['key'] == f'mail.message,{message.id}'], ['email'])

    def test_installation_fills_what_was_there(self):
        """Both ways of writing links, from memory and from the tables, say the same of every kind of message."""
        lead, outsider = self.lead(self.ann), self.env['res.partner'].create({'name': "Judge"})
        lead.message_subscribe(self.bob.ids)
        self.cr.flush()
        for values in ({'user_id': self.stranger.id}, {'priority': '2'}, {
                'stage_id': self.env['crm.stage'].search([('id', '!=', lead.stage_id.id)], limit=1).id}):
            lead.write(values)
            self.cr.flush()
        lead.action_set_lost()
        self.ann.parent_id = False
        activity = lead.activity_schedule('mail.mail_activity_data_call', user_id=self.seller.id)
        activity.action_feedback("Done")
        records = [self.comment(self.account), self.comment(lead, partner_ids=self.bob.ids), self.meet(),
                   self.comment(lead, author=outsider), self.comment(lead, subtype_xmlid='mail.mt_note'),
                   self.comment(self.account, message_type='email'), self.comment(self.account, message_type='sms')]
        self.cr.flush()
        self.assertTrue(all(self.links(record) for record in records))
        before = self._table()
        kinds = {row[3] for row in before}
        self.assertLessEqual({'comment', 'email', 'note', 'message', 'calendar', 'activity', 'opportunity', 'stage',
                              'handover', 'career', 'log'}, kinds)
        # What happened before somebody moved belongs, at installation, to the account of today.
        self.cr.execute("UPDATE crm_timeline_link SET account_id = partner.commercial_partner_id"
                        " FROM res_partner partner WHERE partner.id = partner_id")
        before = self._table()
        self.cr.execute("DELETE FROM crm_timeline_link")
        self.env['crm.timeline.link']._fill()
        self.maxDiff = None
        self.assertEqual(self._table(), before)

    def _table(self):
        self.cr.execute("SELECT partner_id, account_id, source, kind, res_id, date, user_id FROM crm_timeline_link"
                        " ORDER BY source, res_id, partner_id")
        return self.cr.fetchall()

    def test_nobody_reads_links_as_such(self):
        for user in (self.seller, self.manager, self.accountant):
            self.assertFalse(self.env['crm.timeline.link'].with_user(user).has_access('read'))
