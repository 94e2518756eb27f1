from odoo import models
from odoo.tools import SQL

GLANCE = 'crm_card_glance'


class ResPartner(models.Model):
    """What there is at all of a customer: only that the card asks for as the user.

    Most customers lack promises, former contacts or a next step, and to find none as the user is dear: the record rules take
    longer to plan than all the rest. What there is, whoever may see it, tells only what is worth asking.
    """

    _inherit = 'res.partner'

    def _card_at_a_glance(self):
        """Return the partner, knowing what there is of it: one statement for all that ``_card_glances`` names."""
        selects = self._card_glances()
        # Not EXISTS, for which the planner forgets the order, and with it the index that finds the first record at once.
        found = self.env.execute_query(SQL(" UNION ALL ").join(
            SQL("SELECT %s WHERE (%s LIMIT 1) IS NOT NULL", key, select) for key, select in selects.items()))
        return self.with_context(**{GLANCE: frozenset(key for key, in found)})

    def _card_may_have(self, key):
        """Tell whether it is worth asking for something; it always is when nobody had a glance."""
        glance = self.env.context.get(GLANCE)
        return glance is None or key in glance

    def _card_glances(self):
        """Return what may be there: ``{key: SELECT that finds some of it}``. To be extended by ``super()``."""
        self.env['mail.activity'].flush_model(['active', 'res_model', 'res_id'])
        talks = self.env['crm.interaction']
        talks.flush_model(['activity_id'])
        family = 'id' if self.commercial_partner_id != self else 'commercial_partner_id'
        documents = {self._name: SQL("%s = %s", SQL.identifier('document', family), self.id)}
        documents.update((model, self._card_glance_condition(model)) for model in ('crm.lead', 'sale.order'))
        return {
            'talk': self._card_glance('crm.interaction', 'date'),
            'deal': self._card_glance('crm.lead', 'create_date'),
            'step crm.interaction': SQL(
                """SELECT activity.id FROM crm_interaction document JOIN mail_activity activity ON activity.id = document.activity_id
                    WHERE document.activity_id IS NOT NULL AND activity.active AND %s""",
                self._card_glance_condition(talks._name)),
            **{f'step {model}': SQL(
                """SELECT activity.id FROM mail_activity activity JOIN %s document ON document.id = activity.res_id
                    WHERE activity.res_model = %s AND activity.active AND %s""",
                SQL.identifier(self.env[model]._table), model, condition) for model, condition in documents.items()},
        }

    def _card_glance(self, model, date, condition=None):
        """Return the SELECT of this partner's records of a model, whoever may see them, with the index that ends in ``date``."""
        return SQL("SELECT document.id FROM %s document WHERE %s AND %s ORDER BY %s DESC, document.id DESC",
                   SQL.identifier(self.env[model]._table), self._card_glance_condition(model), condition or SQL("TRUE"),
                   SQL.identifier('document', date))

    def _card_glance_condition(self, model):
        """Return ``_card_domain(model)`` on the alias ``document``."""
        column, = (leaf.field_expr for leaf in self._card_domain(model).iter_conditions())
        return SQL("%s = %s", SQL.identifier('document', column, to_flush=self.env[model]._fields[column]), self.id)
