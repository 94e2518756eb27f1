from odoo import api, fields, models

from ..tools.imports.changes import FIXED, RULES
from ..tools.imports.reach import reach_text

PREFIX = 'cell_'


def _cell(label):
    return fields.Char(compute='_compute_cells', readonly=False, string=label)


class CrmImportRow(models.Model):
    """The cells of the mapped columns in the list of rows: what the file says, editable, and what is made of it."""

    _inherit = 'crm.import.row'

    # One for each key that a column can go to: a further kind adds its own, `cell_` + key with `_` for the dot.
    cell_company_name = _cell("Company name")
    cell_company_full_name = _cell("Full legal name")
    cell_company_vat = _cell("Tax ID")
    cell_company_kpp = _cell("КПП")
    cell_company_registry = _cell("Registration number")
    cell_company_ref = _cell("Reference")
    cell_company_phone = _cell("Company's phone")
    cell_company_email = _cell("Company's e-mail")
    cell_company_website = _cell("Website")
    cell_company_street = _cell("Street")
    cell_company_street2 = _cell("Street 2")
    cell_company_zip = _cell("Postal code")
    cell_company_city = _cell("City")
    cell_company_state = _cell("Region")
    cell_company_country = _cell("Country")
    cell_company_address = _cell("Address")
    cell_company_comment = _cell("Company's notes")
    cell_company_category = _cell("Tags")
    cell_company_industry = _cell("Industry")
    cell_company_user = _cell("Salesperson in the file")
    cell_person_name = _cell("Person")
    cell_person_last_name = _cell("Last name")
    cell_person_first_name = _cell("First name")
    cell_person_middle_name = _cell("Middle name")
    cell_person_function = _cell("Job position")
    cell_person_phone = _cell("Phone")
    cell_person_mobile = _cell("Mobile")
    cell_person_email = _cell("E-mail")
    cell_person_comment = _cell("Notes")
    cell_person_birthdate = _cell("Date of birth")
    cell_any_messenger = _cell("Messenger")
    cell_notes = fields.Json(
        compute='_compute_cells', string="About the cells",
        help="By field: `shown`, the value as it will be written, and `issue`, what is wrong with it.")

    change_values = fields.Json(compute='_compute_change_values', string="Tidied")

    @api.depends_context('lang')
    @api.depends('changes', 'import_id.column_ids.header')
    def _compute_change_values(self):
        messages = self.env['crm.import.message']
        for record, rows in self.grouped('import_id').items():
            headers = {column.position: column.header for column in record.column_ids}
            for row in rows:
                row.change_values = [
                    {**change, 'header': headers.get(change['column'], ''), 'label': messages.label(RULES[change['rule']]),
                     'fixed': change['rule'] in FIXED}
                    for change in row.changes or [] if change['rule'] in RULES]

    @api.model
    def _cell_fields(self):
        """:return: dict of key of a column -> name of the field that shows its cells"""
        keys = dict(self.env['crm.import']._all_field_labels())
        names = {key: PREFIX + key.replace('.', '_') for key in keys}
        return {key: name for key, name in names.items() if name in self._fields}

    @api.depends_context('lang')
    @api.depends('raw', 'normalized', 'issues', 'import_id.column_ids.field_key')
    def _compute_cells(self):
        names = self._cell_fields()
        for record, rows in self.grouped('import_id').items():
            columns = record._columns_by_key()
            for row in rows:
                raw, notes = row.raw or [], row._issues_by_key(columns)
                shown = {}
                for key, name in names.items():
                    text = ', '.join(raw[position] for position in columns.get(key, ()) if position < len(raw) and raw[position])
                    row[name] = text or False
                    if key in columns:
                        shown[name] = row._note_of_cell(record, key, text, notes.get(key))
                row.cell_notes = {name: note for name, note in shown.items() if note}

    def _note_of_cell(self, record, key, text, issues):
        value = record._mapper()._cell_text(self.normalized or {}, key)
        note = {'shown': value} if value != text and self.state != 'rejected' else {}
        return {**note, 'issue': '\n'.join(issues)} if issues else note

    def _issues_by_key(self, columns):
        """:return: dict of key -> sentences about its cells"""
        messages, found = self.env['crm.import.message'], {}
        keys = {position: key for key, positions in columns.items() for position in positions}
        for code, params in self.issues or []:
            key = params.get('field') or keys.get(params.get('column'))
            if key:
                found.setdefault(key, []).append(messages.text(code, params))
        return found

    def write(self, vals):
        cells = {name: text for name, text in vals.items() if name.startswith(PREFIX) and name != 'cell_notes'}
        if not cells:
            return super().write(vals)
        rest = {name: value for name, value in vals.items() if name not in cells and name != 'cell_notes'}
        result = super().write(rest) if rest else True
        keys = {name: key for key, name in self._cell_fields().items()}
        for record, rows in self.grouped('import_id').items():
            columns, corrections = record._columns_by_key(), {}
            for name, text in cells.items():
                for place, position in enumerate(columns.get(keys.get(name), ())):
                    # Several columns of one field are shown as one text: it goes to the first of them.
                    corrections[position] = '' if place else text or ''
            rows._correct(corrections)
        return result

    def _correct(self, corrections):
        """Correct cells of these rows, which are read and matched anew, once.

        :param dict corrections: place of the column from 0 -> new text
        """
        self._check_open()
        if not corrections:
            return
        for record, rows in self.grouped('import_id').items():
            for row in rows:
                raw = list(row.raw or [])
                raw += [''] * (max(corrections) + 1 - len(raw))
                for position, text in corrections.items():
                    raw[position] = text
                row.with_context(crm_import_row_anew=True).raw = raw
            record._keep_corrections(rows, corrections)
            record._reread_rows(rows)

    def action_correct(self, position, value):
        """Correct one cell of the row; the row is read and matched anew.

        :param int position: column, counted from 0
        :param str value: the new text of the cell
        """
        self.ensure_one()
        self._correct({position: value})
        return True


class CrmImportMapper(models.AbstractModel):
    _inherit = 'crm.import.mapper'

    def _cell_text(self, normalized, key):
        """:return: the value of a column as it will be written, as text

        :param dict normalized: what was understood of the row
        :param str key: what the column goes to
        """
        part, _dot, name = key.partition('.')
        value = (normalized.get(part) or {}).get(name)
        if isinstance(value, list):
            return ', '.join(map(str, value))
        return str(value) if value not in (None, True, False) else ''


class CrmImportMapperPartner(models.AbstractModel):
    _inherit = 'crm.import.mapper.partner'

    def _cell_text(self, normalized, key):
        part, _dot, name = key.partition('.')
        # Without a company its columns speak of the person.
        data = normalized.get(part) or normalized.get('person') or {}
        if name in ('phone', 'mobile', 'email'):
            return ', '.join(map(reach_text, data.get('emails' if name == 'email' else 'phones') or ()))
        if key == 'person.name' and data.get('further'):
            return ', '.join([data['name'], *(item['name'] for item in data['further'])])
        if name == 'messenger':
            return ', '.join((normalized.get('person') or {}).get('messengers') or ())
        if name == 'country':
            country = self.env['res.country'].browse(self._country(data.get('country')))
            return country.name or data.get('country') or ''
        return super()._cell_text({part: data}, key)
