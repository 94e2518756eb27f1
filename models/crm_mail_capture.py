from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [
    ('review', "To Review"),
    ('done', "Logged"),
    ('ignored', "Not Logged"),
    ('refused', "Refused"),
]
REASONS = [
    # refused
    ('sender', "The mail names no sender, or several"),
    ('stranger', "The sender is not an active user"),
    ('role', "The sender has no role in which talks are logged"),
    ('automatic', "Written by a machine: an automatic answer, a mailing list or a returned mail"),
    ('dmarc', "The receiving server says that it is not from this sender (DMARC)"),
    ('unproven', "Nothing proves that it is from this sender"),
    # not logged
    ('internal', "Only colleagues take part"),
    ('private', "Its addresses are never logged"),
    ('present', "In the history already"),
    ('discarded', "Discarded"),
    # to review
    ('failed', "It could not be read"),
]
GC_LIMIT = 2000


class CrmMailCapture(models.Model):
    """One mail that came to the dropbox: what became of it and, as long as somebody has to decide, the mail itself.

    It is the log of the dropbox and the home of the full text, which interactions show. Only mail whose sender is
    known is read; of refused mail only the headers and the original are kept.
    """

    _name = 'crm.mail.capture'
    _description = "Captured Mail"
    _order = 'create_date desc, id desc'
    _rec_name = 'subject'

    dropbox_id = fields.Many2one('crm.mail.dropbox', ondelete='set null', readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    message_id = fields.Char(string="Message-ID", readonly=True)
    user_id = fields.Many2one('res.users', string="Colleague", readonly=True, help="Who sent or forwarded it.")
    email_from = fields.Char(string="Sender", readonly=True)
    subject = fields.Char(readonly=True)
    date = fields.Datetime(readonly=True, help="When the mail was written.")
    direction = fields.Selection([('in', "Incoming"), ('out', "Outgoing")], readonly=True)
    body = fields.Html(string="Text", readonly=True, sanitize_attributes=True, sanitize_style=True)
    file_names = fields.Text(string="Files", readonly=True)
    confidentiality = fields.Selection(
        [('normal', "Normal"), ('team', "Team"), ('private', "Private")], required=True, default='normal', readonly=True)
    state = fields.Selection(STATES, string="Status", required=True, readonly=True)
    reason = fields.Selection(REASONS, readonly=True)
    error = fields.Text(readonly=True)
    deliveries = fields.Integer(default=1, readonly=True, help="How often the same mail arrived.")
    strip_files = fields.Boolean(readonly=True, help="The incoming mail server does not keep attachments.")
    keep_original = fields.Boolean(readonly=True, help="The incoming mail server keeps original mails.")
    original_id = fields.Many2one('ir.attachment', readonly=True, ondelete='set null', index='btree_not_null')
    address_ids = fields.One2many('crm.mail.capture.address', 'capture_id', string="Addresses")
    interaction_ids = fields.One2many('crm.interaction', 'mail_id', string="Interactions")

    _message_idx = models.Index('(message_id, user_id)')
    _user_idx = models.Index('(user_id, state, id DESC)')
    _state_idx = models.Index("(state, create_date) WHERE state <> 'done'")

    @api.depends('subject')
    def _compute_display_name(self):
        for capture in self:
            capture.display_name = capture.subject or self.env._("(no subject)")

    @api.model
    def get_empty_list_help(self, help_message):
        # sudo: everybody may know the address that mail is to be sent to
        address = self.env['crm.mail.dropbox'].sudo()._get_address(self.env.company)
        if not address:
            return super().get_empty_list_help(help_message)
        return super().get_empty_list_help(self.env._(
            "Put %(address)s in BCC of a mail to a customer, or forward a customer's mail there: it becomes an "
            "interaction by itself.", address=address))

    # ------------------------------------------------------------ what the form offers
    def action_open_original(self):
        """Download the mail as it came."""
        self.ensure_one()
        if not self.original_id:
            raise UserError(self.env._("The original is kept only as long as something is to be decided."))
        return {'type': 'ir.actions.act_url', 'url': f'/web/content/{self.original_id.id}?download=true', 'target': 'download'}

    def action_accept(self):
        """Log refused mail after all: its sender, who is asked here, or an administrator answers for it."""
        for capture in self:
            capture._check_decision()
            if capture.state != 'refused' or not capture.user_id:
                raise UserError(self.env._(
                    "Only refused mail that names a colleague as its sender can be logged. Whose mail is it? Ask them to "
                    "forward it to the dropbox."))
            capture._accept_refused()

    def action_discard(self):
        """Log nothing of this mail and forget its text."""
        for capture in self:
            capture._check_decision()
            if capture.state != 'review':
                raise UserError(self.env._("Somebody has decided this already. Reload the page."))
            # sudo: decided by somebody who may; captured mail changes only here
            waiting = capture.sudo().address_ids.filtered(lambda line: line.state == 'waiting')
            waiting.write({'state': 'ignored'})
            capture.sudo()._settle('discarded')

    def _check_decision(self):
        """Who may decide: the sender, a manager, for refused mail an administrator: whoever reads it by the rules."""
        self.check_access('read')

    def _settle(self, reason=False):
        """Bring the status in line with the addresses; forget what is not needed any more. As superuser."""
        for capture in self:
            states = set(capture.address_ids.mapped('state'))
            if 'waiting' in states:
                capture.state = 'review'
                continue
            logged = 'logged' in states
            capture.state = 'done' if logged else 'ignored'
            capture.reason = False if logged else reason or ('present' if 'present' in states else 'private')
            if not logged:
                # Nothing of it is to be logged: then nothing of it is to be read here either.
                capture.write({'body': False, 'file_names': False})
                if capture.reason != 'present':
                    capture.write({'subject': False, 'error': False})
                    capture.address_ids.write({'address': False, 'name': False, 'partner_id': False, 'account_id': False})
            if not capture.keep_original or not logged:
                capture.original_id.unlink()

    @api.autovacuum
    def _gc_captures(self):
        """Delete what was not logged, after the days of its dropbox."""
        now = fields.Datetime.now()
        for dropbox in self.env['crm.mail.dropbox'].search([]):  # pylint: disable=no-search-all
            self.search([
                ('dropbox_id', '=', dropbox.id),
                ('create_date', '<', now - timedelta(days=dropbox.keep_days)),
                '|', ('state', 'in', ('refused', 'ignored')), '&', ('state', '=', 'done'), ('interaction_ids', '=', False),
            ], limit=GC_LIMIT).unlink()
