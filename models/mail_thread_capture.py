import logging

from odoo import api, models
from odoo.tools.mail import email_normalize, email_split_and_format

from ..tools.mail_capture.headers import raw_mail

_logger = logging.getLogger(__name__)


class MailThread(models.AbstractModel):
    """Mail to a dropbox leaves the way of the host's incoming mail before anything of it can bounce or fail."""

    _inherit = 'mail.thread'

    @api.model
    def message_process(self, model, message, custom_values=None, save_original=False, strip_attachments=False, thread_id=None):
        raw = raw_mail(message)
        # sudo: mail comes from outside, through whatever account the gateway uses
        dropbox, addresses, others = self.env['crm.mail.dropbox'].sudo()._addressed_by(raw)
        if not dropbox:
            return super().message_process(
                model, message, custom_values=custom_values, save_original=save_original,
                strip_attachments=strip_attachments, thread_id=thread_id)
        result = False
        if others:
            # Also for another address of the host: it goes its way as if the dropbox had not been named.
            try:
                with self.env.cr.savepoint():
                    result = super(MailThread, self.with_context(crm_mail_dropbox=addresses)).message_process(
                        model, message, custom_values=custom_values, save_original=save_original,
                        strip_attachments=strip_attachments, thread_id=thread_id)
            except Exception:  # the host refuses by exceptions, which would take the captured mail along
                _logger.warning("A mail that also went to the dropbox was refused elsewhere", exc_info=True)
        dropbox._receive(raw, strip_files=bool(strip_attachments), keep_original=bool(save_original))
        return result

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        hidden = self.env.context.get('crm_mail_dropbox')
        if hidden:
            for name in ('to', 'recipients'):
                people = email_split_and_format(message_dict.get(name) or '')
                message_dict[name] = ','.join(person for person in people if email_normalize(person) not in hidden)
        return super().message_route(message, message_dict, model=model, thread_id=thread_id, custom_values=custom_values)
