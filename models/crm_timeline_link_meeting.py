from odoo import api, models
from odoo.tools import SQL


class CrmTimelineLink(models.Model):
    """Whom a meeting concerned: outside attendees, and the partner of the document it was planned from."""

    _inherit = 'crm.timeline.link'

    @api.model
    def _source_key(self, model):
        return 'meeting' if model == 'calendar.event' else super()._source_key(model)

    @api.model
    def _select(self, model, scope):
        if model != 'calendar.event':
            return super()._select(model, scope)
        return SQL(
            """SELECT who.res_id, who.partner_id, record.start AS date, record.user_id, 'calendar' AS kind
                 FROM (%s) AS who
                 JOIN calendar_event record ON record.id = who.res_id
                 JOIN res_partner person ON person.id = who.partner_id
                WHERE who.on_document OR person.partner_share""",
            self._meeting_partners(scope))

    @api.model
    def _meeting_partners(self, scope):
        """Return the SELECT of ``(res_id, partner_id, on_document)`` of meetings."""
        documents = [
            SQL("""SELECT record.id AS res_id, document.%s AS partner_id, TRUE AS on_document
                     FROM calendar_event record JOIN %s document ON document.id = record.res_id
                    WHERE record.res_model = %s AND %s""",
                SQL.identifier(column), SQL.identifier(self.env[model]._table), model, scope)
            for model, column in self._message_documents().items()]
        return SQL(" UNION ALL ").join([
            *documents,
            SQL("""SELECT record.id, lead.partner_id, TRUE
                     FROM calendar_event record JOIN crm_lead lead ON lead.id = record.opportunity_id WHERE %s""", scope),
            SQL("""SELECT record.id, attendee.res_partner_id, FALSE
                     FROM calendar_event record
                     JOIN calendar_event_res_partner_rel attendee ON attendee.calendar_event_id = record.id
                    WHERE %s""", scope),
        ])
