from odoo import api, fields, models

CONFIDENTIALITY = [('normal', "Normal"), ('team', "Team"), ('private', "Private")]


class ResUsersSettings(models.Model):
    _inherit = 'res.users.settings'

    mail_capture_confidentiality = fields.Selection(CONFIDENTIALITY, help="Empty stands for normal.")


class ResUsers(models.Model):
    """What a colleague sets for mail that they send to the dropbox."""

    _inherit = 'res.users'

    mail_capture_address = fields.Char(
        string="Mail Dropbox", compute='_compute_mail_capture_address',
        help="Put it in BCC of a mail to a customer, or forward a customer's mail there: it becomes an interaction.")
    mail_capture_confidentiality = fields.Selection(
        CONFIDENTIALITY, string="Captured Mail Is", compute='_compute_mail_capture_confidentiality',
        inverse='_inverse_mail_capture_confidentiality',
        help="A mail with [private], [team] or [normal] in its subject is treated as this says.")

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + ['mail_capture_address', 'mail_capture_confidentiality']

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + ['mail_capture_confidentiality']

    @api.depends('company_id')
    def _compute_mail_capture_address(self):
        # sudo: everybody may know the address that mail is to be sent to
        Dropbox = self.env['crm.mail.dropbox'].sudo()
        for company, users in self.grouped('company_id').items():
            users.mail_capture_address = Dropbox._get_address(company)

    @api.depends('res_users_settings_id.mail_capture_confidentiality')
    def _compute_mail_capture_confidentiality(self):
        for user in self:
            # sudo: settings are readable by their user only; needed for mail of anybody
            user.mail_capture_confidentiality = user.sudo().res_users_settings_id.mail_capture_confidentiality or 'normal'

    def _inverse_mail_capture_confidentiality(self):
        for user in self:
            # sudo: who may write the user may write this setting
            settings = self.env['res.users.settings'].sudo()._find_or_create_for_user(user)
            settings.mail_capture_confidentiality = user.mail_capture_confidentiality
