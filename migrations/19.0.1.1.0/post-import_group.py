"""Importing became a right of its own: whoever had it keeps it."""
from odoo import SUPERUSER_ID, Command, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    users = env.ref('crm_customer_record.group_user').with_context(active_test=False).all_user_ids
    env.ref('crm_customer_record.group_import').write({'user_ids': [Command.link(user.id) for user in users]})
