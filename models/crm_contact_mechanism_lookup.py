"""Whose number is this? Whose address? Answered by the index, as the user who asks."""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.contact_values import EMAIL
from ..tools.emails import normalize_email
from ..tools.phones import digits_of, parse_phones

LOOKUP_LIMIT = 200  # a switchboard of hundreds: nobody reads further
SHORT_LENGTHS = (7, 6, 5)  # local numbers, as stored when the area code was not known


class CrmContactMechanism(models.Model):
    _inherit = 'crm.contact.mechanism'

    @api.model
    @api.readonly
    def find_partners(self, number, country=None):
        """Return the partners a telephone number belongs to, best first, as far as the user may read them.

        Best: the exact extension, a number complete with country over one kept without area code, partners and
        mechanisms in use over archived ones, a person over a company, the primary over further numbers.

        :param number: a number as dialled, displayed or typed: '8 916 ...', '+7916...', '007916...', with extension
            ('... доб. 12', '... ext 12') or without.
        :param country: res.country record, its id or ISO code, to complete a national number; the company's
            country when None.
        :return: res.partner records, archived ones included (last); none when nothing is known.
        """
        phone = next(iter(parse_phones(number, self._country_code(country))), None)
        if not phone:
            return self.env['res.partner']
        if phone.valid:
            exact, others = [phone.e164], self._incomplete_forms(phone.e164)
        else:
            exact, others = [digits_of(phone.raw)], []
        rows = self._lookup(exact, others, phone.extension, last_digits='' if phone.valid else exact[0])
        if phone.valid and any(is_exact for _partner_id, is_exact in rows):
            # A number without area code is a hint only: worth showing when nothing better is known.
            rows = [row for row in rows if row[1]]
        return self.env['res.partner'].browse(dict.fromkeys(partner_id for partner_id, _is_exact in rows))

    @api.model
    @api.readonly
    def find_partners_by_email(self, email):
        """Return the partners an e-mail address belongs to, best first, as far as the user may read them.

        :param email: an address, also as 'Name <address>'; the first valid one counts.
        :return: res.partner records, archived ones included (last); none when nothing is known.
        """
        address = normalize_email(email)
        rows = self._lookup([address], [], '', kind=EMAIL) if address else []
        return self.env['res.partner'].browse(dict.fromkeys(partner_id for partner_id, _is_exact in rows))

    @api.model
    def _country_code(self, country):
        if isinstance(country, int):
            country = self.env['res.country'].browse(country)
        if isinstance(country, str) and country:
            return country.upper()
        return (country or self.env.company.country_id).code or ''

    @api.model
    def _incomplete_forms(self, e164):
        """Return the digits under which an incomplete spelling of an international number may be stored."""
        digits = e164.removeprefix('+')
        return [digits, *(digits[-length:] for length in SHORT_LENGTHS if len(digits) > length)]

    @api.model
    def _lookup(self, *args, **kwargs):
        """Return [(partner id, whether by an exact value)], best first; see `_lookup_query`."""
        return self.env.execute_query(self._lookup_query(*args, **kwargs))

    @api.model
    def _lookup_query(self, exact, others, extension, last_digits='', kind=None):
        """Return the query that probes the index of normalised values, within what the user may read of res.partner.

        :param exact: normalised values; :param others: weaker forms, ranked after; :param last_digits: digits of a
            number without area code, compared with the end of complete ones; :param kind: only this kind.
        :return: SQL for rows (partner id, whether by `exact`), best first; a partner may occur several times.
        """
        Partner = self.env['res.partner'].with_context(active_test=False)
        query = Partner._search(Domain.TRUE)
        partner = query.table
        line = query.join(partner, 'id', self._table, 'partner_id', 'mechanisms')
        column = {
            name: self._field_to_sql(line, name)
            for name in ('normalized', 'extension', 'active', 'is_primary', 'valid', 'kind')
        }
        is_exact = SQL("%s = ANY(%s)", column['normalized'], exact)
        probe = SQL("%s = ANY(%s)", column['normalized'], [*exact, *others])
        if len(last_digits) >= 7:
            # No area code: compare with the end of the complete numbers, by the index on the last seven digits.
            probe = SQL(
                "(%s OR (right(%s, 7) = %s AND length(%s) > 7 AND %s <> 'email' AND %s LIKE %s))",
                probe, column['normalized'], last_digits[-7:], column['normalized'], column['kind'],
                column['normalized'], '%' + last_digits,
            )
        query.add_where(probe)
        if kind:
            query.add_where(SQL("%s = %s", column['kind'], kind))
        query.order = self._best_first(Partner, partner, column, is_exact, extension)
        query.limit = LOOKUP_LIMIT
        return query.select(SQL.identifier(partner, 'id'), is_exact)

    @api.model
    def _best_first(self, Partner, partner, column, is_exact, extension):
        """Return the ORDER BY of a lookup: think of the person who is about to answer the telephone."""
        return SQL(
            "%s DESC, %s DESC, %s DESC, %s DESC, %s DESC, %s, %s DESC, %s",
            SQL("(COALESCE(%s, '') = %s)", column['extension'], extension),
            is_exact,
            Partner._field_to_sql(partner, 'active'),
            column['active'],
            column['valid'],
            SQL("COALESCE(%s, FALSE)", Partner._field_to_sql(partner, 'is_company')),
            SQL("COALESCE(%s, FALSE)", column['is_primary']),
            SQL.identifier(partner, 'id'),
        )

    # ------------------------------------------------------------------ search terms
    @api.model
    def _domain_of_term(self, term):
        """Return the domain on mechanisms for what somebody typed into a search box; FALSE when it is a name.

        A complete number or address is compared as a whole; a part of a number matches from its beginning, or by
        its last seven or more digits. Every branch is answered by an index.
        """
        if '@' in term:
            address = normalize_email(term)
            return Domain('kind', '=', EMAIL) & Domain('normalized', '=', address) if address else Domain.FALSE
        phone = next(iter(parse_phones(term, self._country_code(None))), None)
        if not phone:
            return Domain.FALSE
        if phone.valid:
            return Domain('normalized', 'in', [phone.e164, *self._incomplete_forms(phone.e164)[:1]])
        return Domain.OR(Domain('normalized', '=like', start + '%') for start in self._beginnings(digits_of(term), term))

    @api.model
    def _beginnings(self, digits, term):
        """Return how normalised values begin that a partly typed number may become."""
        country = self.env.company.country_id
        starts = {digits, '+' + digits}
        if country.phone_code and not term.strip().startswith('+'):
            # The trunk prefix ('8' or '0') gives way to the country code.
            starts |= {f'+{country.phone_code}{digits}', f'+{country.phone_code}{digits[1:]}'}
        return sorted(starts)
