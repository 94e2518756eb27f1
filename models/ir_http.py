from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = 'ir.http'

    def session_info(self):
        """Tell the web client whether the user may log talks: others are not asked, and their links open no form."""
        user = self.env.user
        roles = ('crm_customer_record.group_user', 'crm_customer_record.group_accountant')
        return {**super().session_info(), 'crm_may_log': user._is_internal() and any(map(user.has_group, roles))}
