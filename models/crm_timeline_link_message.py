from odoo import api, models
from odoo.tools import SQL

DEAL_SUBTYPES = ('crm.mt_lead_won', 'crm.mt_lead_lost', 'crm.mt_lead_restored')
# What a tracking message is about, the most telling change first: kind of the entry -> tracked fields.
TRACKED = {
    'stage': (('crm.lead', 'stage_id'),),
    'career': (('res.partner', 'parent_id'), ('res.partner', 'function')),
    'handover': (('crm.lead', 'user_id'), ('res.partner', 'user_id')),
    'loyalty': (('loyalty.card', 'points'),),
}


class CrmTimelineLink(models.Model):
    """Whom a message concerned: the partner of its document, an author and recipients from outside."""

    _inherit = 'crm.timeline.link'

    @api.model
    def _message_documents(self):
        """Return the documents whose messages and meetings show on the timeline: ``{model: column of the partner}``.

        To be extended by the models of a bridge.
        """
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
        return self._message_select(self._message_partners(scope), self._message_tracked())

    @api.model
    def _message_select(self, partners, tracked):
        """Return the SELECT of links; a message on a document without a partner has a row without one.

        :param SQL partners: SELECT of ``(res_id, partner_id, on_document)`` of messages
        :param SQL tracked: expression of the kind of change that a message keeps track of
        """
        return SQL(
            """SELECT who.res_id, who.partner_id, record.date, %s AS user_id, %s AS kind
                 FROM (%s) AS who
                 JOIN mail_message record ON record.id = who.res_id
            LEFT JOIN res_partner person ON person.id = who.partner_id
            LEFT JOIN mail_message_subtype subtype ON subtype.id = record.subtype_id
                WHERE record.message_type != 'user_notification' AND record.date IS NOT NULL
                  AND (who.on_document OR person.partner_share)""",
            self._message_author(), self._message_kind(tracked), partners)

    @api.model
    def _message_partners(self, scope):
        """Return the SELECT of ``(res_id, partner_id, on_document)`` of the messages in ``scope``."""
        parts = [
            SQL("""SELECT record.id AS res_id, document.%s AS partner_id, TRUE AS on_document
                     FROM mail_message record JOIN %s document ON document.id = record.res_id
                    WHERE record.model = %s AND %s""",
                SQL.identifier(column), SQL.identifier(self.env[model]._table), model, scope)
            for model, column in self._message_documents().items()]
        parts.append(SQL("SELECT record.id, record.author_id, FALSE FROM mail_message record WHERE %s", scope))
        parts += [
            SQL("""SELECT record.id, reader.res_partner_id, FALSE
                     FROM mail_message record JOIN %s reader ON reader.mail_message_id = record.id
                    WHERE %s""", SQL.identifier(table), scope)
            for table in ('mail_message_res_partner_rel', 'mail_notification')]
        return SQL(" UNION ALL ").join(parts)

    # ------------------------------------------------------------
    # What a message is; the tables are `record`, `subtype`, `who` and `person`
    # ------------------------------------------------------------

    @api.model
    def _message_author(self):
        """Return the expression of the colleague who wrote a message."""
        return SQL("(SELECT id FROM res_users WHERE partner_id = record.author_id AND NOT COALESCE(share, FALSE)"
                   " ORDER BY id LIMIT 1)")

    @api.model
    def _message_tracked(self):
        """Return the expression of the kind of change that a message keeps track of.

        A scalar sub-select: one probe for each notification, whatever the planner thinks of their number.
        """
        return SQL(
            """(SELECT (ARRAY[%s])[MIN(%s)] FROM mail_tracking_value change
                 WHERE change.mail_message_id = record.id AND change.field_id = ANY(%s))""",
            SQL(", ").join(SQL("%s", kind) for kind in TRACKED),
            SQL("CASE %s END", SQL(" ").join(
                SQL("WHEN change.field_id = ANY(%s) THEN %s", list(ids), place)
                for place, ids in enumerate(self._tracked_fields().values(), start=1))),
            [field_id for ids in self._tracked_fields().values() for field_id in ids])

    @api.model
    def _tracked_fields(self, of_model=None):
        """Return the fields (of one model) whose changes are told apart: ``{kind: {ids of ir.model.fields}}``."""
        ids_of = self.env['ir.model.fields']._get_ids
        return {kind: {ids_of(model)[name] for model, name in names if of_model in (None, model) and model in self.env}
                for kind, names in TRACKED.items()}

    @api.model
    def _message_kind(self, tracked):
        """Return the expression of the kind of a message: ``tracked`` is that of a notification with tracked changes."""
        subtype_id = self.env['ir.model.data']._xmlid_to_res_id
        return SQL(
            """CASE
               WHEN record.subtype_id = %s THEN 'activity'
               WHEN record.subtype_id = ANY(%s) THEN 'opportunity'
               WHEN record.message_type IN ('email', 'email_outgoing') THEN 'email'
               WHEN record.message_type IN ('sms', 'whatsapp_message') THEN 'message'
               WHEN record.message_type = 'snailmail' THEN 'letter'
               WHEN record.message_type = 'notification' THEN COALESCE(%s, 'log')
               WHEN record.message_type != 'comment' THEN 'log'
               WHEN subtype.id IS NULL OR subtype.internal OR record.is_internal THEN 'note'
               WHEN bool_or(person.partner_share AND NOT who.on_document) OVER (PARTITION BY who.res_id) THEN 'email'
               ELSE 'comment' END""",
            subtype_id('mail.mt_activities'), [subtype_id(xmlid) for xmlid in DEAL_SUBTYPES], tracked)
