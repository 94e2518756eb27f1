"""Customers with long histories: deterministic, set-based, the same events on every run.

Each kind of record is created once through the ORM, then multiplied by SQL, so that all rows are as the host writes
them. A history of n events holds talks, messages, meetings, deals, orders, invoices, payments and files in fixed shares,
and deliveries, orders of a point of sale, tasks and loyalty cards where these applications are installed.
"""
import contextlib
import functools

from odoo import Command
from odoo.tools import SQL, sql

CONTACTS = 10
# Share of each kind in a history. Half of the messages are written on the account itself: the host's chatter shows them.
SHARES = {
    'message': 0.50, 'crm_interaction': 0.20, 'calendar_event': 0.06, 'crm_lead': 0.03, 'sale_order': 0.05,
    'account_move': 0.04, 'account_payment': 0.02, 'ir_attachment': 0.03,
    'stock_picking': 0.03, 'pos_order': 0.02, 'project_task': 0.015, 'loyalty_card': 0.005,
}
WORDS = "the customer likes the oak sample and wants a price for forty desks before the board meets on the thirtieth"


def build(env, sizes, background=100):
    """Create the accounts.

    :param sizes: the number of events of each account
    :param background: how many further accounts with 500 events the tables hold
    :return: ``(seller, [account of each size])``
    """
    seller = _seller(env)
    company = env.company
    if not company.chart_template:
        env['account.chart.template'].try_loading('generic_coa', company, install_demo=False)
    patterns = _patterns(env, seller)
    env.flush_all()
    accounts = env['res.partner'].create([
        {'name': f'Customer {number}', 'is_company': True, 'user_id': seller.id,
         'child_ids': [Command.create({'name': f'Contact {number}-{child}'}) for child in range(CONTACTS)]}
        for number in range(len(sizes) + background)])
    env.flush_all()
    env.cr.precommit.run()
    with _without_checks(env):
        for account, size in zip(accounts, [*sizes, *[500] * background], strict=True):
            _history(env, patterns, account, size)
    env['crm.timeline.link']._fill()
    env.cr.commit()
    _analyze(env)
    return seller, accounts[:len(sizes)]


@contextlib.contextmanager
def _without_checks(env):
    """Copies of valid rows need no check of their foreign keys, which would take most of the time."""
    env.cr.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    allowed = env.cr.fetchone()[0]
    if allowed:
        env.cr.execute("SET session_replication_role = replica")
    yield
    if allowed:
        env.cr.execute("SET session_replication_role = DEFAULT")


def _seller(env):
    groups = ('base.group_user', 'crm_customer_record.group_user', 'stock.group_stock_user',
              'point_of_sale.group_pos_user', 'project.group_project_user')
    groups = [env.ref(xmlid, raise_if_not_found=False) for xmlid in groups]
    return env['res.users'].with_context(no_reset_password=True).create({
        'name': "Seller", 'login': 'bench_seller', 'email': 'seller@example.com',
        'group_ids': [Command.set([group.id for group in groups if group])]})


def _patterns(env, seller):
    """Create one record of each kind; return their ids by table."""
    partner = env['res.partner'].create({'name': "Pattern", 'is_company': True, 'user_id': seller.id})
    product = env['product.product'].create({'name': "Desk", 'list_price': 100.0})
    call = env['crm.interaction.type'].search([('kind', '=', 'call')], limit=1) \
        or env['crm.interaction.type'].create({'name': "Call", 'kind': 'call'})
    line = {'product_id': product.id, 'price_unit': 100.0}
    invoice = env['account.move'].create({
        'move_type': 'out_invoice', 'partner_id': partner.id, 'invoice_date': '2020-01-01', 'invoice_user_id': seller.id,
        'invoice_line_ids': [Command.create(line)]})
    invoice.action_post()
    payment = env['account.payment'].create({'partner_id': partner.id, 'amount': 100.0, 'payment_type': 'inbound'})
    payment.action_post()
    message = partner.message_post(
        body=WORDS, message_type='comment', subtype_xmlid='mail.mt_comment', author_id=seller.partner_id.id)
    return {
        'message': message.id,
        'crm_interaction': env['crm.interaction'].create({
            'type_id': call.id, 'partner_id': partner.id, 'summary': WORDS, 'user_id': seller.id}).id,
        'calendar_event': env['calendar.event'].create({
            'name': "Showroom", 'start': '2020-01-01 10:00:00', 'stop': '2020-01-01 11:00:00', 'user_id': seller.id,
            'partner_ids': [Command.set(seller.partner_id.ids)]}).id,
        'crm_lead': env['crm.lead'].create({
            'name': "Forty desks", 'type': 'opportunity', 'partner_id': partner.id, 'user_id': seller.id}).id,
        'sale_order': env['sale.order'].create({
            'partner_id': partner.id, 'user_id': seller.id, 'order_line': [Command.create(line)]}).id,
        'account_move': invoice.id,
        'account_payment': payment.id,
        'ir_attachment': env['ir.attachment'].create(
            {'name': "plan.pdf", 'raw': b'plan', 'res_model': 'res.partner', 'res_id': partner.id}).id,
        **_optional_patterns(env, seller, partner, product),
    }


