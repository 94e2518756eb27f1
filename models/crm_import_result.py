from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

MECHANISM = 'crm.contact.mechanism'
SHOWN = 10_000


class CrmImport(models.Model):
    """The result page: what came of the rows, in words, with the way to the records."""

    _inherit = 'crm.import'

    started = fields.Datetime(readonly=True, copy=False, help="When the writing of the rows began.")
    finished = fields.Datetime(readonly=True, copy=False, help="When the last row was written.")
    result = fields.Json(compute='_compute_result', help="Lists of what was created and updated.")
    duration_text = fields.Char(compute='_compute_duration_text', string="Time")

    @api.depends_context('lang')
    @api.depends('state', 'change_ids')
    def _compute_result(self):
        for record in self:
            record.result = record._result_lines() if record.state not in ('draft', 'preview', 'queued', 'running') else []

    @api.depends_context('lang')
    @api.depends('started', 'finished')
    def _compute_duration_text(self):
        for record in self:
            seconds = (record.finished - record.started).total_seconds() if record.started and record.finished else 0
            minutes, seconds = divmod(max(1, round(seconds)), 60)
            if not record.finished or not record.started:
                record.duration_text = False
            elif minutes:
                record.duration_text = self.env._("%(minutes)s min %(seconds)s s", minutes=minutes, seconds=seconds)
            else:
                record.duration_text = self.env._("%(seconds)s s", seconds=seconds)

    def action_commit(self):
        result = super().action_commit()
        self.filtered(lambda record: not record.started).started = fields.Datetime.now()
        return result

    def _finish(self):
        self.finished = fields.Datetime.now()
        return super()._finish()

    def _result_labels(self):
        """Name what an import can bring; a bridge that writes another model adds its words.

        :return: dict of (model, created, company or person or False) -> label
        """
        return {
            ('res.partner', True, 'company'): self.env._("Companies created"),
            ('res.partner', True, 'person'): self.env._("People created"),
            ('res.partner', False, 'company'): self.env._("Companies updated"),
            ('res.partner', False, 'person'): self.env._("People updated"),
            ('crm.lead', True, False): self.env._("Opportunities created"),
            ('crm.lead', False, False): self.env._("Opportunities updated"),
            ('crm.interaction', True, False): self.env._("Entries of the history created"),
            (MECHANISM, True, False): self.env._("Phones and e-mails added to known customers"),
        }

    def _result_lines(self):
        """:return: list of dicts `key`, `label`, `count`, `created`; records that are gone do not count"""
        self.ensure_one()
        labels = self._result_labels()
        lines = []
        for (model, created, part), ids in sorted(self._result_ids(count=True).items(), key=self._result_rank):
            label = labels.get((model, created, part)) or (
                self.env._("%(model)s: created") if created else self.env._("%(model)s: updated")) % {
                    'model': self.env[model]._description}
            lines.append({'key': f"{model}/{int(created)}/{part or ''}", 'label': label, 'count': ids, 'created': created})
        return lines

    def _result_rank(self, item):
        (model, created, part), _count = item
        return model == MECHANISM, not created, model, part or ''

    def _result_ids(self, count=False):
        """:return: dict of (model, created, 'company' / 'person' / False) -> ids of the records, or their number"""
        self.env['crm.import.change'].flush_model()
        self.env['res.partner'].flush_model(['is_company'])
        found = self.env.execute_query(SQL(
            """WITH touched AS (SELECT model, res_id, bool_or(created) AS created FROM crm_import_change
                                 WHERE import_id = %s AND undo_state IS DISTINCT FROM 'reversed' GROUP BY 1, 2)
               SELECT model, touched.created, CASE WHEN p.is_company THEN 'company' WHEN p.id IS NOT NULL THEN 'person' END,
                      %s
                 FROM touched LEFT JOIN res_partner p ON model = 'res.partner' AND p.id = res_id
                WHERE model <> 'res.partner' OR p.id IS NOT NULL
                GROUP BY 1, 2, 3""", self.id, SQL("count(*)" if count else "array_agg(res_id ORDER BY res_id DESC)")))
        return {(model, created, part or False): ids for model, created, part, ids in found if model in self.env}

    def action_open_result(self, key):
        """Open the records of one line of the result.

        :param str key: as `result` names it
        """
        self.ensure_one()
        model, created, part = key.split('/')
        ids = self._result_ids().get((model, created == '1', part or False), [])
        if model == MECHANISM:
            model, ids = 'res.partner', self.env[model].browse(ids).exists().partner_id.ids
        return {
            'type': 'ir.actions.act_window',
            'name': next((line['label'] for line in self.result if line['key'] == key), self.name),
            'res_model': model,
            'view_mode': 'list,kanban,form',
            'views': [(False, 'list'), (False, 'kanban'), (False, 'form')],
            'mobile_view_mode': 'kanban',
            'domain': self._result_domain(model, created == '1', part, ids),
        }

    def _result_domain(self, model, created, part, ids):
        if model == 'res.partner' and len(ids) > SHOWN:
            # Too many to name each: the database knows them.
            return list(Domain('crm_import_created_id' if created else 'crm_import_updated_id', '=', self.id)
                        & Domain('is_company', '=', part == 'company'))
        return [('id', 'in', ids)]

    def action_show_left(self):
        """Open the rows that did not get in."""
        return self._action_rows(self.env._("Not imported"), domain=[('is_left', '=', True)])

    def action_show_done(self):
        """Open the rows that were imported, from where chosen ones can be taken back."""
        action = self._action_rows(self.env._("Imported rows"), domain=[('state', 'in', ('done', 'undone'))])
        return {**action, 'context': {**action['context'], 'crm_import_written': True}}


class ResPartner(models.Model):
    _inherit = 'res.partner'

    crm_import_created_id = fields.Many2one(
        'crm.import', string="Created by import", store=False, search='_search_crm_import_created_id',
        copy=False, groups='crm_customer_record.group_import')
    crm_import_updated_id = fields.Many2one(
        'crm.import', string="Updated by import", store=False, search='_search_crm_import_updated_id',
        copy=False, groups='crm_customer_record.group_import')

    def _search_crm_import_created_id(self, operator, value):
        return self._search_crm_import(operator, value, SQL("HAVING bool_or(created)"))

    def _search_crm_import_updated_id(self, operator, value):
        return self._search_crm_import(operator, value, SQL("HAVING NOT bool_or(created)"))

    def _search_crm_import(self, operator, value, having):
        if operator != 'in':
            return NotImplemented
        # Only imports that the user may see say whom they brought.
        imports = self.env['crm.import'].search([('id', 'in', [number for number in value if number])])
        return [('id', 'in', SQL(
            """(SELECT res_id FROM crm_import_change WHERE import_id = ANY(%s) AND model = 'res.partner'
                   AND undo_state IS DISTINCT FROM 'reversed' GROUP BY res_id %s)""", imports.ids, having))]
