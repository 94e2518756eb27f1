from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_domain_normalize

from ..tools.emails import normalize_email
from ..tools.imports.keys import FREE_MAIL
from ..tools.mail_capture.headers import envelope_addresses, read_headers

DEFAULT_NAMES = ('crm-log', 'crm-log-mail', 'customer-log')


class CrmMailDropbox(models.Model):
    """The address that colleagues put in BCC, and how what arrives there is treated.

    It is an alias of the host, so it works with every way in which the host receives mail.
    """

    _name = 'crm.mail.dropbox'
    _description = "Mail Dropbox"
    _inherit = ['mail.alias.mixin', 'crm.mail.address.mixin']
    _order = 'company_id, id'
    _rec_name = 'alias_name'

    company_id = fields.Many2one(
        'res.company', required=True, default=lambda self: self.env.company, ondelete='cascade',
        help="Its mail domain completes the address. Talks with contacts of no company belong to it.")
    trusted_servers = fields.Char(
        string="Trusted Mail Servers",
        help="How your receiving mail server names itself at the beginning of the header Authentication-Results, such as "
             "mx.google.com; several are separated by commas. A * stands for the topmost header, whatever its name "
             "(Microsoft 365).\nOnly what these servers say proves that a mail is from the colleague it names.")
    unproven_policy = fields.Selection(
        [('accept', "Log it"), ('refuse', "Refuse it")],
        string="Sender Not Proven", required=True, default='accept',
        help="What happens when no trusted server says whether a mail is really from the colleague it names. "
             "Mail that failed the check (DMARC) is refused in any case.")
    keep_days = fields.Integer(
        string="Keep Refused Mail (Days)", required=True, default=30,
        help="After this time refused mail and mail with nothing to log is deleted.")
    many_recipients = fields.Integer(
        string="Ask Beyond (Recipients)", required=True, default=30,
        help="A mail to more people from outside waits for its sender to decide.")
    own_domains = fields.Char(
        string="Further Own Domains",
        help="Mail domains of your companies beside those that are known already, separated by commas. "
             "Who writes from there is never taken for a customer.")

    _company_unique = models.UniqueIndex(
        '(company_id)', "This company has a dropbox already. Change the existing one.")
    _keep_days_positive = models.Constraint(
        'CHECK (keep_days > 0 AND many_recipients > 0)',
        "Enter at least 1 day and at least 1 recipient.")

    @api.depends('alias_name', 'alias_domain')
    def _compute_display_name(self):
        for dropbox in self:
            dropbox.display_name = dropbox.alias_email or dropbox.alias_name or self.env._("Dropbox without address")

    def _alias_get_creation_values(self):
        return {
            **super()._alias_get_creation_values(),
            'alias_model_id': self.env['ir.model']._get_id('crm.mail.capture'),
        }

    @api.model
    def _create_default(self):
        """Give the company its first dropbox; called once, at installation."""
        Alias = self.env['mail.alias'].sudo()  # sudo: installation
        taken = set(Alias.search([('alias_name', 'in', DEFAULT_NAMES)]).mapped('alias_name'))
        name = next((name for name in DEFAULT_NAMES if name not in taken), False)
        dropbox = self.create({'alias_name': name, 'company_id': self.env.company.id})
        self.env['ir.model.data']._update_xmlids([
            {'xml_id': 'crm_customer_record.mail_dropbox_main', 'record': dropbox, 'noupdate': True}])

    # ------------------------------------------------------------ incoming mail
    def _receive(self, raw, **options):
        """Take in a mail; see ``crm.mail.capture.capture``. The way in for mail that comes by no mail server of the host."""
        self.ensure_one()
        # sudo: mail comes from outside, nobody is logged in
        return self.env['crm.mail.capture'].sudo().capture(raw, self.sudo(), **options)

    @api.model
    def _addressed_by(self, raw):
        """Tell which dropbox a mail is for, looking at its headers only.

        :param bytes raw: the mail
        :return: ``(dropbox, addresses, others)``: a record or none; its addresses in the mail; whether the mail is
            also for other addresses of this server (aliases, catchall)
        """
        # One small query is all that other mail costs.
        aliases = self.env['mail.alias'].search_fetch(
            [('alias_model_id', '=', self.env['ir.model']._get_id('crm.mail.capture')), ('alias_name', '!=', False)], ['alias_name'])
        head = raw[:512 * 1024].lower()
        if not any(alias.alias_name.encode() in head for alias in aliases):
            return self.browse(), set(), False
        dropboxes = self.search([('alias_id', 'in', aliases.ids)])
        addresses = envelope_addresses(read_headers(raw))
        for dropbox in dropboxes:
            own = dropbox._own_addresses(addresses)
            if own:
                others = self.env['mail.alias.domain']._find_aliases(list(addresses - own))
                return dropbox, own, bool(others)
        return self.browse(), set(), False

    def _get_own_domains(self):
        """Return the mail domains of our companies as a set; those of free mail providers are nobody's own."""
        companies = self.env['res.company'].search_fetch([], ['email', 'alias_domain_id'])
        domains = {normalize_email(company.email or '').rpartition('@')[2] for company in companies} - FREE_MAIL
        domains |= set(self._get_alias_domains())
        written = ','.join(self.search([('own_domains', '!=', False)]).mapped('own_domains'))
        domains |= {email_domain_normalize(domain.strip().lstrip('@')) or '' for domain in written.replace(';', ',').split(',')}
        return {domain.lower() for domain in domains if domain}

    def _get_trusted_servers(self):
        """Return the names of the servers whose word counts."""
        return [name.strip() for name in (self.trusted_servers or '').replace(';', ',').split(',') if name.strip()]

    @api.model
    def _get_address(self, company):
        """Return the address that colleagues of ``company`` put in BCC, or ''; as superuser."""
        dropbox = self.search(Domain('company_id', '=', company.id), limit=1) or self.search([], limit=1)
        return dropbox.alias_email or ''