def _optional_patterns(env, seller, partner, product):
    """Create one record of each installed application that the add-on does not need; return their ids by table."""
    made = {}
    if 'stock.picking' in env:
        kind = env['stock.picking.type'].search([('code', '=', 'outgoing')], limit=1)
        places = {'location_id': kind.default_location_src_id.id, 'location_dest_id': kind.default_location_dest_id.id}
        picking = env['stock.picking'].create({
            'picking_type_id': kind.id, 'partner_id': partner.id, 'user_id': seller.id, **places,
            'move_ids': [Command.create({'product_id': product.id, 'product_uom_qty': 1, **places})]})
        picking.action_confirm()
        made['stock_picking'] = picking.id
    if 'project.task' in env:
        project = env['project.project'].create({'name': "Office", 'privacy_visibility': 'employees'})
        made['project_task'] = env['project.task'].create({
            'name': "Measure the walls", 'project_id': project.id, 'partner_id': partner.id}).id
    if 'loyalty.card' in env:
        program = env['loyalty.program'].create({'name': "Club", 'program_type': 'loyalty'})
        made['loyalty_card'] = env['loyalty.card'].create({'program_id': program.id, 'partner_id': partner.id}).id
    if 'pos.order' in env:
        config = env['pos.config'].create({'name': "Showroom"})
        session = env['pos.session'].create({'config_id': config.id, 'user_id': seller.id})
        made['pos_order'] = env['pos.order'].create({
            'session_id': session.id, 'partner_id': partner.id, 'user_id': seller.id, 'state': 'paid',
            'amount_tax': 0.0, 'amount_total': 60.0, 'amount_paid': 60.0, 'amount_return': 0.0}).id
    return made


def _history(env, patterns, account, size):
    """Write a history of ``size`` events, spread over ten years before today, on an account and its contacts."""
    contacts = account.child_ids.ids
    person = SQL("(%s::int[])[1 + g %% %s]", contacts, len(contacts))
    place = {'partner_id': person, 'timeline_account_id': SQL("%s", account.id)}
    dates = {
        'crm_interaction': {'date': 3, 'account_id': SQL("%s", account.id), 'partner_id': person},
        'calendar_event': {'start': 5, 'stop': 5, 'start_date': 5, 'stop_date': 5, 'access_token': SQL("NULL")},
        'crm_lead': {'create_date': 7, **place},
        'sale_order': {'date_order': 11, 'name': SQL("'B' || g"), 'access_token': SQL("NULL"), **place},
        'account_move': {'invoice_date': 13, 'date': 13, 'name': SQL("'B/' || %s || '/' || g", account.id),
                         'partner_id': person, 'commercial_partner_id': SQL("%s", account.id),
                         'access_token': SQL("NULL"), 'sequence_number': SQL("%s * 1000000 + g", account.id)},
        'account_payment': {'date': 17, 'name': SQL("'P' || g"), 'move_id': SQL("NULL"), **place},
        'ir_attachment': {'create_date': 19, 'create_uid': SQL("2"), 'res_id': SQL("%s", account.id)},
        'stock_picking': {'scheduled_date': 23, 'name': SQL("'D' || %s || '/' || g", account.id), 'partner_id': person},
        'pos_order': {'date_order': 29, 'partner_id': person, 'uuid': SQL("NULL"), 'access_token': SQL("NULL")},
        'project_task': {'create_date': 31, 'partner_id': person, 'access_token': SQL("NULL")},
        'loyalty_card': {'create_date': 37, 'partner_id': person, 'code': SQL("%s || '-' || g", account.id)},
    }
    dates = {table: values for table, values in dates.items() if table in patterns}
    numbers = {table: max(1, round(size * share)) for table, share in SHARES.items()}
    made = {table: _multiply(env, table, patterns[table], numbers[table], values) for table, values in dates.items()}
    env.cr.execute(SQL(
        """INSERT INTO calendar_event_res_partner_rel (calendar_event_id, res_partner_id)
           SELECT event, (%s::int[])[1 + event %% %s] FROM unnest(%s) AS event""",
        contacts, len(contacts), made['calendar_event']))
    _messages(env, patterns, account, contacts, numbers['message'], made)


