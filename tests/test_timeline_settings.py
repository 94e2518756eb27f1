from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common_timeline import TimelineCase


@tagged('post_install', '-at_install')
class TestTimelineSettings(TimelineCase):
    """Administrators choose the kinds that show, their order, icons and colours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = cls._user('administrator', 'base.group_user,crm_customer_record.group_administrator')

    def settings(self):
        settings = self.env['crm.timeline.setting'].with_user(self.administrator)
        settings.action_open()
        return {setting.kind: setting for setting in settings.search([])}

    def test_the_list_has_a_line_for_each_kind_once(self):
        first = self.settings()
        self.assertEqual(set(self.settings()), set(first))
        self.assertLessEqual({'call', 'email', 'order', 'invoice', 'log', 'file'}, set(first))
        self.assertEqual((first['call'].name, first['call'].icon, first['call'].shown), ("Call", 'fa-phone', True))
        self.assertEqual('delivery' in first, 'stock.picking' in self.env)
        for user in (self.seller, self.manager):
            with self.assertRaises(AccessError):
                self.env['crm.timeline.setting'].with_user(user).action_open()

    def test_a_kind_that_is_left_out_shows_nowhere(self):
        talk, order, visit = self.log(), self.order(), self.log(type_id=self.visit.id)
        self.env['crm.timeline'].with_user(self.seller).timeline_pin(self.account.id, f'crm.interaction,{talk.id}')
        self.settings()['call'].shown = False
        self.assertEqual(set(self.keys()), {f'sale.order,{order.id}', f'crm.interaction,{visit.id}'})
        self.assertEqual(self.keys(kinds=['call']), [])
        self.assertEqual(self.keys(text='talked', date_from='2026-01-01'), [f'crm.interaction,{visit.id}'])
        self.assertEqual(self.page()['pinned'], [])
        offered = self.env['crm.timeline'].with_user(self.manager).timeline_filters(self.account.id)
        self.assertNotIn('call', [kind['key'] for kind in offered['kinds']])
        self.settings()['call'].unlink()
        self.assertIn(f'crm.interaction,{talk.id}', self.keys(), "without a setting it is as it comes")

    def test_colour_icon_and_order(self):
        self.order()
        settings = self.settings()
        settings['quotation'].write({'icon': 'fa-rocket', 'color': '#ffee00', 'sequence': 0})
        entry, = self.entries(kinds=['quotation'])
        self.assertEqual((entry['icon'], entry['color']), ('fa-rocket', '#ffee00'))
        offered = self.env['crm.timeline'].with_user(self.manager).timeline_filters(self.account.id)['kinds']
        self.assertEqual((offered[0]['key'], offered[0]['icon'], offered[0]['color']), ('quotation', 'fa-rocket', '#ffee00'))

    def test_what_is_no_icon_or_colour_is_refused(self):
        setting = self.settings()['call']
        for values in ({'icon': 'fa-phone" onclick="x'}, {'icon': 'phone'}, {'color': 'red; background: url(x)'}, {'color': '#12'}):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                setting.write(values)
