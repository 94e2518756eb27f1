from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import config, email_normalize

from ..tools.fetching import MESSAGES, FetchError, check_folder, check_url

GROUP = 'crm_customer_record.group_import'
# Folders that schedules may read: option of the server's configuration file, or parameter of the system administrator.
ROOTS_OPTION = 'crm_import_roots'
ROOTS = 'crm_customer_record.import_roots'
# Both only for the system administrator: addresses of private networks, and unencrypted ones.
PRIVATE = 'crm_customer_record.import_allow_private_network'
INSECURE = 'crm_customer_record.import_allow_http'


class CrmImportSchedule(models.Model):
    """A source that brings files by itself: a folder of the server, a web address or a mail address.

    It does what a person would do who presses Import without looking at single rows: rows that are clear are written
    with the rights of a chosen user, unclear ones wait for a person.
    """

    _name = 'crm.import.schedule'
    _description = "Scheduled Import"
    _inherit = ['mail.alias.mixin.optional', 'crm.mail.address.mixin']
    _order = 'name, id'
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    source = fields.Selection(
        [('folder', "A folder of the server"), ('url', "A web address"), ('mail', "Files sent by e-mail")], required=True, default='folder')
    folder = fields.Char(help="Path on the server. The system administrator says which folders are open for imports.")
    pattern = fields.Char(string="Only files named", default="*.xlsx, *.xls, *.ods, *.csv", help="Several are separated by commas; * stands for any letters.")
    url = fields.Char(string="Web Address", help="https://server/file.csv")
    sender_emails = fields.Text(
        string="Allowed Senders", help="E-mail addresses, one a line. Mail of others is refused.")
    unproven_policy = fields.Selection(
        [('refuse', "Refuse it"), ('accept', "Take it")], string="Sender Not Proven", required=True, default='refuse',
        help="What happens when no trusted mail server says whether a mail is really from the sender it names. "
             "The trusted servers are those of the mail dropbox.")
    kind = fields.Selection(lambda self: self.env['crm.import']._fields['kind'].selection, required=True, default='partner')
    profile_id = fields.Many2one(
        'crm.import.profile', string="Mapping", ondelete='set null', domain="[('kind', '=', kind)]", check_company=True,
        help="Import one such file by hand first: its mapping is saved by itself. Empty: found by the names of the columns.")
    country_id = fields.Many2one('res.country', string="Country of the numbers", help="Empty: guessed from each file.")
    only_new = fields.Boolean(string="Only new and changed rows", default=True, help="Rows that came with an earlier file, letter by letter, are left out.")
    user_id = fields.Many2one(
        'res.users', string="Imports as", required=True, default=lambda self: self.env.user, check_company=True,
        domain=[('share', '=', False)], help="The rows are written with the rights of this user, never more.")
    company_id = fields.Many2one('res.company', required=True, default=lambda self: self.env.company)
    report_user_ids = fields.Many2many(
        'res.users', 'crm_import_schedule_report_user_rel', string="Report to", domain=[('share', '=', False)],
        default=lambda self: self.env.user, help="They get a mail after each file, and one when the source begins to fail.")
    interval_number = fields.Integer(string="Every", required=True, default=1)
    interval_type = fields.Selection(
        [('hours', "Hours"), ('days', "Days"), ('weeks', "Weeks")], required=True, default='days')
    next_run = fields.Datetime(string="Next Time", default=fields.Datetime.now, index='btree_not_null', copy=False)
    last_run = fields.Datetime(readonly=True, copy=False)
    error = fields.Text(string="What is wrong", readonly=True, copy=False)
    refused_text = fields.Char(string="Last refused mail", readonly=True, copy=False)
    file_ids = fields.One2many('crm.import.schedule.file', 'schedule_id', string="Files", readonly=True)

    _interval_positive = models.Constraint('CHECK (interval_number > 0)', "Enter at least 1.")

    @api.constrains('source', 'folder', 'url', 'sender_emails', 'active')
    def _check_source(self):
        for record in self.filtered('active'):
            try:
                if record.source == 'folder':
                    check_folder(record.folder, record._roots())
                elif record.source == 'url':
                    check_url(record.url, record._allowed(INSECURE))
            except FetchError as error:
                raise ValidationError(record._fetch_text(error)) from error
            if record.source == 'mail' and not record._senders():
                raise ValidationError(self.env._("Enter at least one e-mail address that may send files."))

    @api.constrains('user_id', 'company_id')
    def _check_user(self):
        for record in self:
            if record.user_id.id == SUPERUSER_ID or not record._is_user_able():
                raise ValidationError(self.env._(
                    "%(user)s may not import customers in %(company)s. Choose somebody who may, or give them the right “Import customers”.",
                    user=record.user_id.name, company=record.company_id.name))

    @api.constrains('source', 'alias_id')
    def _check_alias(self):
        if any(record.source == 'mail' and not record.alias_id.alias_name for record in self):
            raise ValidationError(self.env._("Enter the e-mail address that files are sent to."))

    @api.onchange('source', 'company_id')
    def _onchange_source(self):
        # A page sends the domain along, also an empty one: then no mail would ever arrive.
        if self.source == 'mail' and not self.alias_domain_id:
            self.alias_domain_id = self.company_id.alias_domain_id

    def _is_user_able(self):
        user = self.user_id.sudo()
        return user.active and user.has_group(GROUP) and self.company_id in user.company_ids

    @api.model
    def _roots(self):
        """:return: list of the folders that are open for imports"""
        # Parameters are the system administrator's; the folders are shown to administrators of this application only.
        text = f"{config.get(ROOTS_OPTION) or ''},{self.env['ir.config_parameter'].sudo().get_param(ROOTS) or ''}"
        return [root.strip() for root in text.replace('\n', ',').split(',') if root.strip()]

    @api.model
    def _allowed(self, parameter):
        # As above: said by the system administrator, true or not.
        return (self.env['ir.config_parameter'].sudo().get_param(parameter) or '').strip().lower() in ('1', 'true', 'yes')

    def _senders(self):
        """:return: set of the addresses that may send files, normalised"""
        words = (self.sender_emails or '').replace(',', '\n').replace(';', '\n').split('\n')
        return set(filter(None, (email_normalize(word) for word in words)))

    def _patterns(self):
        return [pattern.strip() for pattern in (self.pattern or '').replace(';', ',').split(',') if pattern.strip()]

    def _fetch_text(self, error):
        """:return: what is wrong with a source, in the language of the user"""
        return self.env['crm.import.message'].label(MESSAGES[error.code]) % error.params

    def _alias_get_creation_values(self):
        return {**super()._alias_get_creation_values(), 'alias_model_id': self.env['ir.model']._get_id(self._name)}

    def _require_new_alias(self, record_vals):
        return bool(record_vals.get('alias_name')) and not record_vals.get('alias_id')

    def action_run(self):
        """Look for files now."""
        self.check_access('write')
        self.write({'next_run': fields.Datetime.now()})
        self._wake()
        return {'type': 'ir.actions.client', 'tag': 'display_notification', 'params': {
            'type': 'info', 'message': self.env._("The source is looked at within the next minute.")}}

    def _wake(self):
        # Starting a job of the add-on's own; files are imported with the rights of the chosen user.
        self.env.ref('crm_customer_record.crm_import_schedule_cron').sudo()._trigger()

    def action_show_imports(self):
        """Open what came from this source."""
        self.ensure_one()
        return {'type': 'ir.actions.act_window', 'name': self.name, 'res_model': 'crm.import', 'view_mode': 'list,kanban,form',
                'domain': [('schedule_id', '=', self.id)]}

    def _next(self):
        """:return: the next moment after now, at the same minute as ever"""
        now, step = fields.Datetime.now(), relativedelta(**{self.interval_type: self.interval_number})
        following = (self.next_run or now) + step
        return following if following > now else now + step

    def _check_rights(self):
        """Raise AccessError when the chosen user may no longer import."""
        if not self._is_user_able():
            raise AccessError(self.env._("%(user)s may no longer import customers in %(company)s.",
                                         user=self.user_id.name, company=self.company_id.name))


