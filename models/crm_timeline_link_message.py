from odoo import api, models
from odoo.tools import SQL


class CrmTimelineLink(models.Model):
    """Whom a message concerned: the document's partner, an outside author, outside recipients."""

    _inherit = 'crm.timeline.link'

    @api.model
    def _message_documents(self):
        """Return the documents whose messages and meetings show on the timeline: ``{model: column of the partner}``. To be extended."""
        return {
            'res.partner': 'id',
            'crm.lead': 'partner_id',
            'sale.order': 'partner_id',
            'account.move': 'partner_id',
            'account.payment': 'partner_id',
        }

    @api.model
    def _source_key(self, model):
        return 'message' if model == 'mail.message' else super()._source_key(model)

    @api.model
    def _select(self, model, scope):
        if model != 'mail.message':
            return super()._select(model, scope)
        return SQL(
            """SELECT who.res_id, who.partner_id, record.date, colleague.id AS user_id, %s AS kind
                 FROM (%s) AS who
                 JOIN mail_message record ON record.id = who.res_id
                 JOIN res_partner person ON person.id = who.partner_id
            LEFT JOIN mail_message_subtype subtype ON subtype.id = record.subtype_id
            LEFT JOIN res_partner author ON author.id = record.author_id
            LEFT JOIN LATERAL (SELECT id FROM res_users
                                WHERE partner_id = record.author_id AND NOT COALESCE(share, FALSE)
                                ORDER BY id LIMIT 1) AS colleague ON TRUE
                WHERE record.message_type != 'user_notification' AND record.date IS NOT NULL
                  AND (who.on_document OR person.partner_share)""",
            self._message_kind(), self._message_partners(scope))

    @api.model
    def _message_partners(self, scope):
        """Return the SELECT of ``(res_id, partner_id, on_document)`` of messages."""
        parts = [
            SQL("""SELECT record.id AS res_id, document.%s AS partner_id, TRUE AS on_document
                     FROM mail_message record JOIN %s document ON document.id = record.res_id
                    WHERE record.model = %s AND %s""",
                SQL.identifier(column), SQL.identifier(self.env[model]._table), model, scope)
            for model, column in self._message_documents().items()]
        parts.append(SQL("SELECT record.id, record.author_id, FALSE FROM mail_message record WHERE %s", scope))
        parts.append(SQL(
            """SELECT record.id, recipient.res_partner_id, FALSE
                 FROM mail_message record
                 JOIN mail_message_res_partner_rel recipient ON recipient.mail_message_id = record.id
                WHERE %s""", scope))
        return SQL(" UNION ALL ").join(parts)

    @api.model
    def _message_kind(self):
        """Return the expression that tells what a message is; its table is ``record``."""
        def subtype(xmlid):
            return self.env['ir.model.data']._xmlid_to_res_id(xmlid)

        def tracks(*names):
            ids = [self.env['ir.model.fields']._get_ids(model)[field] for model, field in names]
            return SQL("EXISTS (SELECT FROM mail_tracking_value change"
                       " WHERE change.mail_message_id = record.id AND change.field_id = ANY(%s))", ids)

        return SQL(
            """CASE
               WHEN record.subtype_id = %(done)s THEN 'activity'
               WHEN record.subtype_id = ANY(%(deal)s) THEN 'opportunity'
               WHEN record.message_type IN ('email', 'email_outgoing') THEN 'email'
               WHEN record.message_type IN ('sms', 'whatsapp_message') THEN 'message'
               WHEN record.message_type = 'snailmail' THEN 'letter'
               WHEN record.message_type = 'comment' AND (subtype.id IS NULL OR subtype.internal OR record.is_internal)
               THEN 'note'
               WHEN record.message_type = 'comment' AND (author.partner_share OR %(outside)s) THEN 'email'
               WHEN record.message_type = 'comment' THEN 'comment'
               WHEN record.message_type != 'notification' THEN 'log'
               WHEN %(stage)s THEN 'stage'
               WHEN %(owner)s THEN 'handover'
               WHEN %(employer)s THEN 'career'
               ELSE 'log' END""",
            done=subtype('mail.mt_activities'),
            deal=[subtype(f'crm.mt_lead_{name}') for name in ('won', 'lost', 'restored')],
            outside=self._message_reaches_outside(),
            stage=tracks(('crm.lead', 'stage_id')),
            owner=tracks(('crm.lead', 'user_id'), ('res.partner', 'user_id')),
            employer=tracks(('res.partner', 'parent_id')),
        )

    @api.model
    def _message_reaches_outside(self):
        """Return the condition that a message was sent to somebody who is no colleague, by name or as a follower."""
        return SQL(
            """EXISTS (SELECT FROM res_partner reader
                        WHERE reader.partner_share AND (
                              reader.id IN (SELECT res_partner_id FROM mail_message_res_partner_rel
                                             WHERE mail_message_id = record.id)
                           OR reader.id IN (SELECT res_partner_id FROM mail_notification
                                             WHERE mail_message_id = record.id)))""")
