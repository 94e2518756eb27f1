from odoo import api, models

# Context key: nobody is made a follower by what is written.
SILENT = 'crm_customer_record_silent'


class MailThread(models.AbstractModel):
    """Followers from outside, who get a message by e-mail, have it on their timeline; so have customers their documents."""

    _inherit = 'mail.thread'

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        if self.env.context.get(SILENT):
            return True
        return super().message_subscribe(partner_ids=partner_ids, subtype_ids=subtype_ids)

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        if message.message_type != 'user_notification':
            self.env['crm.timeline.link']._enqueue_readers(
                message.id, [reader['id'] for reader in recipients if reader['id'] and reader['share']])
        return recipients

    # ------------------------------------------------------------
    # Records of applications that need not be installed: their models cannot be inherited from here
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        link = self.env['crm.timeline.link']
        if self._name in link._linked_documents():
            link._enqueue('add', self._name, records.ids)
        return records

    def write(self, vals):
        result = super().write(vals)
        self._timeline_changed(vals)
        return result

    def _compute_field_value(self, field):
        result = super()._compute_field_value(field)
        if field.store:
            self._timeline_changed((field.name,))
        return result

    def _timeline_changed(self, names):
        """Have the links of documents follow, when one of the changed fields decides on them."""
        link = self.env['crm.timeline.link']
        document = link._linked_documents().get(self._name)
        if document and not set(document.watched).isdisjoint(names):
            ids = [record_id for record_id in self._ids if record_id]
            link._enqueue('sync', self._name, ids)
            if 'partner_id' in names:
                link._enqueue('document', self._name, ids)

    def unlink(self):
        link = self.env['crm.timeline.link']
        ids = self.ids if self._name in link._linked_documents() else ()
        result = super().unlink()
        link._enqueue('remove', self._name, ids)
        return result
