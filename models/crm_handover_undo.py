import json
from collections import defaultdict

from odoo import fields, models
from odoo.tools import SQL

# Columns that the ORM would compute anew: they are put back as they were when nobody touched them since.
PUT_BACK = ('date_open', 'day_open', 'lead_properties')


class CrmHandover(models.Model):
    """Giving back: each record that nobody changed since returns to whom it belonged, the others are named."""

    _inherit = 'crm.handover'

    def action_undo(self):
        """Give back what was handed over, at once when it is little, else in the background.

        A record that somebody else has by now, that was closed or deleted, stays; its line says why.

        :return: True
        :raises AccessError: when the user may not hand over the customers of this person
        :raises UserError: when it is not done
        """
        for handover in self:
            handover.check_access('read')
            handover._check_state('done')
            handover._check_may_hand_over(handover.from_user_id)
            # sudo: hand-overs are written by these methods only, whose rights were just checked
            record = handover.sudo()
            record.write({'state': 'queued', 'undo_user_id': self.env.uid, 'undo_date': fields.Datetime.now()})
            record._start(record._number_left())
        return True

    def _give_back(self, kind, lines):
        """Give the records of some lines back to the person who had them."""
        lines = self._still_there(kind, lines, {line: line.to_user_id.id for line in lines}, 'kept')
        current = self._snapshot(kind, lines)
        groups = defaultdict(lines.browse)
        for line in lines:
            values = self._old_values(kind, line, current[line.res_id])
            groups[tuple(sorted(values.items())), line.company_id] |= line
        returned = self._write_groups(kind, groups, 'kept')
        self._put_back(kind, returned, current)
        followed = returned.filtered(lambda line: (line.before or {}).get('followed'))
        self._pass_on_following(kind, followed, {line: (line.to_user_id, self.from_user_id) for line in followed})
        self.env.cr.execute(SQL(
            "UPDATE crm_handover_line SET state = 'returned' WHERE id = ANY(%s)", returned.ids))

    def _old_values(self, kind, line, current):
        """Return the values to write: the owner, and what changed with the owner where nobody changed it since.

        Each is given, also where it stays, lest the host computes it from the owner.
        """
        values = {'user_id': line.before['user_id']}
        for name in kind.keep:
            if name not in PUT_BACK and name in current:
                untouched = current[name] == line.after.get(name)
                values[name] = (line.before.get(name) if untouched else current[name]) or False
        return values

    def _put_back(self, kind, lines, current):
        names = [name for name in self._logged_columns(kind) if name in PUT_BACK]
        for name in names:
            values = [(line.res_id, line.before.get(name)) for line in lines
                      if current[line.res_id].get(name) == line.after.get(name)]
            if not values:
                continue
            self.env.cr.execute(SQL(
                """UPDATE %(table)s record SET %(column)s = known.%(column)s
                     FROM jsonb_to_recordset(%(values)s::jsonb) AS known(id integer, %(column)s %(type)s)
                    WHERE record.id = known.id""",
                table=SQL.identifier(self.env[kind.model]._table), column=SQL.identifier(name),
                type=SQL(self.env[kind.model]._fields[name].column_type[1]),
                values=json.dumps([{'id': res_id, name: value} for res_id, value in values])))
        if names:
            self.env[kind.model].browse(lines.mapped('res_id')).invalidate_recordset(names, flush=False)