class CrmImport(models.Model):
    _inherit = 'crm.import'

    schedule_id = fields.Many2one(
        'crm.import.schedule', string="Scheduled Import", readonly=True, copy=False, index='btree_not_null', ondelete='set null',
        groups='crm_customer_record.group_administrator')


class CrmImportScheduleFile(models.Model):
    """One file that a source brought: remembered by its content, so that it is taken once."""

    _name = 'crm.import.schedule.file'
    _description = "File of a Scheduled Import"
    _order = 'id desc'

    schedule_id = fields.Many2one('crm.import.schedule', required=True, index=True, ondelete='cascade')
    name = fields.Char(required=True)
    file_print = fields.Char(required=True, help="Fingerprint of the content.")
    data = fields.Binary(attachment=True, help="The file, until it is read.")
    state = fields.Selection([('waiting', "Waiting"), ('imported', "Imported"), ('refused', "Refused")], required=True, default='waiting')
    error = fields.Text()
    import_id = fields.Many2one('crm.import', ondelete='set null', index='btree_not_null')

    _once = models.UniqueIndex('(schedule_id, file_print)')

    def action_retry(self):
        """Try a refused file again, after its mapping or the rights were put right."""
        # Files are written by the job only; who may change the schedule may have one tried again.
        self.schedule_id.check_access('write')
        if any(record.state != 'refused' for record in self):
            raise UserError(self.env._("This file was imported. Import it by hand to bring it in again."))
        self.sudo().write({'state': 'waiting', 'error': False})  # as said above
        self.schedule_id._wake()
