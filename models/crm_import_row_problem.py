from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.imports.issues import MESSAGES
from ..tools.imports.terms import _lt

# Remarks that ask nobody for anything.
REMARKS = ('email_in_phone', 'phone_in_email', 'formula_text', 'several_values')
COMPARISONS = {'<': SQL("<"), '<=': SQL("<="), '>': SQL(">"), '>=': SQL(">=")}
# What is wrong, in two or three words: names of groups of rows. Codes that are not here get words made of their name.
KINDS = {
    'phone_invalid': _lt("Phone: no number"), 'phone_short': _lt("Phone: area code missing"),
    'phone_lossy': _lt("Phone: rounded by the spreadsheet"), 'email_invalid': _lt("E-mail: not valid"),
    'vat_invalid': _lt("Tax ID: check digits wrong"), 'vat_zero_restored': _lt("Tax ID: zero restored"),
    'kpp_invalid': _lt("КПП: not valid"), 'registry_invalid': _lt("Registration number: not valid"), 'zip_zero_restored': _lt("Postal code: zero restored"),
    'country_unknown': _lt("Country: unknown"), 'date_invalid': _lt("Date: not valid"),
    'date_ambiguous': _lt("Date: day or month?"), 'truncated': _lt("Text cut"), 'damaged_text': _lt("Damaged characters"),
    'cell_error': _lt("Error value in a cell"), 'no_result': _lt("Formula without result"), 'extra_cells': _lt("Cells beyond the table"),
    'name_from_email': _lt("Name: taken from the e-mail"), 'name_missing': _lt("Name: missing"),
    'company_name_missing': _lt("Company: name missing"), 'email_typo': _lt("E-mail: mistyped domain?"),
    'several_people': _lt("Name: several people"), 'hidden_characters': _lt("Invisible characters"),
    'photo_too_big': _lt("Picture: too large"), 'photo_damaged': _lt("Picture: damaged"), 'card_unfinished': _lt("Card: cut off"),
    'card_too_long': _lt("Card: too large"), 'card_empty': _lt("Card: empty"), 'card_group': _lt("Card: a list of contacts"),
    'marked_deleted': _lt("Marked for deletion"),
    # rows that could not be written
    'rejected': _lt("Refused by Odoo"), 'database_refused': _lt("Refused by the database"), 'not_written': _lt("Could not be written"),
    'leader_refused': _lt("Refused with an earlier row"), 'hidden_from_caller': _lt("Colleague may not see the customer"),
    # records about customers
    'deal_name_missing': _lt("Opportunity: name missing"), 'customer_missing': _lt("Customer: missing"),
    'date_missing': _lt("Date: missing"), 'date_future': _lt("Date: in the future"), 'amount_invalid': _lt("Amount: not valid"),
    'currency_no_rate': _lt("Currency: no rate"), 'stage_unknown': _lt("Stage: unknown"), 'status_unknown': _lt("Status: not understood"),
    'type_unknown': _lt("Type: unknown"), 'user_unknown': _lt("Colleague: unknown"), 'team_unknown': _lt("Sales team: unknown"),
}


