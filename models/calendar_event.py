from odoo import api, models

PLACE = ('start', 'start_date', 'user_id', 'partner_ids', 'attendee_ids', 'opportunity_id', 'res_id', 'res_model_id')


class CalendarEvent(models.Model):
    """Meetings take their place on the timelines of the partners they concern."""

    _inherit = 'calendar.event'

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        self.env['crm.timeline.link']._enqueue('add', 'calendar.event', events.ids)
        return events

    def write(self, vals):
        # before super(), which empties vals; what is queued is written at the end of the transaction only
        if not vals.keys().isdisjoint(PLACE):
            self.env['crm.timeline.link']._enqueue('sync', 'calendar.event', self.ids)
        return super().write(vals)

    def unlink(self):
        ids = self.ids
        result = super().unlink()
        self.env['crm.timeline.link']._enqueue('remove', 'calendar.event', ids)
        return result
