from odoo import api, models


class MailMessage(models.Model):
    """Messages take their place on the timelines of the partners they concern."""

    _inherit = 'mail.message'

    @api.model_create_multi
    def create(self, vals_list):
        link = self.env['crm.timeline.link']
        # before super(), which takes out the tracked changes and leaves res_id to be read from the database
        facts = [(vals.get('res_id'), link._tracked_kind(vals)) for vals in vals_list]
        messages = super().create(vals_list)
        link._enqueue_messages(messages, facts)
        return messages

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(('model', 'res_id', 'date', 'author_id', 'partner_ids', 'message_type', 'subtype_id')):
            self.env['crm.timeline.link']._enqueue('sync', 'mail.message', self.ids)
        return result

    def unlink(self):
        ids = self.ids
        result = super().unlink()
        self.env['crm.timeline.link']._enqueue('remove', 'mail.message', ids)
        return result
