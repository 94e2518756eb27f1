from odoo import fields, models
from odoo.tools import SQL

# Key under which a transaction remembers its merges: {id merged away: id that remains}.
MERGED_LEADS = 'crm_customer_record.merged_leads'


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    interaction_ids = fields.One2many('crm.interaction', 'lead_id', string="Interactions")
    interaction_count = fields.Integer(string="Talks", compute='_compute_interaction_count')

    def _compute_interaction_count(self):
        """Count what the viewer may read, for all leads in one query; nothing for those without a role here."""
        Interaction = self.env['crm.interaction']
        counts = {}
        if Interaction.has_access('read'):
            counts = {
                lead.id: count
                for lead, count in Interaction._read_group([('lead_id', 'in', self.ids)], ['lead_id'], ['__count'])
            }
        for lead in self:
            lead.interaction_count = counts.get(lead.id, 0)

    def action_view_interactions(self):
        """Open the interactions of this opportunity; a new one starts with its customer."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id('crm_customer_record.crm_interaction_action')
        return dict(
            action,
            domain=[('lead_id', '=', self.id)],
            context={'default_lead_id': self.id, 'default_partner_id': self.partner_id.id},
        )

    def unlink(self):
        self._move_merged_interactions()
        return super().unlink()

    def _merge_dependences(self, opportunities):
        """Talks go over to the opportunity that remains, those too that the merging user may not read."""
        result = super()._merge_dependences(opportunities)
        # One assignment run merges thousands and deletes them together: the talks move together, too.
        precommit = self.env.cr.precommit
        merged = precommit.data.setdefault(MERGED_LEADS, {})
        if not merged:
            precommit.add(self.browse()._move_merged_interactions)
        for tail, head in merged.items():
            merged[tail] = self.id if head in opportunities.ids else head
        merged.update(dict.fromkeys(opportunities.ids, self.id))
        return result

    def _move_merged_interactions(self):
        """Give the talks, promises and moves of opportunities merged in this transaction to those that remain, set-based."""
        merged = self.env.cr.precommit.data.pop(MERGED_LEADS, None)
        if not merged:
            return
        models = (self.env['crm.interaction'], self.env['crm.promise'], self.env['crm.stage.transition'],
                  self.env['crm.forecast.judgement'])
        for model in models:
            model.flush_model(['lead_id'])
        self.env['crm.stage.transition']._flush_moves()
        # By SQL: a write would also set the team of that time anew. In one statement: the host counts what a merge costs.
        self.env.cr.execute(SQL(
            """WITH merged AS (SELECT * FROM unnest(%(tails)s, %(heads)s) AS merged(tail, head)),
                    talk AS (UPDATE crm_interaction record SET lead_id = merged.head FROM merged WHERE record.lead_id = merged.tail
                             RETURNING record.id),
                    promise AS (UPDATE crm_promise record SET lead_id = merged.head FROM merged WHERE record.lead_id = merged.tail
                                RETURNING record.id),
                    %(moves)s,
                    %(words)s
               SELECT EXISTS (SELECT FROM talk), EXISTS (SELECT FROM promise), EXISTS (SELECT FROM move), EXISTS (SELECT FROM word)""",
            tails=list(merged), heads=list(merged.values()), moves=self.env['crm.stage.transition']._merge_moves(),
            words=self.env['crm.forecast.judgement']._merge_words()))
        for model, moved in zip(models, self.env.cr.fetchone(), strict=True):
            if moved:
                model.invalidate_model([name for name in ('lead_id', 'merged_res_id', 'merged_name') if name in model._fields])
