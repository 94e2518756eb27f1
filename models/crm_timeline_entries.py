from dataclasses import replace

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import format_amount


class CrmTimeline(models.AbstractModel):
    """How the records of a page become entries: each model read once, all that stands beside them by one statement."""

    _inherit = 'crm.timeline'

    @api.model
    def _timeline_entries(self, sources, positions):
        """Return the entries at these positions, as far as they exist: ``{(rank of the source, id): entry}``."""
        read = [(source, dates, self._timeline_read(source, list(dates)))
                for source, dates in self._timeline_with_facts(sources, positions)]
        self._timeline_load_names(self._timeline_named(read))
        entries = {}
        for source, dates, rows in read:
            for row, values in self._timeline_rendered(source, rows):
                entries[source.rank, row['id']] = self._timeline_entry(source, row['id'], dates[row['id']], values)
        self._timeline_resolve(entries.values())
        looks = self._timeline_looks()
        for entry in entries.values():
            look = looks.get(entry['kind'], {'icon': 'fa-circle', 'color': ''})
            entry.update(icon=entry['icon'] or look['icon'], color=look['color'])
        return entries

    # ------------------------------------------------------------
    # Records
    # ------------------------------------------------------------

    @api.model
    def _timeline_fields(self, source):
        """Return the fields of a source that the user may read. To be extended."""
        model = self.env[source.model]
        return [name for name in source.fields
                if name in model._fields and model._has_field_access(model._fields[name], 'read')]

    @api.model
    def _timeline_read(self, source, ids):
        """Return the fields of the source, as of ``read()``, of records that the user was just found to see."""
        names = self._timeline_fields(source)
        records = self.env[source.model].with_context(active_test=False).browse(ids)
        # As search_fetch() goes on after its search: that found them as this user, whose rules need not be asked again.
        present = set(records._fetch_query(
            records._as_query(ordered=False), records._determine_fields_to_fetch(names, ignore_when_in_cache=True))._ids)
        return records.browse(res_id for res_id in ids if res_id in present)._read_format(names, load=None)

    @api.model
    def _timeline_rendered(self, source, rows):
        """Yield ``(row, values)`` of the records of one source."""
        return zip(rows, getattr(self, source.render)(source, rows), strict=True)

    @api.model
    def _timeline_entry(self, source, res_id, date, values):
        return {
            **self._timeline_blank(),
            'key': f'{source.model},{res_id}', 'model': source.model, 'res_id': res_id,
            'date': fields.Datetime.to_string(date),
            'date_only': not source.linked and source.is_dated(self.env[source.model]),
            'link': {'model': source.model, 'res_id': res_id},
            **values,
        }

    # ------------------------------------------------------------
    # What stands beside them
    # ------------------------------------------------------------

    @api.model
    def _timeline_with_facts(self, sources, positions):
        """Return the sources of a page with what stands beside their records: ``[(source, {id: date})]``.

        One statement for links, relations and the pairs of ``_timeline_pairs``, whatever the number of sources.
        """
        dates_of = {}
        for position in positions:
            dates_of.setdefault(position.rank, {})[position.id] = position.date
        present = [(source, dates_of[source.rank]) for source in sources if source.rank in dates_of]
        ids_of = {source.key: list(dates) for source, dates in present if source.linked}
        pairs = {(source.key, name): select for source, dates in present
                 for name, select in self._timeline_pairs(source, list(dates)).items()}
        facts, related = self._timeline_facts(ids_of, pairs)
        return [(replace(source, facts=facts.get(source.key), related={
            name: records for (key, name), records in related.items() if key == source.key}), dates)
            for source, dates in present]

    @api.model
    def _timeline_pairs(self, source, ids):
        """Return what is looked up beside records of a source: ``{name: SELECT of (record, other)}``. To be extended."""
        model = self.env[source.model]
        model.flush_model(source.relations)
        return {name: SQL(
            "SELECT %(mine)s AS record, %(other)s AS other FROM %(table)s WHERE %(mine)s = ANY(%(ids)s)",
            mine=SQL.identifier(field.column1), other=SQL.identifier(field.column2), table=SQL.identifier(field.relation),
            ids=ids) for name in source.relations for field in [model._fields[name]]}

    @api.model
    def _timeline_facts(self, ids_of, pairs):
        """Return what the links of records say, and pairs of records, by one statement.

        :param dict ids_of: the records of linked sources by the key of the source
        :param dict pairs: ``{name: SELECT of (record, other)}``
        :return: ``({key: {id: {'kind', 'user', 'partners': {partner: account}}}}, {name: {id: [others]}})``
        """
        facts, related = {key: {} for key in ids_of}, {name: {} for name in pairs}
        # Straight from the tables: nobody reads links as such, and their records were just found as the user.
        keys = [(key, record) for key, ids in ids_of.items() for record in ids]
        parts = [SQL(
            """SELECT source, NULL::int AS pair, res_id AS record, partner_id AS other, account_id, user_id, kind, id AS place
                 FROM unnest(%s, %s) AS asked(key, record) JOIN crm_timeline_link ON res_id = asked.record AND source = asked.key""",
            [key for key, _record in keys], [record for _key, record in keys])] if keys else []
        parts += [SQL("SELECT NULL, %s, record, other, NULL, NULL, NULL, 0 FROM (%s) AS pairs", number, select)
                  for number, select in enumerate(pairs.values())]
        names = list(pairs)
        rows = self.env.execute_query(SQL(" UNION ALL ").join(parts)) if parts else []
        for key, pair, record, other, account_id, user_id, kind, _place in sorted(rows, key=lambda row: row[-1]):
            if pair is None:
                fact = facts[key].setdefault(record, {'kind': kind, 'user': user_id, 'partners': {}})
                fact['partners'][other] = account_id
            else:
                related[names[pair]].setdefault(record, []).append(other)
        return facts, related

    # ------------------------------------------------------------
    # Names
    # ------------------------------------------------------------

    @api.model
    def _timeline_resolve(self, entries):
        """Turn the numbers of users, partners and currencies into what is shown, one query for each model."""
        # sudo: as in _timeline_names
        users = self.env['res.users'].sudo().browse({entry['user'] for entry in entries} - {False, None})
        users.fetch(['partner_id'])
        partners = self._timeline_names('res.partner', [
            *users.partner_id.ids,
            *(partner for entry in entries for partner in (entry['partner'], entry['account'], *entry['participants']))])
        users = {user.id: {'id': user.id, 'name': partners[user.partner_id.id]['name']} for user in users}
        currencies = self.env['res.currency'].browse({entry['currency_id'] for entry in entries} - {False})
        currencies.fetch(['symbol', 'position', 'decimal_places', 'rounding'])
        currencies = {currency.id: currency for currency in currencies}
        for entry in entries:
            entry['user'] = users.get(entry['user'], False)
            entry['partner'] = partners.get(entry['partner'], False)
            entry['account'] = partners.get(entry['account'], False)
            entry['participants'] = [partners[partner] for partner in entry['participants'] if partner in partners]
            currency = currencies.get(entry['currency_id'])
            if currency and entry['amount'] is not False:
                entry['amount_text'] = format_amount(self.env, entry['amount'], currency)

    @api.model
    def _timeline_named(self, read):
        """Return the records whose names the entries of a page may show: ``{model: ids}``.

        Not what will be shown, which only the sources know: what their records and links refer to.
        """
        named = {'res.users': set(), 'res.partner': set()}
        for source, _dates, rows in read:
            for name, field in self._timeline_references(source, rows):
                for row in rows:
                    model = field.comodel_name if field.type == 'many2one' else row.get(field.model_field)
                    if model and row[name]:
                        named.setdefault(model, set()).add(row[name])
            for fact in (source.facts or {}).values():
                named['res.users'].add(fact['user'])
                named['res.partner'].update(fact['partners'], fact['partners'].values())
        return named

    @api.model
    def _timeline_references(self, source, rows):
        known = self.env[source.model]._fields
        return [(name, field) for name in (rows[0] if rows else ()) for field in [known[name]]
                if field.type == 'many2one_reference' or field.type == 'many2one' and field.comodel_name != 'res.currency']

    @api.model
    def _timeline_load_names(self, named):
        """Take the names of records of several models into memory by one query.

        :param dict named: ``{model: ids}``; those that have no name of their own are left out
        """
        named = dict(named)
        parts, receivers = [], []
        # sudo: as in _timeline_names
        users = self.env['res.users'].sudo().browse(named.pop('res.users', set()) - {False, None})
        strangers = set(users._fields['partner_id']._cache_missing_ids(users))
        known = users.browse(set(users._ids) - strangers).partner_id
        named['res.partner'] = named.get('res.partner', set()).union(known._ids)
        if strangers:
            parts.append(SQL(
                """SELECT -1, login.id, person.name, person.id FROM res_users login
                     JOIN res_partner person ON person.id = login.partner_id WHERE login.id = ANY(%s)""", list(strangers)))
        for model, ids in named.items():
            # sudo: as in _timeline_names
            records = self.env[model].sudo().browse(ids - {False, None}) if model in self.env else self.browse()
            field = records._fields.get('name')
            if not (field and field.store and field.type in ('char', 'text')):
                continue
            if missing := list(field._cache_missing_ids(records)):
                parts.append(SQL("SELECT %s, record.id, %s, NULL::int FROM %s record WHERE record.id = ANY(%s)",
                                 len(receivers), records._field_to_sql('record', 'name'), SQL.identifier(records._table), missing))
                receivers.append(records)
        found = self.env.execute_query(SQL(" UNION ALL ").join(parts)) if parts else []
        for number, records in enumerate(receivers):
            self._timeline_keep(records, 'name', {row[1]: row[2] for row in found if row[0] == number})
        people = [row for row in found if row[0] == -1]
        # sudo: as in _timeline_names
        self._timeline_keep(self.env['res.users'].sudo(), 'partner_id', {row[1]: row[3] for row in people})
        self._timeline_keep(self.env['res.partner'].sudo(), 'name', {row[3]: row[2] for row in people})

    @api.model
    def _timeline_keep(self, records, name, values):
        """Put values that were just read into the cache of the ORM, as its own reading does."""
        records._fields[name]._insert_cache(records.browse(values), values.values())

    @api.model
    def _timeline_document_names(self, documents):
        """Return the names of records of several models: ``{(model, id): name}``."""
        by_model = {}
        for model, res_id in documents:
            if model in self.env and 'name' in self.env[model]._fields:
                by_model.setdefault(model, []).append(res_id)
        return {(model, res_id): found['name'] for model, ids in by_model.items()
                for res_id, found in self._timeline_names(model, ids).items()}

    @api.model
    def _timeline_names(self, model, ids):
        # sudo: the name of a related record shows wherever the relation does, as in the host's own read()
        records = self.env[model].sudo().browse({record_id for record_id in ids if record_id})
        if missing := tuple(records._fields['name']._cache_missing_ids(records)):
            records.browse(missing).fetch(['name'])
        return {record.id: {'id': record.id, 'name': record.name} for record in records}
