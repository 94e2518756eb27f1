from odoo import SUPERUSER_ID, api, models
from odoo.tools import SQL


class CrmTimelineLink(models.Model):
    """Whom a file concerns: the partner of the document that a person attached it to, without writing a message."""

    _inherit = 'crm.timeline.link'

    @api.model
    def _source_key(self, model):
        return 'file' if model == 'ir.attachment' else super()._source_key(model)

    @api.model
    def _select(self, model, scope):
        if model != 'ir.attachment':
            return super()._select(model, scope)
        return SQL(" UNION ALL ").join(
            SQL("""SELECT record.id AS res_id, document.%s AS partner_id, 'file' AS kind, record.create_date AS date,
                          author.id AS user_id
                     FROM ir_attachment record
                     JOIN %s document ON document.id = record.res_id
                LEFT JOIN res_users author ON author.id = record.create_uid AND NOT COALESCE(author.share, FALSE)
                    WHERE record.res_model = %s AND record.res_field IS NULL AND record.create_uid <> %s
                      AND NOT EXISTS (SELECT FROM message_attachment_rel sent WHERE sent.attachment_id = record.id)
                      AND %s""",
                SQL.identifier(column), SQL.identifier(self.env[name]._table), name, SUPERUSER_ID, scope)
            for name, column in self._message_documents().items())
