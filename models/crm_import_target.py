from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.imports.kind_columns import FIELDS as KIND_FIELDS
from .crm_import import REREADABLE_STATES

ADDRESS = ('company.street', 'company.street2', 'company.zip', 'company.city', 'company.state', 'company.country', 'company.address')


class CrmImport(models.Model):
    """Where the columns of a file can go: to what its kind has, and to nothing else."""

    _inherit = 'crm.import'

    @api.model
    def _target_labels(self, kind):
        """:return: dict of the keys that columns of a kind can go to -> label; empty for a kind that nothing imports"""
        name = self._mappers().get(kind)
        return self.env[name]._field_labels() if name else {}

    @api.readonly
    @api.model
    def field_choices(self, kind):
        """What a column can go to, sorted for a list to choose from.

        :param str kind: one of the keys of the field `kind`
        :return: list of {'label', 'choices': [{'value', 'label'}]}
        """
        name = self._mappers().get(kind)
        if not name:
            return []
        mapper = self.env[name]
        labels, groups = mapper._field_labels(), []
        for label, keys in mapper._field_groups():
            groups.append({'label': label, 'choices': [{'value': key, 'label': labels.pop(key)} for key in keys if key in labels]})
        rest = [{'value': key, 'label': label} for key, label in labels.items()]
        return [group for group in (*groups, {'label': self.env._("Other"), 'choices': rest}) if group['choices']]

    def write(self, vals):
        other = self.filtered(lambda record: record.kind != vals['kind']) if 'kind' in vals else self.browse()
        if any(record.state not in REREADABLE_STATES for record in other):
            raise UserError(self.env._("What the file holds can be chosen until its rows are written. Start a new import with the same file."))
        # What the columns meant is said in the words of the other kind: they are recognised anew.
        other.column_ids.unlink()
        result = super().write({**vals, 'profile_id': vals.get('profile_id', False)} if other else vals)
        if not self.env.context.get('crm_import_staging'):
            other.filtered(lambda record: record.state == 'preview')._restage()
        return result

    @api.model
    def load_file(self, kind, filename, data, profile=None, options=None):
        if profile and profile.kind != kind:
            raise UserError(self.env._(
                "The mapping “%(name)s” is one of “%(other)s”: it cannot be used for “%(kind)s”.", name=profile.name,
                other=profile._kind_label(profile.kind), kind=profile._kind_label(kind)))
        return super().load_file(kind, filename, data, profile=profile, options=options)


class CrmImportColumn(models.Model):
    _inherit = 'crm.import.column'

    import_kind = fields.Selection(related='import_id.kind', string="Kind of the import")

    @api.constrains('field_key')
    def _check_field_key(self):
        for record, columns in self.grouped('import_id').items():
            labels = record._target_labels(record.kind)
            for column in columns:
                if column.field_key and column.field_key not in labels:
                    raise ValidationError(self.env._(
                        "Column “%(column)s” cannot go there: this file holds something else. Choose from the list.",
                        column=column.header))


class CrmImportProfile(models.Model):
    _inherit = 'crm.import.profile'

    def _kind_label(self, kind):
        return dict(self._fields['kind']._description_selection(self.env)).get(kind, kind)


class CrmImportSchedule(models.Model):
    _inherit = 'crm.import.schedule'

    @api.constrains('kind', 'profile_id')
    def _check_profile(self):
        for record in self:
            if record.profile_id and record.profile_id.kind != record.kind:
                raise ValidationError(self.env._("The mapping “%(name)s” is one of another kind of file. Choose another mapping, or none.",
                                                 name=record.profile_id.name))

    @api.onchange('kind')
    def _onchange_kind(self):
        if self.profile_id.kind != self.kind:
            self.profile_id = False


class CrmImportMapper(models.AbstractModel):
    _inherit = 'crm.import.mapper'

    def _field_groups(self):
        """Sort the keys of `_field_labels` for a list to choose from; keys that stand in no group come last.

        :return: list of (label of the group, list of keys)
        """
        return []


class CrmImportMapperPartner(models.AbstractModel):
    _inherit = 'crm.import.mapper.partner'

    def _field_groups(self):
        keys = list(self.env['crm.import.mapper.partner']._field_labels())
        return super()._field_groups() + [
            (self.env._("Company"), [key for key in keys if key.startswith('company.') and key not in ADDRESS]),
            (self.env._("Person"), [key for key in keys if key.startswith('person.')]),
            (self.env._("Address"), list(ADDRESS)),
        ]


class CrmImportMapperItem(models.AbstractModel):
    _inherit = 'crm.import.mapper.item'

    def _field_groups(self):
        kinds = dict(self.env['crm.import']._fields['kind']._description_selection(self.env))
        return [(kinds[self._kind], list(KIND_FIELDS[self._kind])), *super()._field_groups()]
