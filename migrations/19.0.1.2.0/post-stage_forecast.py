"""Stages stand for something in the forecast; after the transitions, which say how likely each is won."""
from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    env['crm.stage']._fill_forecast_categories()
