from odoo import api, fields, models
from odoo.tools import SQL


class CrmTimelinePin(models.Model):
    """The fact that somebody found an entry of a customer's timeline important.

    Says of the record only which it is. Nobody reads pins as such: what may be seen of a record is decided by its own
    access rules, and that of one who may not see it, nothing shows, not even a number.
    """

    _name = 'crm.timeline.pin'
    _description = "Pinned Entry of a Timeline"
    _order = 'id desc'
    _rec_name = 'res_id'

    source = fields.Char(required=True, help="Key of the timeline's source: tells the model of the record.")
    res_id = fields.Many2oneReference(string="Record", model_field='source', required=True)
    partner_id = fields.Many2one('res.partner', required=True, ondelete='cascade', index=True, help="On whose card it was pinned.")
    account_id = fields.Many2one('res.partner', string="Account at that time", ondelete='cascade', index='btree_not_null')

    @api.autovacuum
    def _gc_deleted_records(self):
        """Drop the pins of records that are gone."""
        models = {source.key: source.model for source in self.env['crm.timeline']._timeline_sources()
                  if source.model in self.env}
        for source, model in models.items():
            self.env.cr.execute(SQL(
                """DELETE FROM crm_timeline_pin pin
                    WHERE pin.source = %s AND NOT EXISTS (SELECT FROM %s record WHERE record.id = pin.res_id)""",
                source, SQL.identifier(self.env[model]._table)))
        self.invalidate_model()
