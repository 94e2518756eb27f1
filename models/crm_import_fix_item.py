from odoo import models


class CrmImportColumn(models.Model):
    """What can stand in the columns of records about customers, to choose from when a wrong value is put right."""

    _inherit = 'crm.import.column'

    def _choices_stage(self):
        return self._choices_of_names('crm.stage')

    def _choices_team(self):
        return self._choices_of_names('crm.team')

    def _choices_source(self):
        return self._choices_of_names('utm.source')

    def _choices_lost_reason(self):
        return self._choices_of_names('crm.lost.reason')

    def _choices_type(self):
        return self._choices_of_names('crm.interaction.type')

    def _choices_status(self):
        return [{'value': 'open', 'label': self.env._("Open")}, {'value': 'won', 'label': self.env._("Won")},
                {'value': 'lost', 'label': self.env._("Lost")}]

    def _choices_of_names(self, model):
        """:return: names of the records of a model that the user may see, each once"""
        names = self.env[model].search([('company_id', 'in', (False, self.import_id.company_id.id))] if 'company_id' in self.env[model]._fields else [])
        return [{'value': name, 'label': name} for name in dict.fromkeys(names.mapped('name'))]


class CrmImportMapper(models.AbstractModel):
    _inherit = 'crm.import.mapper'

    def _looked_up(self):
        """Say which columns name something that the database has to know.

        :return: dict of key of the column -> (name of the value in what was understood, method that finds it by name, code of what is
            said of a name that is not found; a code that ends in `_new` says that it will be created)
        """
        return {}


class CrmImportMapperPartner(models.AbstractModel):
    _inherit = 'crm.import.mapper.partner'

    def _looked_up(self):
        return super()._looked_up() | {
            'company.user': ('user', '_user', 'user_unknown'), 'company.industry': ('industry', '_industry', 'industry_unknown')}


class CrmImportMapperOpportunity(models.AbstractModel):
    _inherit = 'crm.import.mapper.opportunity'

    def _looked_up(self):
        # Stage, salesperson and team are said of each row that names one; these two are created by who may do so.
        found = super()._looked_up()
        for name, model in (('source', 'utm.source'), ('lost_reason', 'crm.lost.reason')):
            found[f'deal.{name}'] = (name, f'_{name}', f'{name}_new' if self.env[model].has_access('create') else f'{name}_unknown')
        return found
