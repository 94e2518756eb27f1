from odoo import models


class MailThread(models.AbstractModel):
    """Followers from outside, who get a message by e-mail, have it on their timeline."""

    _inherit = 'mail.thread'

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        if message.message_type != 'user_notification':
            self.env['crm.timeline.link']._enqueue_readers(
                message.id, [reader['id'] for reader in recipients if reader['id'] and reader['share']])
        return recipients
