from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merged partners bring their timeline along.

    The host rewrites references by SQL: unique links would collide, and the account of what a private person did would
    become the contact they are merged into.
    """

    _inherit = 'base.partner.merge.automatic.wizard'

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        link = self.env['crm.timeline.link']
        link._write_pending()
        link._move_partner(src_partners.ids, dst_partner.id)
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _update_values(self, src_partners, dst_partner):
        result = super()._update_values(src_partners, dst_partner)
        account = dst_partner.commercial_partner_id
        if account != dst_partner:
            self.env.flush_all()
            for model, name in self.env['crm.timeline']._timeline_account_columns():
                self.env.cr.execute(SQL(
                    "UPDATE %(table)s SET %(column)s = %(account)s WHERE %(column)s = %(contact)s",
                    table=SQL.identifier(self.env[model]._table), column=SQL.identifier(name),
                    account=account.id, contact=dst_partner.id))
            self.env.invalidate_all()
        return result
