from odoo import models

FAST = 'crm_import_fast'


class ResPartner(models.Model):
    """Work that the host repeats for every created record although, within one chunk of an import, it is the same.

    Only with the context key `crm_import_fast`; every chunk proves on samples that the result is the same without
    it (`crm.import.mapper.partner._create_checked`).
    """

    _inherit = 'res.partner'

    def _add_missing_default_values(self, values):
        if not self.env.context.get(FAST):
            return super()._add_missing_default_values(values)
        # Lives as long as the transaction, so defaults changed by anyone else are seen by the next chunk.
        memo = self.env.cr.precommit.data.setdefault('crm_import_defaults', {})
        key = (self.env.uid, self.env.company.id)
        if key not in memo:
            memo[key] = super()._add_missing_default_values({})
        result = {**memo[key], **values}
        for field in self._fields.values():
            if field.type == 'properties':
                result[field.name] = field._add_default_values(self.env, result)
        return result

    def _check_company(self, fnames=None):
        if not self.env.context.get(FAST):
            return super()._check_company(fnames)
        # Records with the same company and the same related records pass or fail together: one of each is checked.
        # What each company sets for itself is not given here: it is the default of all.
        names = [name for name, field in self._fields.items()
                 if field.relational and field.check_company and not field.company_dependent]
        groups = {}
        for record in self.sudo():  # compared only, nothing is shown; the check below runs as the user
            key = (record.company_id.id, *(record[name]._ids for name in names))
            groups.setdefault(key, record.id)
        return super(ResPartner, self.browse(groups.values()))._check_company(fnames)