def _messages(env, patterns, account, contacts, number, made):
    """Half of the messages on the account, the others on contacts, deals and orders; every second goes out by e-mail."""
    documents = [('res.partner', [account.id], number // 2), ('res.partner', contacts, number // 6),
                 ('crm.lead', made['crm_lead'], number // 6), ('sale.order', made['sale_order'], number // 6)]
    for model, ids, count in documents:
        created = _multiply(env, 'mail_message', patterns['message'], max(1, count), {
            'date': 2, 'create_date': 2, 'model': SQL("%s", model), 'res_id': SQL("(%s::int[])[1 + g %% %s]", ids, len(ids)),
            'message_id': SQL("'<' || %s || '-' || %s || '-' || g || '@example.com>'", model, account.id)})
        env.cr.execute(SQL(
            """INSERT INTO mail_message_res_partner_rel (mail_message_id, res_partner_id)
               SELECT message, (%s::int[])[1 + message %% %s] FROM unnest(%s) AS message WHERE message %% 2 = 0""",
            contacts, len(contacts), created))
        env.cr.execute(SQL(
            """INSERT INTO mail_notification (mail_message_id, res_partner_id, notification_type, notification_status, is_read)
               SELECT message, (%s::int[])[1 + message %% %s], 'email', 'sent', TRUE
                 FROM unnest(%s) AS message WHERE message %% 2 = 0""",
            contacts, len(contacts), created))


def _multiply(env, table, pattern, number, values):
    """Copy a row ``number`` times; return the ids.

    :param dict values: SQL over ``g`` (1 to ``number``), or the seed of a date within the last ten years
    """
    columns = {name: column['udt_name'] for name, column in _columns(env.cr, table).items() if name != 'id'}
    changed = {name: value if isinstance(value, SQL) else _date(value, number, columns[name])
               for name, value in values.items()}
    env.cr.execute(SQL(
        "INSERT INTO %s (%s) SELECT %s FROM %s pattern, generate_series(1, %s) AS g WHERE pattern.id = %s RETURNING id",
        SQL.identifier(table), SQL(", ").join(map(SQL.identifier, columns)),
        SQL(", ").join(changed.get(name, SQL.identifier('pattern', name)) for name in columns),
        SQL.identifier(table), number, pattern))
    return [row for row, in env.cr.fetchall()]


@functools.cache
def _columns(cr, table):
    return sql.table_columns(cr, table)


def _date(seed, number, data_type):
    """Even over ten years, with a jitter that ``seed`` makes different for each kind."""
    return SQL("(date_trunc('hour', now()) - interval '1 day' - (3650.0 * g / %s) * interval '1 day'"
               " - ((g * %s) %% 1440) * interval '1 minute')::timestamp::%s", number, seed, SQL(data_type))


def _analyze(env):
    """What the server does by itself after such growth, at once."""
    connection = env.cr._cnx
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute('VACUUM ANALYZE')
    connection.autocommit = False
