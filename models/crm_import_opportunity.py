from psycopg2.extras import execute_values

from odoo import Command, fields, models
from odoo.tools import SQL
from odoo.tools.mail import plaintext2html

from ..tools.imports.kind_columns import canonical, fold
from ..tools.imports.moments import parse_moment
from ..tools.imports.money import currency_code, parse_money
from .crm_import_item import ITEM

DATES = ('created', 'deadline', 'closed')
LOGGED = ('name', 'partner_id', 'stage_id', 'user_id', 'team_id', 'expected_revenue', 'date_deadline', 'active', 'lost_reason_id')
COMPARED = ('stage_id', 'user_id', 'team_id', 'source_id', 'expected_revenue', 'date_deadline', 'description')
COLUMN_OF = {'stage_id': 'deal.stage', 'user_id': 'deal.user', 'team_id': 'deal.team', 'source_id': 'deal.source',
             'expected_revenue': 'deal.revenue', 'date_deadline': 'deal.deadline', 'description': 'deal.notes'}


class CrmImportMapperOpportunity(models.AbstractModel):
    """Opportunities: `crm.lead` records with their customer, won and lost ones with their dates."""

    _name = 'crm.import.mapper.opportunity'
    _inherit = 'crm.import.mapper.item'
    _description = "Import Mapper: Opportunities"

    _kind = 'opportunity'
    _item_model = 'crm.lead'

    def _required(self):
        return [{'deal.name'}]

    def _read_item(self, record, cells, partners, context):
        item, issues = {'name': self._text(cells, 'name').partition('\n')[0]}, []
        for name in ('stage', 'user', 'team', 'source', 'lost_reason', 'notes'):
            item[name] = self._text(cells, name)
        item['tags'] = [tag.strip() for cell in cells.get('tags', ()) for tag in str(cell).split(',') if tag.strip()]
        for name in DATES:
            moment, unsure = parse_moment(cells[name][0], context['region']) if cells.get(name) else (None, False)
            if moment:
                item[name] = self._to_utc(record, moment)
                if unsure:
                    issues.append(['date_ambiguous', {'value': str(cells[name][0]), 'date': moment.date().isoformat()}])
            elif cells.get(name):
                issues.append(['date_invalid', {'value': str(cells[name][0]), 'field': f'deal.{name}'}])
        self._read_money(cells, item, issues)
        self._read_state(cells, item, issues)
        for name, known in (('user', self._colleague), ('team', self._team)):
            if item[name] and not known(item[name]):
                issues.append([f'{name}_unknown', {'value': item[name], 'field': f'deal.{name}'}])
        error = None if item['name'] else ['deal_name_missing', {}]
        return {name: value for name, value in item.items() if value not in ('', [], None)}, issues, error

    def _read_money(self, cells, item, issues):
        if not cells.get('revenue'):
            return
        amount, currency = parse_money(cells['revenue'][0])
        if amount is None:
            issues.append(['amount_invalid', {'value': str(cells['revenue'][0]), 'field': 'deal.revenue'}])
            return
        item['revenue'] = amount
        item['currency'] = currency_code(self._text(cells, 'currency')) or currency
        if item['currency'] and not self._currency(item['currency']):
            issues.append(['currency_no_rate', {'value': item['currency'], 'field': 'deal.currency' if cells.get('currency') else 'deal.revenue'}])

    def _read_state(self, cells, item, issues):
        text = self._text(cells, 'status')
        state = canonical('status', text) if text else canonical('status', item['stage'])
        if text and not state:
            issues.append(['status_unknown', {'value': text, 'field': 'deal.status'}])
        item['status'] = state or ('lost' if item['lost_reason'] else '')
        if item['stage'] and canonical('status', item['stage']) != 'lost' and not self._stage(item['stage']):
            issues.append(['stage_unknown', {'value': item['stage'], 'field': 'deal.stage'}])

    # Lookups, each asked once a transaction

    def _named(self, model, name):
        """:return: id of the record of a name in any language, or False"""
        memo = self._memo(f'named_{model}')
        if not memo:
            for lang, _label in self.env['res.lang'].get_installed():
                for found in self.env[model].with_context(lang=lang).search_fetch([], ['name']):
                    memo.setdefault(fold(found.name), found.id)
            memo.setdefault('', False)
        return memo.get(fold(name), False)

    def _stage(self, name):
        return self._named('crm.stage', name) or self._named('crm.stage', canonical('stage', name) or '')

    def _team(self, name):
        return self._named('crm.team', name)

    def _source(self, name):
        return self._named('utm.source', name)

    def _lost_reason(self, name):
        return self._named('crm.lost.reason', name)

    def _found_or_new(self, model, name):
        """:return: id of the record of a name, created where the user may; else False"""
        found = self._named(model, name)
        if not found and self.env[model].has_access('create'):
            found = self.env[model].create({'name': name}).id
            self._memo(f'named_{model}')[fold(name)] = found
        return found

    def _currency(self, code):
        """:return: the currency of a code when amounts of it can be converted, else an empty record"""
        memo = self._memo('currencies')
        if code not in memo:
            currency = self.env['res.currency'].search([('name', '=', code)], limit=1)
            usable = currency == self.env.company.currency_id or currency.sudo().rate_ids  # whether there is a rate is no secret
            memo[code] = currency.id if usable else False
        return self.env['res.currency'].browse(memo[code] or ())

    # Matching

    def _known_items(self, record):
        """Opportunities of the same name with the same customer that the user may see, lost ones included."""
        visible = self.env['crm.lead'].with_context(active_test=False)._search([])
        return self.env.execute_query(SQL(
            """SELECT DISTINCT ON (r.id) r.id, l.id
                 FROM crm_import_row r
                 LEFT JOIN crm_import_row a ON a.id = r.account_leader_id
                 LEFT JOIN crm_import_row p ON p.id = r.partner_leader_id
                 LEFT JOIN res_partner c ON c.id = coalesce(r.match_account_id, a.match_account_id, r.match_partner_id, p.match_partner_id)
                 JOIN crm_lead l ON lower(l.name) = lower(r.normalized->%(item)s->>'name')
                 LEFT JOIN res_partner lc ON lc.id = l.partner_id
                WHERE r.import_id = %(import)s AND r.state = 'pending' AND l.id IN %(visible)s
                  AND CASE WHEN jsonb_exists(r.normalized, 'company') OR jsonb_exists(r.normalized, 'person')
                           THEN lc.commercial_partner_id = c.commercial_partner_id ELSE l.partner_id IS NULL END
                ORDER BY r.id, l.active DESC, l.id""",
            **{'item': ITEM, 'import': record.id, 'visible': visible.subselect()}))

    # Writing

    def _write_items(self, record, rows, data):
        known = {row.id: row.match_res_id for row in rows.filtered('match_res_id')}
        leads = self.env['crm.lead'].with_context(active_test=False)
        present = leads.browse(known.values()).exists()
        values = {row.id: self._lead_values(record, row, data[row.id]) for row in rows}
        new = rows.filtered(lambda row: known.get(row.id) not in present._ids)
        created = leads.create([values[row.id] for row in new])
        written = dict(zip(new._ids, created._ids, strict=True))
        self._close(created, [data[row.id] for row in new])
        self._keep_dates(created, [data[row.id] for row in new])
        self.env.flush_all()
        created.invalidate_recordset()
        changes = [(row_id, 'crm.lead', lead_id, True, {}, record._values(leads.browse(lead_id), LOGGED))
                   for row_id, lead_id in written.items()]
        for row in rows - new:
            lead = leads.browse(known[row.id])
            written[row.id] = lead.id
            changes += self._update_lead(record, row, lead, values[row.id])
        return written, changes

    def _lead_values(self, record, row, item):
        """:return: values of `crm.lead.create`; the probability is left to the host, the state to `_close`"""
        values = {'name': item['name'], 'type': 'opportunity', 'partner_id': self._customer(row).id, 'company_id': record.company_id.id}
        notes = [item['notes']] if item.get('notes') else []
        for field, name, find in (
            ('stage_id', 'stage', self._stage), ('team_id', 'team', self._team), ('user_id', 'user', self._colleague),
            ('source_id', 'source', lambda text: self._found_or_new('utm.source', text)),
        ):
            if item.get(name):
                values[field] = find(item[name])
                if not values[field]:
                    del values[field]
                    notes.append(item[name])
        tags = {name: self._found_or_new('crm.tag', name) for name in item.get('tags', ())}
        if any(tags.values()):
            values['tag_ids'] = [Command.set(list(filter(None, tags.values())))]
        # What the user may not create is not lost.
        notes += [name for name, found in tags.items() if not found]
        if item.get('lost_reason') and not self._found_or_new('crm.lost.reason', item['lost_reason']):
            notes.append(item['lost_reason'])
        if item.get('deadline'):
            values['date_deadline'] = item['deadline'][:10]
        self._set_revenue(record, item, values, notes)
        if notes:
            values['description'] = str(plaintext2html('\n'.join(notes)))
        if 'iap_enrich_done' in self.env['crm.lead']._fields:
            values['iap_enrich_done'] = True  # nobody asked for bought data about what is imported
        return values

    def _set_revenue(self, record, item, values, notes):
        if 'revenue' not in item:
            return
        own, code = record.company_id.currency_id, item.get('currency')
        if not code or code == own.name:
            values['expected_revenue'] = item['revenue']
            return
        notes.append(f"{item['revenue']:,.2f} {code}")
        if currency := self._currency(code):
            day = fields.Date.to_date((item.get('closed') or item.get('created') or fields.Date.to_string(fields.Date.today()))[:10])
            values['expected_revenue'] = currency._convert(item['revenue'], own, record.company_id, day)

    def _close(self, leads, items):
        """Won and lost the way the host does it, so that its figures are right."""
        won, lost = leads.browse(), {}
        for lead, item in zip(leads, items, strict=True):
            if item.get('status') == 'won' and not lead.stage_id.is_won:
                won += lead
            elif item.get('status') == 'lost':
                reason = self._found_or_new('crm.lost.reason', item['lost_reason']) if item.get('lost_reason') else False
                lost.setdefault(reason, []).append(lead.id)
        if won:
            won.action_set_won()
        for reason, ids in lost.items():
            leads.browse(ids).action_set_lost(lost_reason_id=reason)

    def _keep_dates(self, leads, items):
        """The dates of the history, by SQL: the host writes the moment of the import and knows no way to say another."""
        self.env.flush_all()
        lines = [(lead.id, item.get('created'), item.get('closed') if item.get('status') in ('won', 'lost') or lead.stage_id.is_won else None)
                 for lead, item in zip(leads, items, strict=True) if item.get('created') or item.get('closed')]
        if lines:
            execute_values(self.env.cr._obj, """
                UPDATE crm_lead l SET create_date = coalesce(d.created::timestamp, l.create_date),
                                      date_closed = coalesce(d.closed::timestamp, l.date_closed)
                  FROM (VALUES %s) AS d(id, created, closed) WHERE l.id = d.id""", lines, template="(%s, %s, %s)")
            self.env['crm.stage.transition']._redate(lines)

    def _update_lead(self, record, row, lead, values):
        """:return: what to log"""
        policies = {column.field_key: column.policy for column in record.column_ids if column.policy}
        write = {}
        for name in COMPARED:
            if name not in values:
                continue
            present = lead._fields[name].convert_to_write(lead[name], lead)
            policy = policies.get(COLUMN_OF[name]) or record.update_policy
            if str(present or '') != str(values[name]) and (not present or policy in ('overwrite', 'ask')):
                write[name] = values[name]
        if not write:
            return []
        before = record._values(lead, write)
        lead.write(write)
        return [(row.id, lead._name, lead.id, False, before, record._values(lead, write))]
