from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.imports.changes import FIXED, RULES


class CrmImportColumn(models.Model):
    """One column of the file and the field it goes to."""

    _name = 'crm.import.column'
    _description = "Import Column"
    _order = 'import_id, position, id'

    import_id = fields.Many2one('crm.import', required=True, index=True, ondelete='cascade')
    position = fields.Integer(required=True, help="Place of the column in the sheet, counted from 0.")
    header = fields.Char(string="Your column", readonly=True)
    field_key = fields.Selection('_selection_field_key', string="Goes to")
    samples = fields.Char(string="For example", readonly=True)
    confidence = fields.Float(readonly=True, help="How sure the suggestion is, from 0 to 1.")
    policy = fields.Selection(
        [
            ('fill', "Fill what is empty"),
            ('overwrite', "Overwrite"),
            ('keep', "Keep what is there"),
            ('ask', "Ask me"),
        ],
        string="If different",
        help="What happens when the customer is known and already has another value. Empty: as chosen for the whole import.",
    )
    refused_rules = fields.Json(help="Rules of cleaning that are not applied to this column: list of their names.")
    accepted_rules = fields.Json(help="Proposals that are applied to the whole column: list of names of rules.")

    _position_unique = models.UniqueIndex('(import_id, position)')

    @api.model
    def _selection_field_key(self):
        return self.env['crm.import']._all_field_labels()

    def write(self, vals):
        result = super().write(vals)
        if not self.env.context.get('crm_import_staging'):
            previews = self.import_id.filtered(lambda record: record.state == 'preview')
            if 'field_key' in vals:
                previews._restage()
            elif {'refused_rules', 'accepted_rules'} & vals.keys():
                self.filtered(lambda column: column.import_id in previews)._reread_changed()
            elif 'policy' in vals:
                previews._match()
        return result

    def action_answer_rule(self, rule, accept):
        """Refuse or accept a rule for all rows of these columns; the rows concerned are read and matched anew.

        :param str rule: key of `tools.imports.changes.RULES`
        :param bool accept: False refuses a change, True accepts a proposal, None takes an earlier answer back
        """
        if rule in FIXED:
            raise UserError(self.env._("Invisible characters are always removed: they cannot be kept."))
        for column in self:
            kept = {name: [item for item in column[name] or [] if item != rule] for name in ('refused_rules', 'accepted_rules')}
            if accept is not None:
                kept['accepted_rules' if accept else 'refused_rules'].append(rule)
            column.write({name: rules or False for name, rules in kept.items()})
        return True

    def change_summary(self):
        """Count what was changed and proposed in these columns, for a screen that asks about it.

        :return: list of dicts `column_id`, `position`, `header`, `rule`, `label`, `kind` (applied, proposed, refused),
            `count` (rows), `fixed` (cannot be refused) and `examples` (up to three [before, after]), in the order of the sheet
        """
        self.env['crm.import.row'].flush_model(['import_id', 'changes'])
        columns = {(column.import_id.id, column.position): column for column in self}
        rows = self.env.execute_query_dict(SQL("""
            SELECT row.import_id, (change->>'column')::int AS position, change->>'rule' AS rule, change->>'kind' AS kind,
                   count(DISTINCT row.id) AS count,
                   (array_agg(jsonb_build_array(change->'before', change->'after') ORDER BY row.row_number))[1:3] AS examples
              FROM crm_import_row row, jsonb_array_elements(row.changes) change
             WHERE row.import_id IN %s AND row.changes IS NOT NULL
             GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 5 DESC, 3
            """, tuple(self.import_id.ids) or (0,)))
        messages = self.env['crm.import.message']
        return [
            {'column_id': column.id, 'position': column.position, 'header': column.header, 'rule': row['rule'],
             'label': messages.label(RULES[row['rule']]), 'kind': row['kind'], 'count': row['count'],
             'fixed': row['rule'] in FIXED, 'examples': row['examples']}
            for row in rows if (column := columns.get((row['import_id'], row['position']))) and row['rule'] in RULES
        ]

    def _reread_changed(self):
        """Read those rows anew in which something was changed or proposed in these columns."""
        self.env['crm.import.row'].flush_model(['import_id', 'state', 'changes'])
        for record, columns in self.grouped('import_id').items():
            ids = [row_id for row_id, in self.env.execute_query(SQL("""
                SELECT id FROM crm_import_row
                 WHERE import_id = %s AND state IN ('pending', 'rejected')
                   AND EXISTS (SELECT FROM jsonb_array_elements(changes) change WHERE (change->>'column')::int = ANY(%s))
                """, record.id, columns.mapped('position')))]
            record._reread_rows(self.env['crm.import.row'].browse(ids))
