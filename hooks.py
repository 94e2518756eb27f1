"""Installation and removal: set-based work on data that existed before the add-on."""
from odoo.tools import SQL


def pre_init_hook(env):
    """Create and fill, by SQL, the columns added to tables of the host.

    The ORM would otherwise recompute them record by record over the whole history.
    """


def post_init_hook(env):
    """Fill the add-on's own tables from what the database already holds."""
    env['res.users']._customer_record_grant_groups()
    # timeline
    env['crm.timeline.link']._insert('mail.message', SQL("TRUE"))


def uninstall_hook(env):
    """Remove what the ORM does not remove by itself."""
