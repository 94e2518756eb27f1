from odoo import api, fields, models

STRICTNESS = ('normal', 'team', 'private')


class CrmInteraction(models.Model):
    """Interactions that come from captured mail show its full text."""

    _inherit = 'crm.interaction'

    mail_id = fields.Many2one(
        'crm.mail.capture', string="Captured Mail", readonly=True, copy=False, index='btree_not_null', ondelete='set null')
    mail_body = fields.Html(
        string="Full Text", compute='_compute_mail_body', compute_sudo=True, sanitize=False,
        help="The mail as it was, with what it answers.")

    @api.depends('mail_id')
    def _compute_mail_body(self):
        # as superuser: whoever reads the talk reads its mail, which was sanitised when it was stored
        for interaction in self:
            interaction.mail_body = interaction.mail_id.body

    def write(self, vals):
        result = super().write(vals)
        if 'confidentiality' in vals:
            # sudo: the captured mail is nobody's to change, but must not say what its interactions keep quiet
            for mail in self.sudo().mail_id:
                mail.confidentiality = max(mail.interaction_ids.mapped('confidentiality'), key=STRICTNESS.index)
            self._hide_from_log()
        return result

    def _hide_from_log(self):
        """Take these interactions out of the logs of colleagues who forwarded the same mail and may not read it now."""
        # sudo: to find who must not find it any more
        lines = self.env['crm.mail.capture.address'].sudo().search([('interaction_id', 'in', self.ids)])
        for line in lines:
            if line.user_id and not line.interaction_id.with_user(line.user_id).has_access('read'):
                line.interaction_id = False
