from datetime import timedelta

from odoo import fields

from .common_interactions import InteractionCase


class StageCase(InteractionCase):
    """Four stages of a team of its own, and opportunities of its salesperson."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Stage = cls.env['crm.stage']
        names = [("First", False), ("Second", False), ("Third", False), ("Done", True)]
        cls.stages = Stage.create([
            {'name': name, 'sequence': 100 + index, 'is_won': is_won, 'team_ids': [(6, 0, cls.team.ids)]}
            for index, (name, is_won) in enumerate(names)])
        cls.first, cls.second, cls.third, cls.won = cls.stages
        # The stages of the host stand aside: which of them a database has is not ours to know.
        Stage.search([('id', 'not in', cls.stages.ids)]).team_ids = cls.other_team
        cls.lead = cls._lead()

    @classmethod
    def _lead(cls, user=None, **values):
        """An opportunity of the seller in the first stage, created as that user."""
        user = user or cls.seller
        return cls.env(user=user)['crm.lead'].create({
            'name': "Kitchen", 'type': 'opportunity', 'partner_id': cls.contact.id, 'team_id': cls.team.id, 'user_id': user.id,
            'stage_id': cls.first.id, 'expected_revenue': 1000, **values})

    def _transitions(self, lead):
        """The transitions of an opportunity, oldest first, as the system sees them."""
        return self.env['crm.stage.transition'].search([('lead_id', '=', lead.id)], order='date, id')

    def _path(self, lead):
        """:return: list of (event, name of the stage it left, name of the stage it is in)"""
        return [(step.event, step.from_stage_id.name, step.to_stage_id.name) for step in self._transitions(lead)]

    def _began(self, lead, days):
        """Let all that happened to an opportunity so far have happened some days earlier."""
        self.env.cr.execute("UPDATE crm_stage_transition SET date = date - %s WHERE lead_id = %s", [timedelta(days=days), lead.id])
        self.env['crm.stage.transition'].invalidate_model()

    @classmethod
    def _days(cls, days):
        return fields.Date.today() + timedelta(days=days)
