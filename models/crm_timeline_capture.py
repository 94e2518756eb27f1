from odoo import api, models
from odoo.tools import SQL

# Source of the timeline -> the field of a talk that took the place of its record.
TALK = 'talk'
REPLACED = {'meeting': 'event_id', 'message': 'done_message_id'}


class CrmTimeline(models.AbstractModel):
    """A meeting, or the report of an activity, and the talk logged from it are one event: one entry.

    Decided for the records of the page only, as the user: who may not read the talk still sees the meeting.
    """

    _inherit = 'crm.timeline'

    @api.model
    def _timeline_pairs(self, source, ids):
        pairs = super()._timeline_pairs(source, ids)
        if field := REPLACED.get(source.key):
            # One probe of the index for what is rare; only where there is such a talk its access rules are asked.
            talks = self.env['crm.interaction']._fields
            pairs[TALK] = SQL("SELECT %(field)s AS record, id AS other FROM crm_interaction WHERE %(field)s = ANY(%(ids)s)",
                              field=SQL.identifier(field, to_flush=talks[field]), ids=ids)
        return pairs

    @api.model
    def _timeline_read(self, source, ids):
        if taken := [talk for talks in source.related.get(TALK, {}).values() for talk in talks]:
            replaced = self._timeline_replaced(REPLACED[source.key], taken)
            ids = [record_id for record_id in ids if record_id not in replaced]
        return super()._timeline_read(source, ids)

    @api.model
    def _timeline_replaced(self, field, talk_ids):
        """Return the records in whose place the user sees one of these talks."""
        talks = self.env['crm.interaction']
        if not talks.has_access('read'):
            return set()
        return {talk[field].id for talk in talks.search_fetch([('id', 'in', talk_ids)], [field])}
