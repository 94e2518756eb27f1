from odoo import api, models

# Context key: nobody searches for the words of the file.
NO_INDEX = 'crm_customer_record_no_index'


class IrAttachment(models.Model):
    """Files that people attach to a customer or a document take their place on the timeline."""

    _inherit = 'ir.attachment'

    @api.model_create_multi
    def create(self, vals_list):
        # before super(), which empties vals
        names = [vals.get('res_model') or self.env.context.get('default_res_model') for vals in vals_list]
        plain = [not vals.get('res_field') for vals in vals_list]
        attachments = super().create(vals_list)
        link = self.env['crm.timeline.link']
        documents = link._message_documents()
        link._enqueue('add', self._name, [
            attachment.id for attachment, name, is_file in zip(attachments, names, plain, strict=True)
            if is_file and name in documents])
        return attachments

    def _index(self, bin_data, file_type, checksum=None):
        if self.env.context.get(NO_INDEX):
            return None
        return super()._index(bin_data, file_type, checksum=checksum)

    def write(self, vals):
        result = super().write(vals)
        if 'res_model' in vals or 'res_id' in vals:
            link = self.env['crm.timeline.link']
            gone = 'res_model' in vals and vals['res_model'] not in link._message_documents()
            link._enqueue('remove' if gone else 'sync', self._name, self.ids)
        return result

    def unlink(self):
        link = self.env['crm.timeline.link']
        documents = link._message_documents()
        # sudo: where the files were; the host reads the same to decide whether they may be deleted
        ids = [file.id for file in self.sudo() if file.res_model in documents and not file.res_field]
        result = super().unlink()
        link._enqueue('remove', self._name, ids)
        return result
