from odoo import api, models

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
            talks = self.env['crm.interaction'].search_fetch([(field, 'in', list(asked))], [field])
            replaced = {talk[field].id for talk in talks}
            ids = [record_id for record_id in ids if record_id not in replaced]
        return super()._timeline_read(source, ids)