class CrmImportRow(models.Model):
    """What to look at first: the kind of problem and how sure the match is, to filter and to group by."""

    _inherit = 'crm.import.row'

    problem_kind = fields.Selection(
        '_selection_problem_kind', string="Kind of problem", compute='_compute_problem_kind', search='_search_problem_kind',
        help="The first thing in the row that should be looked at.")
    issue_code = fields.Char(string="Remark", compute='_compute_problem_kind', search='_search_issue_code')
    confidence = fields.Float(
        string="Sureness", compute='_compute_problem_kind', search='_search_confidence', aggregator=None,
        help="Score of the best candidate, from 0 to 1.")
    raw_text = fields.Char(string="Anything in the file", compute='_compute_problem_kind', search='_search_raw_text')

    @api.model
    def _selection_problem_kind(self):
        label = self.env['crm.import.message'].label
        codes = [*KINDS, *(code for code in MESSAGES if code not in KINDS)]
        return [(code, label(KINDS[code]) if code in KINDS else code.replace('_', ' ').capitalize()) for code in codes]

    @api.depends('problem', 'issues', 'candidates', 'raw')
    def _compute_problem_kind(self):
        known = {code for code, _label in self._selection_problem_kind()}
        for row in self:
            codes = [code for code, _params in row.issues or []]
            asking = [code for code in codes if code not in REMARKS]
            if row.state == 'rejected' and row.reason:
                asking.insert(0, row.reason[0])
            row.problem_kind = next((code for code in asking if code in known), False) if row.problem else False
            row.issue_code = ', '.join(codes) or False
            row.confidence = max((candidate['score'] for candidate in row.candidates or []), default=0.0)
            row.raw_text = ' '.join(text for text in row.raw or [] if text) or False

    def _problem_sql(self, alias):
        return SQL(
            """CASE WHEN %(problem)s THEN coalesce(
                   CASE WHEN %(state)s = 'rejected' AND %(reason)s->>0 = ANY(%(known)s) THEN %(reason)s->>0 END,
                   (SELECT issue->>0 FROM jsonb_array_elements(%(issues)s) WITH ORDINALITY AS listed(issue, place)
                     WHERE issue->>0 <> ALL(%(remarks)s) AND issue->>0 = ANY(%(known)s) ORDER BY place LIMIT 1)) END""",
            problem=SQL.identifier(alias, 'problem'), state=SQL.identifier(alias, 'state'), reason=SQL.identifier(alias, 'reason'),
            issues=SQL.identifier(alias, 'issues'), remarks=list(REMARKS),
            known=[code for code, _label in self._selection_problem_kind()],
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == 'problem_kind':
            for name in ('problem', 'state', 'reason', 'issues'):
                self._check_field_access(self._fields[name], 'read')
            return self._problem_sql(alias)
        return super()._field_to_sql(alias, field_expr, query)

    def _search_problem_kind(self, operator, value):
        if operator != 'in':
            return NotImplemented
        codes = [code for code in value if code]

        def to_sql(model, alias, query):
            found = model._problem_sql(alias)
            condition = SQL("%s = ANY(%s)", found, codes)
            return SQL("(%s OR %s IS NULL)", condition, found) if len(codes) < len(value) else condition

        return Domain.custom(to_sql=to_sql, predicate=lambda row: row.problem_kind in value)

    def _search_issue_code(self, operator, value):
        if operator != 'in':
            return NotImplemented
        codes = [code for code in value if code]

        def to_sql(model, alias, query):
            return SQL("EXISTS (SELECT FROM jsonb_array_elements(%s) issue WHERE issue->>0 = ANY(%s))",
                       SQL.identifier(alias, 'issues'), codes)

        return Domain.custom(to_sql=to_sql, predicate=lambda row: any(code in codes for code, _params in row.issues or []))

    def _search_confidence(self, operator, value):
        if operator not in COMPARISONS:
            return NotImplemented

        def to_sql(model, alias, query):
            return SQL(
                """(SELECT coalesce(max((candidate->>'score')::float), 0) FROM jsonb_array_elements(
                        CASE jsonb_typeof(%(all)s) WHEN 'array' THEN %(all)s ELSE '[]' END) candidate) %(operator)s %(value)s""",
                all=SQL.identifier(alias, 'candidates'), operator=COMPARISONS[operator], value=float(value))

        return Domain.custom(to_sql=to_sql)

    def _search_raw_text(self, operator, value):
        if operator != 'ilike' or not isinstance(value, str):
            return NotImplemented
        pattern = '%' + value.replace('\\', '\\\\').replace('%', '\\%').replace('_', '\\_') + '%'

        def to_sql(model, alias, query):
            return SQL("%s::text ILIKE %s", SQL.identifier(alias, 'raw'), pattern)

        return Domain.custom(to_sql=to_sql, predicate=lambda row: value.casefold() in (row.raw_text or '').casefold())
