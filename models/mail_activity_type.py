from odoo import api, fields, models

TALKS = {'phonecall': 'call', 'meeting': 'meeting'}


class MailActivityType(models.Model):
    """What a done activity becomes on the record of a customer."""

    _inherit = 'mail.activity.type'

    interaction_capture = fields.Selection(
        [('never', "Nothing"), ('ask', "Ask whether it was a talk"), ('always', "The report becomes an interaction")],
        string="When Done on a Customer", compute='_compute_interaction_capture', store=True, readonly=False, precompute=True,
        required=True,
        help="On a customer, opportunity, order or invoice. Where the report is left empty, the colleague is asked for the outcome.")
    interaction_type_id = fields.Many2one(
        'crm.interaction.type', string="Interaction Type", ondelete='set null',
        help="Empty: a call for calls, a meeting for meetings, else an e-mail or a note.")

    @api.depends('category')
    def _compute_interaction_capture(self):
        for activity_type in self:
            activity_type.interaction_capture = (
                'always' if activity_type.category in TALKS else activity_type.interaction_capture or 'never')

    def _interaction_type(self):
        """Return the id of the type of interaction that a done activity of this type is."""
        self.ensure_one()
        Talks = self.env['crm.interaction']
        if self.interaction_type_id.active:
            return self.interaction_type_id.id
        email = self.env.ref('mail.mail_activity_data_email', raise_if_not_found=False)
        return Talks._capture_type('email' if self == email else TALKS.get(self.category, 'note'))
