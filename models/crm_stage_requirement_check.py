from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL, is_html_empty

CONFIRMED, SENT = ('sale', 'done'), ('sent', 'sale', 'done')


class CrmStageRequirement(models.Model):
    """Which opportunities meet a requirement: one question for each requirement, however many opportunities it is about.

    Asked as the user who moves them: nobody learns through a requirement what they may not read.
    """

    _inherit = 'crm.stage.requirement'

    def _met_by(self, leads):
        """Tell who meets this requirement.

        :param crm.lead leads: in any stage; what they are about to enter is the requirement's stage
        :return: set of ids. A kind of your own is a method ``_met_<kind>(leads)`` that returns such a set.
        """
        self.ensure_one()
        # As superuser: the rule itself is no secret; what it asks about is read as the user.
        rule = self.sudo()
        try:
            return getattr(self, f'_met_{rule.kind}')(leads, rule)
        except AccessError:
            # What may not be read cannot be shown to hold: a manager who may read it can move the opportunity.
            return set()

    def _met_field(self, leads, rule):
        name = rule.field_id.name
        field = leads._fields.get(name)
        if field is None:
            return set()
        is_filled = (lambda value: not is_html_empty(value)) if field.type == 'html' else bool
        return {lead.id for lead in leads if is_filled(lead[name])}

    def _met_domain(self, leads, rule):
        condition = rule.with_env(self.env(su=True))._read_domain()
        found = leads.with_context(active_test=False).search(Domain('id', 'in', leads.ids) & condition)
        return set(found.ids)

    def _met_interaction(self, leads, rule):
        Interaction = self.env['crm.interaction']
        domain = Domain('lead_id', 'in', leads.ids) & (Domain('outcome_id', '=', False) | Domain('outcome_id.is_failed', '=', False))
        if rule.interaction_type_ids:
            domain &= Domain('type_id', 'in', rule.interaction_type_ids.ids)
        if rule.since == 'days':
            domain &= Domain('date', '>=', fields.Datetime.now() - timedelta(days=rule.days))
        latest = {lead.id: date for lead, date in Interaction._read_group(domain, ['lead_id'], ['date:max'])}
        if rule.since != 'stage':
            return set(latest)
        began = self._stage_began(leads)
        return {lead_id for lead_id, date in latest.items() if lead_id not in began or date >= began[lead_id]}

    def _stage_began(self, leads):
        """:return: {lead id: when it came into the stage it is in, or was in before the move that is being checked}"""
        origins = self.env.context.get('crm_stage_origins', {})
        stages = [origins.get(lead.id, lead.stage_id.id) or None for lead in leads]
        self.env['crm.stage.transition']._flush_moves()
        return dict(self.env.execute_query(SQL(
            """SELECT DISTINCT ON (t.lead_id) t.lead_id, date_trunc('second', t.date)
                 FROM crm_stage_transition t JOIN unnest(%s::int[], %s::int[]) AS asked(lead_id, stage_id)
                   ON asked.lead_id = t.lead_id AND asked.stage_id = t.to_stage_id
                WHERE t.merged_res_id IS NULL AND t.event NOT IN ('lost', 'reopened')
                ORDER BY t.lead_id, t.date DESC, t.id DESC""", leads.ids, stages)))

    def _met_quotation(self, leads, rule):
        states = CONFIRMED if rule.quotation_state == 'confirmed' else SENT
        groups = self.env['sale.order']._read_group([('opportunity_id', 'in', leads.ids), ('state', 'in', states)], ['opportunity_id'])
        return {lead.id for lead, in groups}

    def _met_activity(self, leads, rule):
        domain = Domain('res_model', '=', 'crm.lead') & Domain('res_id', 'in', leads.ids)
        domain &= Domain('date_deadline', '>=', fields.Date.context_today(self))
        if rule.activity_type_id:
            domain &= Domain('activity_type_id', '=', rule.activity_type_id.id)
        return set(self.env['mail.activity'].search_fetch(domain, ['res_id']).mapped('res_id'))

    def _met_document(self, leads, rule):
        domain = Domain('res_model', '=', 'crm.lead') & Domain('res_id', 'in', leads.ids)
        if rule.document_name:
            domain &= Domain('name', 'ilike', rule.document_name)
        return set(self.env['ir.attachment'].search_fetch(domain, ['res_id']).mapped('res_id'))

    def _met_approval(self, leads, rule):
        # As superuser: whether an opportunity is approved may be known by whoever moves it.
        given = self.env['crm.stage.approval'].sudo()._read_group(
            [('requirement_id', '=', self.id), ('lead_id', 'in', leads.ids), ('state', '=', 'given')], ['lead_id'])
        return {lead.id for lead, in given}

    def _met_no_skip(self, leads, rule):
        """Those that come from the stage right before, from a later one, or were in the one before already."""
        origins, target, ways = self.env.context.get('crm_stage_origins', {}), _place(rule.stage_id), leads._stage_ways()
        met, doubtful = set(), {}
        for lead in leads:
            before = [stage for stage in ways[lead.id] if _place(stage) < target][-1:]
            origin = self.env['crm.stage'].browse(origins.get(lead.id, lead.stage_id.id) or ())
            if not before or (origin and _place(origin) >= _place(before[0])):
                met.add(lead.id)
            else:
                doubtful[lead.id] = before[0].id
        if doubtful:
            self.env['crm.stage.transition']._flush_moves()
            met.update(lead_id for lead_id, in self.env.execute_query(SQL(
                """SELECT DISTINCT t.lead_id FROM crm_stage_transition t
                     JOIN unnest(%s, %s) AS asked(lead_id, stage_id) ON asked.lead_id = t.lead_id AND asked.stage_id = t.to_stage_id
                    WHERE t.merged_res_id IS NULL""", list(doubtful), list(doubtful.values()))))
        return met

    def _met_no_return(self, leads, rule):
        """Those that do not come from a later stage."""
        origins, target = self.env.context.get('crm_stage_origins', {}), _place(rule.stage_id)
        stages = self.env['crm.stage'].browse({stage_id for stage_id in origins.values() if stage_id})
        later = {stage.id for stage in stages if _place(stage) > target}
        return {lead.id for lead in leads if origins.get(lead.id) not in later}


def _place(stage):
    """:return: where a stage stands among the others, as the host orders them"""
    return stage.sequence, stage.name or '', stage.id
