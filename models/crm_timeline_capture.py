from odoo import api, models
from odoo.tools import SQL

# Source of the timeline -> the field of a talk that took the place of its record.
REPLACED = {'meeting': 'event_id', 'message': 'done_message_id'}


class CrmTimeline(models.AbstractModel):
    """A meeting, or the report of an activity, and the talk logged from it are one event: one entry.

    Decided for the records of the page only, as the user: who may not read the talk still sees the meeting.
    """

    _inherit = 'crm.timeline'

    @api.model
    def _timeline_read(self, source, ids):
        field = REPLACED.get(source.key)
        asked = ids
        if source.key == 'message' and source.facts is not None:
            # Only the report of an activity is ever replaced: a page without one asks nothing.
            asked = [record_id for record_id in ids if source.facts.get(record_id, {}).get('kind') == 'activity']
        if field and asked and self.env['crm.interaction'].has_access('read'):
            replaced = self._timeline_replaced(field, list(asked))
            ids = [record_id for record_id in ids if record_id not in replaced]
        return super()._timeline_read(source, ids)

    @api.model
    def _timeline_replaced(self, field, ids):
        """Return those of ``ids`` in whose place the user sees a talk."""
        Talks = self.env['crm.interaction']
        # One probe of the index for what is rare; only where there is such a talk its access rules are asked.
        taken = self.env.execute_query(SQL(
            "SELECT id FROM crm_interaction WHERE %s = ANY(%s)",
            SQL.identifier(field, to_flush=Talks._fields[field]), ids))
        if not taken:
            return set()
        talks = Talks.search_fetch([('id', 'in', [talk_id for talk_id, in taken])], [field])
        return {talk[field].id for talk in talks}
