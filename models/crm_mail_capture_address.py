from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.imports.keys import FREE_MAIL

# What people fill in; everything else is written by decisions.
EDITABLE = {'name', 'account_id', 'partner_id'}


class CrmMailCaptureAddress(models.Model):
    """One address from outside in a captured mail, and what is to become of it.

    Those that wait are the review list. An address is decided once: every mail that waits for it follows.
    """

    _name = 'crm.mail.capture.address'
    _description = "Address of Captured Mail"
    _order = 'date desc, id desc'
    _rec_name = 'address'

    capture_id = fields.Many2one('crm.mail.capture', string="Mail", required=True, ondelete='cascade', index=True, readonly=True)
    address = fields.Char(string="Email", readonly=True, help="Empty when the mail names nobody from outside.")
    name = fields.Char(help="The name of the contact to be created.")
    state = fields.Selection(
        [('waiting', "Waiting"), ('logged', "Logged"), ('ignored', "Ignored"), ('present', "In the History Already")],
        required=True, default='waiting', readonly=True)
    reason = fields.Selection(
        [
            ('unknown', "Unknown address"),
            ('ambiguous', "Several customers have this address"),
            ('nobody', "No customer is named"),
            ('many', "Very many recipients"),
            ('failed', "The mail could not be read"),
        ], readonly=True)
    partner_id = fields.Many2one(
        'res.partner', string="Contact", ondelete='set null', index='btree_not_null', help="Who this is: choose, then log.")
    account_id = fields.Many2one(
        'res.partner', string="Company", ondelete='set null', index='btree_not_null', domain=[('is_company', '=', True)],
        help="Suggested by the domain of the address: contacts of this company write from there, too.")
    candidate_ids = fields.Many2many('res.partner', string="May Be", compute='_compute_candidate_ids')
    interaction_id = fields.Many2one('crm.interaction', ondelete='set null', index='btree_not_null', readonly=True)
    user_id = fields.Many2one(related='capture_id.user_id', store=True, precompute=True, string="Sender")
    company_id = fields.Many2one(related='capture_id.company_id', store=True, precompute=True, string="Our Company")
    confidentiality = fields.Selection(related='capture_id.confidentiality', store=True, precompute=True)
    date = fields.Datetime(related='capture_id.date', store=True, precompute=True)
    subject = fields.Char(related='capture_id.subject')
    direction = fields.Selection(related='capture_id.direction')
    body = fields.Html(related='capture_id.body')
    file_names = fields.Text(related='capture_id.file_names')
    error = fields.Text(related='capture_id.error')

    _waiting_idx = models.Index("(address) WHERE state = 'waiting'")
    _user_waiting_idx = models.Index("(user_id, date DESC, id DESC) WHERE state = 'waiting'")

    @api.depends('address', 'name')
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.address or line.name or self.env._("Nobody named")

    def _compute_candidate_ids(self):
        for line in self:
            found = self.env['crm.contact.mechanism'].find_partners_by_email(line.address) if line.address else False
            line.candidate_ids = found and found.filtered('active')[:20] or False

    @api.model
    def get_empty_list_help(self, help_message):
        return self.env['crm.mail.capture'].get_empty_list_help(help_message)

    def write(self, vals):
        if not self.env.su and not vals.keys() <= EDITABLE:
            raise AccessError(self.env._("Only the name, the company and the contact can be changed. Use the buttons to decide."))
        return super().write(vals)

    # ------------------------------------------------------------ decisions
    def action_create_contact(self):
        """Create a contact for each address, log every mail that waits for it, and say so."""
        self._check_waiting()
        if not all(line.address for line in self):
            raise UserError(self.env._("This mail names no address. Choose an existing contact, then log it."))
        return self._decide(lambda line: self.env['res.partner'].create({
            'name': line.name or line.address.split('@')[0],
            'email': line.address,
            'parent_id': line.account_id.id,
        }))

    def action_log(self):
        """Log the mail with the contact chosen; the address is remembered as theirs."""
        self._check_waiting()
        if not all(line.partner_id for line in self):
            raise UserError(self.env._("Whose address is it? Choose the contact first, or create a new one."))
        return self._decide(lambda line: line._remember_address())

    def action_ignore(self):
        """Never log this address for its sender; mails that wait for it alone are forgotten."""
        self._ignore(lambda line: line.address)

    def action_ignore_domain(self):
        """Never log any address of this domain for its sender."""
        if any(line.address and line.address.split('@')[1] in FREE_MAIL for line in self):
            raise UserError(self.env._(
                "Very many people have an address of this provider. Ignore the single address instead."))
        self._ignore(lambda line: line.address and line.address.split('@')[1])

    def action_discard(self):
        """Leave this address out, in this mail only."""
        for line in self:
            line._check_waiting()
            # sudo: decided by somebody who may; the state changes only here
            line.sudo().state = 'ignored'
            line.sudo().capture_id._settle('discarded')

    def action_open_mail(self):
        """Open the mail."""
        self.ensure_one()
        return self.capture_id.get_formview_action()

    def _decide(self, partner_of):
        """Log each line with its contact.

        :param partner_of: called with a line, returns its contact
        :return: the action that says how many mails were logged
        """
        count, partners = 0, self.env['res.partner']
        for line in self:
            if line.state == 'waiting':  # else settled with a line before: the same address
                partner = partner_of(line)
                count += line._log_with(partner)
                partners |= partner
        return self._notify_logged(count, partners)

    def _check_waiting(self):
        self.check_access('write')
        if any(line.state != 'waiting' for line in self):
            raise UserError(self.env._("Somebody has decided this already. Reload the page."))

    def _remember_address(self):
        """Add the address to the contact, so that the next mail needs no decision; return the contact."""
        partner = self.partner_id
        known = partner.contact_mechanism_ids.filtered(lambda line: line.normalized == self.address)
        if self.address and not known and partner.has_access('write'):
            self.env['crm.contact.mechanism'].create({'partner_id': partner.id, 'kind': 'email', 'value': self.address})
        return partner

    def _log_with(self, partner):
        """Log this mail and all others that wait for the same address; return how many."""
        lines = self
        if self.address:
            # sudo: colleagues wait for the same answer; each mail is then logged with its sender's own rights
            same = self.sudo().search([
                ('address', '=', self.address), ('state', '=', 'waiting'), ('reason', '=', 'unknown')])
            lines |= same.filtered(lambda line: partner.with_user(line.user_id).has_access('read'))
        count = 0
        for line in lines.sudo():  # sudo: see above; of who decides, the right to decide was checked
            line.write({'partner_id': partner.id, 'reason': False})
            line.capture_id._log_waiting(line)
            count += line.state == 'logged'
        return count

    def _ignore(self, value_of):
        self._check_waiting()
        Ignored = self.env['crm.mail.capture.ignored'].sudo()  # sudo: the sender's list, also when a manager decides
        for line in self:
            value = value_of(line)
            if not value:
                raise UserError(self.env._("This mail names no address. Discard it instead."))
            Ignored._add(value, line.user_id)
            pattern = value if '@' in value else f'%@{value}'
            same = self.sudo().search([  # sudo: all of the sender's own mails that wait for it
                ('state', '=', 'waiting'), ('user_id', '=', line.user_id.id), ('address', '=like', pattern)])
            same.write({'state': 'ignored'})
            same.capture_id._settle()

    def _notify_logged(self, count, partners):
        names = ', '.join(partners[:3].mapped('display_name')) + ('…' if len(partners) > 3 else '')
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'success',
                'message': self.env._("%(count)s mails logged with %(contact)s.", count=count, contact=names)
                if count != 1 else self.env._("Logged with %(contact)s.", contact=names),
                'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'},
            },
        }
