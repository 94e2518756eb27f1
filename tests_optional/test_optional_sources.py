from odoo import Command
from odoo.tests import tagged

from odoo.addons.crm_customer_record.models.crm_timeline_shop import CrmTimeline as Shop
from odoo.addons.crm_customer_record.tests.common_timeline import USER, TimelineCase


@tagged('post_install', '-at_install')
class TestOptionalSources(TimelineCase):
    """Records of stock, point of sale, project and loyalty on the timeline of their customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls._user('worker', f'{USER},project.group_project_manager,stock.group_stock_user,'
                               'point_of_sale.group_pos_user')
        cls.employee = cls._user('employee', 'base.group_user')
        cls.product = cls.env['product.product'].create({'name': "Oak desk", 'is_storable': True, 'list_price': 300.0})

    def entry(self, record, user=None, **kwargs):
        key = f'{record._name},{record.id}'
        return next(entry for entry in self.entries(user or self.worker, **kwargs) if entry['key'] == key)

    def links(self, record):
        self.cr.flush()
        source = self.env['crm.timeline.link']._source_key(record._name)
        links = self.env['crm.timeline.link'].search([('source', '=', source), ('res_id', '=', record.id)])
        return {(link.partner_id, link.account_id) for link in links}

    def deliver(self, partner=None):
        """Confirm an order; return its delivery."""
        order = self.order(partner=partner or self.ann, user=self.worker, order_line=[Command.create({
            'product_id': self.product.id, 'product_uom_qty': 2})])
        order.action_confirm()
        return order.picking_ids

    def task(self, **values):
        project = self.env['project.project'].create({
            'name': "Fit out the office", 'partner_id': self.account.id, 'privacy_visibility': 'followers'})
        project.message_subscribe(self.worker.partner_id.ids)
        return self.env['project.task'].create({
            'name': "Measure the walls", 'project_id': project.id, 'partner_id': self.ann.id, **values})

    def card(self, points=10.0):
        program = self.env['loyalty.program'].create({
            'name': "Oak club", 'program_type': 'loyalty', 'applies_on': 'both', 'trigger': 'auto'})
        return self.env['loyalty.card'].create({'program_id': program.id, 'partner_id': self.ann.id, 'points': points})

    # Deliveries

    def test_a_delivery_stands_at_its_plan_then_at_the_moment_it_was_made(self):
        delivery = self.deliver()
        delivery.move_ids.date = '2026-12-24 09:00:00'
        entry = self.entry(delivery)
        self.assertEqual((entry['kind'], entry['direction'], entry['partner']['name'], entry['account']['name']),
                         ('delivery', 'out', "Ann", "Oak"))
        self.assertEqual((entry['date'], entry['summary']), ('2026-12-24 09:00:00', delivery.origin))
        delivery.move_ids.quantity = 2
        delivery.move_ids.picked = True
        delivery.button_validate()
        entry = self.entry(delivery)
        self.assertEqual((entry['date'], entry['state']), (str(delivery.date_done)[:19], {'label': "Done", 'color': 'success'}))
        self.assertShown(delivery, [self.worker, self.seller], [self.employee])
        self.assertIn(f'stock.picking,{delivery.id}', self.keys(self.worker, text=delivery.origin))

    def test_what_is_cancelled_goes_and_who_gets_it_instead_has_it(self):
        delivery, other = self.deliver(), self.deliver()
        elm = self.env['res.partner'].create({'name': "Elm", 'is_company': True})
        self.assertEqual(self.links(delivery), {(self.ann, self.account)})
        delivery.action_cancel()
        other.partner_id = elm
        self.assertEqual(self.links(delivery), set())
        self.assertEqual(self.links(other), {(elm, elm)})

    def test_a_receipt_from_a_supplier_is_none_of_the_customers(self):
        receipts = self.env['stock.picking.type'].search([('code', '=', 'incoming')], limit=1)
        picking = self.env['stock.picking'].create({
            'picking_type_id': receipts.id, 'partner_id': self.account.id, 'move_ids': [Command.create({
                'product_id': self.product.id, 'product_uom_qty': 1,
                'location_id': receipts.default_location_src_id.id,
                'location_dest_id': receipts.default_location_dest_id.id})]})
        picking.action_confirm()
        self.assertEqual(self.links(picking), set())

    # Projects and tasks

    def test_projects_and_tasks_show_to_who_may_read_them(self):
        task = self.task()
        entry = self.entry(task)
        self.assertEqual((entry['kind'], entry['title'], entry['summary'], entry['partner']['name']),
                         ('task', "Measure the walls", "Fit out the office", "Ann"))
        self.assertShown(task, [self.worker], [self.seller, self.accountant])
        self.assertShown(task.project_id, [self.worker], [self.seller])
        self.assertShown(task, [self.worker], partner=self.ann)
        offered = self.env['crm.timeline'].with_user(self.env.ref('base.public_user')).sudo(False)
        self.assertNotIn('project.task', [source.model for source in offered._timeline_available()])
        self.assertEqual(self.keys(self.seller, text="walls"), [])
        self.assertEqual(self.keys(self.worker, text="walls"), [f'project.task,{task.id}'])

    def test_ones_own_list_of_things_to_do_is_no_history(self):
        own = self.env['project.task'].with_user(self.worker).create({'name': "Buy milk", 'partner_id': self.ann.id})
        self.assertEqual(self.links(own), set())

    def test_what_is_written_on_a_task_follows_its_customer(self):
        task = self.task()
        message = self.comment(task, "The walls are crooked")
        self.assertShown(message, [self.worker], [self.stranger])
        elm = self.env['res.partner'].create({'name': "Elm", 'is_company': True})
        task.partner_id = elm
        self.assertShown(message, [self.worker], partner=elm)
        self.assertShown(message, [], [self.worker])
        self.assertEqual(self.links(task), {(elm, elm)})

    def test_a_file_on_a_task_shows_to_who_may_read_the_task(self):
        task = self.task()
        file = self.env['ir.attachment'].with_user(self.worker).create({
            'name': "plan.pdf", 'raw': b'plan', 'res_model': task._name, 'res_id': task.id})
        self.assertShown(file, [self.worker], [self.seller])

    # Shop

    def test_orders_of_a_point_of_sale(self):
        config = self.env['pos.config'].create({'name': "Showroom"})
        config.open_ui()
        order = self.env['pos.order'].create({
            'session_id': config.current_session_id.id, 'partner_id': self.ann.id, 'amount_tax': 0.0, 'amount_total': 60.0,
            'amount_paid': 60.0, 'amount_return': 0.0, 'user_id': self.worker.id})
        self.assertEqual(self.links(order), set(), "nothing was bought yet")
        order.state = 'paid'
        entry = self.entry(order)
        self.assertEqual((entry['kind'], entry['amount'], entry['summary'], entry['user']['name']),
                         ('pos_order', 60.0, "Showroom", "Worker"))
        self.assertIn("60.00", entry['amount_text'])
        self.assertShown(order, [self.worker], [self.employee])

    def test_loyalty_cards_and_points(self):
        card = self.card()
        self.cr.flush()
        card.points = 25.0
        self.cr.flush()
        entry = self.entry(card, self.seller)
        self.assertEqual((entry['kind'], entry['title']), ('loyalty', "Oak club"))
        self.assertIn(card.code, entry['summary'])
        kinds = [(entry['model'], entry['summary']) for entry in self.entries(self.seller, kinds=['loyalty'])]
        self.assertIn('mail.message', [model for model, _summary in kinds])
        self.assertTrue([summary for model, summary in kinds if model == 'mail.message' and '25' in summary], kinds)

    # What all have in common

    def test_who_changes_employer_leaves_the_history_where_it_happened(self):
        elm = self.env['res.partner'].create({'name': "Elm", 'is_company': True})
        records = [self.deliver(), self.task(), self.card()]
        self.cr.flush()
        self.ann.parent_id = elm
        for record in records:
            self.assertShown(record, [self.worker])
            self.assertShown(record, [], [self.worker], partner=elm)
            self.assertShown(record, [self.worker], partner=self.ann)

    def test_deleted_records_leave_no_link(self):
        task = self.task()
        self.assertTrue(self.links(task))
        res_id = task.id
        task.unlink()
        self.cr.flush()
        self.assertFalse(self.env['crm.timeline.link'].search([('source', '=', 'task'), ('res_id', '=', res_id)]))

    def _table(self, *sources):
        self.cr.execute("SELECT source, res_id, partner_id, kind, date, user_id FROM crm_timeline_link"
                        " WHERE source = ANY(%s) ORDER BY source, res_id, partner_id", [list(sources)])
        return self.cr.fetchall()

    def test_the_next_start_links_what_an_application_brought_along(self):
        sources = ('delivery', 'task', 'project', 'loyalty', 'pos_order')
        task = self.task()
        message = self.comment(task)
        self.deliver()
        self.card()
        self.cr.flush()
        before = self._table(*sources)
        self.assertEqual({row[0] for row in before} - {'pos_order'}, set(sources) - {'pos_order'})
        self.cr.execute("DELETE FROM crm_timeline_link WHERE source = ANY(%s) OR res_id = %s AND source = 'message'",
                        [list(sources), message.id])
        self.env['crm.timeline.link']._register_hook()
        self.assertEqual(self._table(*sources), before)
        self.assertShown(message, [self.worker])

    def test_a_removed_application_takes_its_links(self):
        task, delivery = self.task(), self.deliver()
        self.cr.flush()
        self.env['crm.timeline.link']._forget_models(['project.task', 'project.project', 'res.partner'])
        self.assertEqual(self._table('task', 'project'), [])
        self.assertTrue(self.links(delivery))
        self.assertTrue(task.exists())

    def test_an_application_without_records_of_the_customer_costs_no_query(self):
        self.log()
        self.order()
        self.cr.flush()

        def queries():
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.page(self.worker, limit=10)
            return self.cr.sql_log_count - before

        queries()
        with_all = queries()
        optional = {'delivery', 'project', 'task', 'ticket', 'pos_order', 'subscription', 'loyalty'}
        whole = Shop._timeline_sources
        self.patch(Shop, '_timeline_sources',
                   lambda model: [source for source in whole(model) if source.key not in optional])
        queries()
        self.assertEqual(with_all, queries())
