from odoo import api, models


class CrmKeptInMemory(models.AbstractModel):
    """Records of which something is kept in memory (``ormcache``): whatever changes them empties it."""

    _name = 'crm.kept.in.memory'
    _description = "Kept in Memory"

    # The fields whose change counts; None: all of them.
    _kept_fields = None
    # Which of the host's caches it is kept in; 'stable': the one that outlives changes of users, rights and the like.
    _kept_in = 'default'

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache(self._kept_in)
        return super().create(vals_list)

    def write(self, vals):
        if self._kept_fields is None or not self._kept_fields.isdisjoint(vals):
            self.env.registry.clear_cache(self._kept_in)
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache(self._kept_in)
        return super().unlink()
