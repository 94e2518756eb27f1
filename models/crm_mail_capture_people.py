"""Whom a captured mail concerns: colleagues, known contacts, unknown addresses."""

from odoo import api, models
from odoo.tools import SQL

from ..tools.imports.blocking import domain_key


class CrmMailCapture(models.Model):
    _inherit = 'crm.mail.capture'

    # ------------------------------------------------------------ ours
    @api.model
    def _find_colleagues(self, addresses):
        """Return ``{address: res.users}`` of those addresses that belong to internal users, archived ones included.

        An address is that of who logs in with it, before that of who has it as email, before further ones of a contact:
        nobody becomes somebody else by entering their address.
        """
        addresses = list(addresses)
        if not addresses:
            return {}
        self.env['crm.contact.mechanism'].flush_model(['partner_id', 'kind', 'normalized', 'active', 'is_primary'])
        self.env['res.users'].flush_model(['login', 'share', 'active', 'partner_id'])
        self.env['res.partner'].flush_model(['email_normalized'])
        rows = self.env.execute_query(SQL(
            """SELECT address, id FROM (
                   SELECT lower(u.login) AS address, u.id, u.active, 0 AS rank
                     FROM res_users u WHERE lower(u.login) = ANY(%(addresses)s) AND NOT COALESCE(u.share, FALSE)
                    UNION ALL
                   SELECT p.email_normalized, u.id, u.active, 1
                     FROM res_users u JOIN res_partner p ON p.id = u.partner_id
                    WHERE p.email_normalized = ANY(%(addresses)s) AND NOT COALESCE(u.share, FALSE)
                    UNION ALL
                   SELECT line.normalized, u.id, u.active, CASE WHEN line.is_primary THEN 1 ELSE 2 END
                     FROM crm_contact_mechanism line JOIN res_users u ON u.partner_id = line.partner_id
                    WHERE line.normalized = ANY(%(addresses)s) AND line.kind = 'email' AND line.active
                      AND NOT COALESCE(u.share, FALSE)) AS found
             ORDER BY active, rank DESC, id DESC""", addresses=addresses))
        return {address: self.env['res.users'].browse(user_id) for address, user_id in rows}  # the last one wins

    @api.model
    def _find_internal(self, addresses):
        """Return those addresses that are ours: of colleagues, of this server, of our domains."""
        own_domains = self.env['crm.mail.dropbox']._get_own_domains()
        internal = {address for address in addresses if address.split('@')[1] in own_domains}
        rest = [address for address in addresses if address not in internal]
        if rest:
            internal |= self._find_colleagues(rest).keys()
            internal |= set(self.env['mail.alias.domain']._find_aliases(rest))
        return internal

    # ------------------------------------------------------------ theirs
    def _make_addresses(self, item, error):
        """Write a line for each address from outside: its contact, or why it waits."""
        addresses = [person.address for person in item.people if person.address]
        ignored = self.env['crm.mail.capture.ignored']._filter_ignored(addresses, self.user_id)
        known = self._find_partners(addresses)
        is_many = len(addresses) > (self.dropbox_id.many_recipients or len(addresses))
        lines = []
        for person in item.people:
            if person.address in ignored:
                lines.append({'state': 'ignored', 'address': person.address})
                continue
            partner, reason = known.get(person.address, (False, 'unknown' if person.address else 'nobody'))
            lines.append({
                'address': person.address, 'name': person.name or self._name_of(person.address),
                'partner_id': partner and partner.id, 'reason': 'many' if is_many else reason,
            })
        if not lines and not item.colleagues:
            lines.append({'reason': 'failed' if error else 'nobody'})
        self.address_ids = [(0, 0, line) for line in lines]
        self._suggest_accounts()

    @api.model
    def _name_of(self, address):
        """A name to begin with: "anna.petrova@..." is Anna Petrova."""
        parts = address.split('@')[0].split('+')[0].replace('_', '.').split('.')
        return ' '.join(part.capitalize() for part in parts if part)

    def _find_partners(self, addresses):
        """Return ``{address: (res.partner or False, reason)}`` of the addresses known to the colleague."""
        # as the colleague: contacts that they may not read are unknown to them
        Mechanism = self.env['crm.contact.mechanism'].with_user(self.user_id).with_context(active_test=True)
        lines = Mechanism.search_fetch(
            [('kind', '=', 'email'), ('normalized', 'in', addresses)], ['normalized', 'partner_id']) if addresses else Mechanism
        partners = {}
        for line in lines.sudo():  # sudo: found as the colleague; their companies are compared below
            partners[line.normalized] = partners.get(line.normalized, line.partner_id.browse()) | line.partner_id
        return {address: self._choose(found) for address, found in partners.items()}

    @api.model
    def _choose(self, partners):
        """Return ``(partner or False, reason)``: whom an address belongs to, if there is one answer."""
        partners = partners.filtered('active') or partners
        accounts = partners.commercial_partner_id
        if len(accounts) > 1:
            return False, 'ambiguous'
        people = partners - accounts
        # Of several people with one address nobody knows who wrote: their company did.
        return (people if len(people) == 1 else (accounts & partners or accounts)), False

    def _suggest_accounts(self):
        """Suggest the company whose contacts write from the domain of an unknown address."""
        unknown = self.address_ids.filtered(lambda line: line.reason == 'unknown')
        domains = {line.address.split('@')[1] for line in unknown}
        domains = {domain: domain_key(domain) for domain in domains if domain_key(domain)}
        if not domains:
            return
        rows = self._accounts_of_domains(domains)
        # as the colleague: a company that they may not read is not suggested
        Partner = self.env['res.partner'].with_user(self.user_id)
        accounts = Partner.browse(account_id for _domain, account_id in rows)._filtered_access('read').filtered('is_company')
        suggested = {domain: account_id for domain, account_id in rows if account_id in accounts.ids}
        for line in unknown:
            line.account_id = suggested.get(line.address.split('@')[1], False)

    @api.model
    def _accounts_of_domains(self, domains):
        """Return ``[(domain, account id)]``: whose contacts most often write from each domain.

        Found by the keys of partners; those that came after these were last brought up to date are looked at themselves.

        :param dict domains: domain -> its key, see `tools/imports/blocking.py`
        """
        self.env['crm.contact.mechanism'].flush_model()
        return self.env.execute_query(SQL(
            """WITH wanted AS (SELECT * FROM unnest(%s::text[], %s::bigint[]) AS w(domain, key)),
               known AS (
                   SELECT w.domain, k.partner_id FROM wanted w JOIN crm_partner_key k ON k.value = w.key
                    UNION
                   SELECT w.domain, line.partner_id
                     FROM crm_contact_mechanism line JOIN wanted w ON w.domain = split_part(line.normalized, '@', 2)
                    WHERE line.partner_id > (SELECT coalesce(max(partner_id), 0) FROM crm_partner_key_stamp)
                      AND line.kind = 'email' AND line.active)
               SELECT DISTINCT ON (domain) domain, account_id FROM (
                   SELECT known.domain, partner.commercial_partner_id AS account_id, count(*) AS times
                     FROM known JOIN res_partner partner ON partner.id = known.partner_id AND partner.active
                 GROUP BY 1, 2) AS account
             ORDER BY domain, times DESC, account_id""", list(domains), list(domains.values())))
