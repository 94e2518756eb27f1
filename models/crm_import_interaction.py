import datetime
import hashlib
import json
import re

from odoo import fields, models
from odoo.tools import SQL

from ..tools.imports.kind_columns import canonical, fold
from ..tools.imports.moments import TIME, parse_moment
from .crm_import_item import ITEM

CLOCK = re.compile(r'(\d+):([0-5]\d)(?::([0-5]\d))?')
NUMBER = re.compile(r'\d+(?:[.,]\d+)?')
SECONDS = re.compile(r'\d\s*(?:s\b|sec|сек|с\b|秒)', re.I)
HOURS = re.compile(r'\d\s*(?:h|час|ч\b|時間|小时)', re.I)
LOGGED = ('type_id', 'partner_id', 'date', 'summary', 'user_id', 'outcome_id', 'direction')


class CrmImportMapperInteraction(models.AbstractModel):
    """The history of talks: each becomes an interaction, once, however often its file comes."""

    _name = 'crm.import.mapper.interaction'
    _inherit = 'crm.import.mapper.item'
    _description = "Import Mapper: Interactions"

    _kind = 'interaction'
    _item_model = 'crm.interaction'
    # Nothing here stands in the way of a second worker.
    _steps_of_one_worker = frozenset()

    def _required(self):
        return [{'talk.date'}, {'talk.summary', 'talk.subject', 'talk.type'}]

    def _read_item(self, record, cells, partners, context):
        issues = []
        item = {name: self._text(cells, name) for name in ('type', 'subject', 'summary', 'outcome', 'user')}
        item['direction'] = canonical('direction', self._text(cells, 'direction')) or canonical('direction', item['type'].split(' ')[0])
        error = self._read_date(record, cells, item, issues, context)
        self._read_duration(cells, item)
        if item['type'] and not self._type(item['type']):
            issues.append(['type_unknown', {'value': item['type'], 'field': 'talk.type'}])
        if item['user'] and not self._colleague(item['user']):
            issues.append(['user_unknown', {'value': item['user'], 'field': 'talk.user'}])
        item['external_id'] = self._text(cells, 'external_id')
        return self._settle(record, item, partners, issues, error or (None if partners else ['customer_missing', {}]))

    def _settle(self, record, item, partners, issues, error):
        """Name the item and make it recognisable."""
        item = {name: value for name, value in item.items() if value not in ('', [], None)}
        item['name'] = (item.get('subject') or item.get('summary') or item.get('type') or '').partition('\n')[0][:80]
        if not item.get('external_id'):
            # Without a number of its own, what it says is what it is known by.
            said = {name: item.get(name) for name in sorted(item)} | {
                part: partners.get(part, {}).get('name') for part in ('company', 'person')}
            item['external_id'] = 'sha:' + hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]
        return item, issues, error

    def _read_date(self, record, cells, item, issues, context):
        """:return: why the row cannot be used, or None"""
        text = (cells.get('date') or [''])[0]
        moment, unsure = parse_moment(text, context['region'])
        if not moment:
            return ['date_missing' if text in ('', None) else 'date_invalid', {'value': str(text)}]
        clock = TIME.search(self._text(cells, 'time'))
        if clock:
            moment = parse_moment(f'{moment.date().isoformat()} {clock.group()}')[0]
        if unsure:
            issues.append(['date_ambiguous', {'value': str(text), 'date': moment.date().isoformat()}])
        if moment.date() == datetime.date.today() and not clock and not (isinstance(text, str) and TIME.search(text)):
            moment = datetime.datetime.combine(moment, datetime.time())
        item['date'] = self._to_utc(record, moment)
        if item['date'] > fields.Datetime.to_string(fields.Datetime.now()):
            return ['date_future', {'value': str(text)}]
        return None

    def _read_duration(self, cells, item):
        """Hours; "0:05:30", "5 min", plain numbers as minutes."""
        text = self._text(cells, 'duration')
        clock, number = CLOCK.search(text), NUMBER.search(text)
        if clock:
            first, second, third = clock.groups()
            item['duration'] = (int(first) + int(second) / 60 + int(third) / 3600) if third else int(first) / 60 + int(second) / 3600
        elif number:
            size = float(number.group().replace(',', '.'))
            item['duration'] = size if HOURS.search(text) else size / 3600 if SECONDS.search(text) else size / 60

    # Lookups

    def _type(self, text):
        """:return: id of the type that a text names, by its name in any language or by what it commonly means, else False"""
        memo = self._memo('talk_types')
        if not memo:
            memo[''] = False
            for lang, _label in self.env['res.lang'].get_installed():
                for found in self.env['crm.interaction.type'].with_context(lang=lang).search_fetch([], ['name', 'kind']):
                    memo.setdefault(fold(found.name), found.id)
                    memo.setdefault(('kind', found.kind), found.id)
        kind = canonical('type', text) or canonical('type', text.rpartition(' ')[2])
        return memo.get(fold(text)) or memo.get(('kind', kind), False)

    def _outcome(self, text, type_id):
        """:return: id of the outcome of that name that fits the type, else False"""
        memo = self._memo('talk_outcomes')
        if not memo:
            memo[''] = ()
            for lang, _label in self.env['res.lang'].get_installed():
                for found in self.env['crm.interaction.outcome'].with_context(lang=lang).search_fetch([], ['name', 'type_ids']):
                    memo.setdefault(fold(found.name), (found.id, set(found.type_ids._ids)))
        found = memo.get(fold(text))
        return found and (not found[1] or type_id in found[1]) and found[0]

    def _source(self, record):
        """:return: name of where the numbers come from; the next file with the same columns is of the same source"""
        headers = record.column_ids.sorted('position').mapped('header')
        return (record.options or {}).get('source') or f"import {self.env['crm.import.profile']._signature(headers)[:12]}"

    # Matching

    def _leave_out_known(self, record):
        """Talks whose number of the same source is there already, whoever may see them: they are not written twice."""
        # By SQL, past the rules: the index that keeps them apart does not ask either. Nothing of them is shown.
        known = self.env.execute_query(SQL(
            """SELECT r.id, i.id FROM crm_import_row r
                 JOIN crm_interaction i ON i.external_id = r.normalized->%(item)s->>'external_id'
                  AND i.source = CASE WHEN i.external_id LIKE 'sha:%%' THEN 'import' ELSE %(source)s END
                WHERE r.import_id = %(import)s AND r.state = 'pending'""",
            **{'item': ITEM, 'import': record.id, 'source': self._source(record)}))
        repeated = self.env.execute_query(SQL(
            """SELECT id, NULL FROM (SELECT id, row_number() OVER (PARTITION BY normalized->%s->>'external_id' ORDER BY row_number) AS place
                                 FROM crm_import_row WHERE import_id = %s AND state = 'pending') AS numbered WHERE place > 1""",
            ITEM, record.id))
        self._decide_items(repeated, 'skip', 'number_repeated')
        self._decide_items(known, 'skip', 'item_known')

    # Writing

    def _write_items(self, record, rows, data):
        source = self._source(record)
        interactions = self.env['crm.interaction'].create([
            {**self._item_values(record, row, data[row.id]), 'external_id': data[row.id]['external_id'],
             'source': 'import' if data[row.id]['external_id'].startswith('sha:') else source} for row in rows])
        self.env.flush_all()
        return dict(zip(rows._ids, interactions._ids, strict=True)), [
            (row.id, interaction._name, interaction.id, True, {}, record._values(interaction, LOGGED))
            for row, interaction in zip(rows, interactions, strict=True)]

    def _item_values(self, record, row, item):
        """:return: values of `crm.interaction.create`; what has no field of its own goes to the summary"""
        type_id = self._type(item.get('type') or '') or self._type('note')
        user_id = self._colleague(item.get('user'))
        outcome_id = self._outcome(item['outcome'], type_id) if item.get('outcome') else False
        lines = [item.get('subject'), item.get('summary')]
        if item.get('type') and not self._type(item['type']):
            lines.append(item['type'])
        lines += [item[name] for name, found in (('outcome', outcome_id), ('user', user_id)) if item.get(name) and not found]
        values = {
            'partner_id': self._customer(row).id, 'date': item['date'], 'summary': '\n'.join(filter(None, lines)) or item['name'],
            'user_id': user_id if item.get('user') else record.user_id.id, 'company_id': record.company_id.id,
        }
        if type_id:
            values['type_id'] = type_id
        for name in ('direction', 'duration'):
            if item.get(name):
                values[name] = item[name]
        if outcome_id:
            values['outcome_id'] = outcome_id
        return values
