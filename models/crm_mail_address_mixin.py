from odoo import models


class CrmMailAddressMixin(models.AbstractModel):
    """What has an alias of the host and takes its mail before the host does: which addresses are its own."""

    _name = 'crm.mail.address.mixin'
    _description = "Own Mail Address"

    def _own_addresses(self, addresses):
        """Return those of ``addresses`` that lead to this record, by the rules of the host for aliases."""
        name = self.alias_id.alias_name.lower()
        own = {address for address in addresses if address == (self.alias_id.alias_full_name or '').lower()}
        if self.alias_id.alias_incoming_local:
            # sudo is the caller's: a parameter of the system decides which domains count
            allowed = [domain.strip() for domain in (
                self.env['ir.config_parameter'].get_param('mail.catchall.domain.allowed') or '').split(',') if domain.strip()]
            allowed += self._get_alias_domains() if allowed else []
            own |= {address for address in addresses
                    if address.split('@')[0] == name and (not allowed or address.split('@')[1] in allowed)}
        return own

    def _get_alias_domains(self):
        """Return the names of the mail domains of this server: a handful."""
        return self.env['mail.alias.domain'].search([]).mapped('name')  # pylint: disable=no-search-all
