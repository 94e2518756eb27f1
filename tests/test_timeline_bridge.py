from odoo import api, models
from odoo.fields import Domain
from odoo.tests import tagged

from odoo.addons.crm_customer_record.models.timeline_source import HISTORY, Kind, Source

from .common_timeline import TimelineCase


class ResourceTimeline(models.AbstractModel):
    """The worked example of doc/bridges.md: bank accounts of a partner as a source."""

    _inherit = 'crm.timeline'
    _register = False  # it is put under the engine by the test only

    @api.model
    def _timeline_sources(self):
        return super()._timeline_sources() + [
            Source(
                key='bank', model='res.partner.bank', rank=100, render='_timeline_banks', date='create_date',
                kinds=(Kind('bank', scopes=HISTORY),), accounts=('partner_id',), user='create_uid', texts=('acc_number',),
                fields=('acc_number', 'create_uid', 'partner_id'), domain=Domain('acc_number', '!=', 'hidden')),
            Source(key='gone', model='model.not.installed', rank=101, render='_timeline_banks', kinds=(Kind('bank'),),
                   fields=()),
        ]

    @api.model
    def _timeline_kinds(self):
        return {**super()._timeline_kinds(), 'bank': (self.env._("Bank account"), 'fa-bank')}

    @api.model
    def _timeline_banks(self, source, rows):
        return [{'kind': 'bank', 'title': row['acc_number'], 'user': row['create_uid'], 'partner': row['partner_id']}
                for row in rows]


@tagged('post_install', '-at_install')
class TestTimelineBridge(TimelineCase):
    def setUp(self):
        super().setUp()
        engine = type(self.env['crm.timeline'])
        bases = engine.__bases__
        self.addCleanup(setattr, engine, '__bases__', bases)
        engine.__bases__ = (ResourceTimeline, *bases)

    def test_a_bridge_adds_its_records(self):
        talk = self.log()
        bank, _hidden = self.env['res.partner.bank'].create([
            {'acc_number': number, 'partner_id': self.account.id} for number in ('DE42', 'hidden')])
        entries = self.entries(self.manager)
        self.assertEqual([entry['key'] for entry in entries], [f'res.partner.bank,{bank.id}', f'crm.interaction,{talk.id}'])
        self.assertLessEqual(
            {'kind': 'bank', 'title': 'DE42', 'icon': 'fa-bank', 'big': False,
             'link': {'model': 'res.partner.bank', 'res_id': bank.id}}.items(), entries[0].items())
        self.assertEqual(self.keys(self.manager, kinds=['bank']), [f'res.partner.bank,{bank.id}'])
        offered = self.env['crm.timeline'].with_user(self.manager).timeline_filters(self.account.id)
        self.assertIn('bank', [kind['key'] for kind in offered['kinds']])

    def test_two_sources_of_one_rank_are_a_mistake_of_the_developer(self):
        self.patch(ResourceTimeline, '_timeline_sources', lambda model: [
            Source(key=key, model='res.partner', rank=7, render='', kinds=(), fields=()) for key in 'ab'])
        with self.assertRaisesRegex(ValueError, "same rank"):
            self.page()
