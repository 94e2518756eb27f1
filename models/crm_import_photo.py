import base64

from odoo import fields, models
from odoo.tools.image import image_process

LARGEST_SIDE = 1920


class CrmImport(models.Model):
    """Pictures of contacts: kept beside their rows until the contact is created."""

    _inherit = 'crm.import'

    def unlink(self):
        # The rows go by the database, which knows nothing of the files beside them.
        self.env['crm.import.row'].search([('import_id', 'in', self.ids), ('photo', '!=', False)])._drop_photos()
        return super().unlink()

    def _keep_pictures(self, pictures):
        """Check the pictures of rows that were just staged, and keep the good ones.

        :param dict pictures: number of the row -> `tools.imports.cleaning.Picture`; emptied
        """
        if not pictures:
            return
        rows = self.env['crm.import.row'].search_fetch(
            [('import_id', '=', self.id), ('row_number', 'in', list(pictures))], ['row_number', 'issues', 'state'])
        for row in rows:
            photo = self._checked_photo(pictures[row.row_number])
            if not photo:
                issue = ['photo_damaged', {'field': 'person.photo'}]
                row.with_context(crm_import_row_anew=True).write({'issues': [*(row.issues or []), issue], 'problem': True})
            elif row.state == 'pending':
                row.with_context(crm_import_row_anew=True).photo = photo
        pictures.clear()

    def _checked_photo(self, picture):
        """:return: a picture that the host's own tools could read, written anew and not too large, as a field holds it;
        None for anything else"""
        if not picture.kind:
            return None
        try:
            return base64.b64encode(image_process(picture.data, size=(LARGEST_SIDE, LARGEST_SIDE), verify_resolution=True, quality=90))
        except Exception:  # what reading a damaged picture ends in depends on its kind; the contact comes without it
            return None


class CrmImportRow(models.Model):
    _inherit = 'crm.import.row'

    photo = fields.Binary(attachment=True, readonly=True, copy=False)

    def _drop_photos(self):
        self.with_context(crm_import_row_anew=True).write({'photo': False})


class CrmImportMapperPartner(models.AbstractModel):
    _inherit = 'crm.import.mapper.partner'

    def _created_changes(self, rows, partners):
        """Give new contacts their pictures; who is known keeps the own one."""
        self._add_photos(rows, partners)
        return super()._created_changes(rows, partners)

    def _add_photos(self, rows, partners):
        if not rows or 'person.photo' not in rows.import_id.column_ids.mapped('field_key'):
            return
        with_photo = rows.search([('id', 'in', rows.ids), ('photo', '!=', False)])
        targets = dict(zip(rows._ids, partners, strict=True))
        for row in with_photo:
            partner = targets[row.id]
            # The picture of a card is that of the person, where it has one.
            if not partner.is_company or 'person' not in (row.normalized or {}):
                partner.image_1920 = row.with_context(bin_size=False).photo
                row._drop_photos()
