from odoo import api, fields, models
from odoo.exceptions import AccessError

# How many members of a group are looked at for one who reads the opportunity.
ASKED_AMONG = 20


class CrmStageApproval(models.Model):
    """The answer of somebody in a group to whether an opportunity may enter a stage; asked for by who wants to move it."""

    _name = 'crm.stage.approval'
    _description = "Approval of an Opportunity"
    _inherit = ['crm.readable.by.lead']
    _order = 'id desc'
    _rec_name = 'requirement_id'

    lead_id = fields.Many2one('crm.lead', string="Opportunity", required=True, readonly=True, ondelete='cascade', index=True)
    requirement_id = fields.Many2one('crm.stage.requirement', required=True, readonly=True, ondelete='cascade', index=True)
    state = fields.Selection(
        [('asked', "Asked for"), ('given', "Given"), ('refused', "Refused")], required=True, readonly=True, default='asked')
    asked_by_id = fields.Many2one('res.users', string="Asked by", readonly=True)
    decided_by_id = fields.Many2one('res.users', string="Decided by", readonly=True)
    date = fields.Datetime(string="Decided on", readonly=True)
    activity_id = fields.Many2one('mail.activity', string="Question", readonly=True, ondelete='set null', index='btree_not_null')

    _once = models.UniqueIndex('(lead_id, requirement_id)')

    @api.model
    def _ask(self, lead, requirement):
        """Ask for the approval of an opportunity, or give it when the user is of the group; who asks may write the opportunity.

        :return: the approval
        """
        # As superuser: approvals are written through here only.
        approvals = self.sudo()
        approval = approvals.search([('lead_id', '=', lead.id), ('requirement_id', '=', requirement.id)]) or approvals.create(
            {'lead_id': lead.id, 'requirement_id': requirement.id, 'asked_by_id': self.env.uid})
        if self.env.user in requirement.group_id.all_user_ids:
            approval.with_env(self.env)._decide('given')
        elif approval.state != 'given' and not approval.activity_id:
            approval.write({'state': 'asked', 'asked_by_id': self.env.uid})
            approval._put_question(lead)
        return approval

    def _put_question(self, lead):
        """Put the question into somebody's to-do list: the team's leader if in the group, else a member who reads the opportunity."""
        members = self.requirement_id.group_id.all_user_ids.filtered(lambda user: user.active and not user.share)
        leader = lead.sudo().team_id.user_id & members  # as superuser: who leads a team is no secret
        for user in (leader | members)[:ASKED_AMONG]:
            if lead.with_user(user).has_access('read'):
                self.activity_id = lead.activity_schedule(
                    'mail.mail_activity_data_todo', user_id=user.id, summary=self.env._("Approve: %(name)s", name=self.requirement_id.display_name))
                return

    def _decide(self, state):
        """Give or refuse the approval, as somebody of the requirement's group.

        :raise AccessError: for everybody else
        """
        for approval in self.sudo():  # as superuser: the group is compared
            if self.env.user not in approval.requirement_id.group_id.all_user_ids:
                raise AccessError(self.env._(
                    "Only members of \"%(group)s\" can decide this. Ask one of them.", group=approval.requirement_id.group_id.name))
        # As superuser: approvals are written through here only.
        decided = self.sudo()
        decided.write({'state': state, 'decided_by_id': self.env.uid, 'date': fields.Datetime.now()})
        decided.activity_id.with_context(crm_interaction_captured=True).action_feedback()

    def action_give(self):
        """Approve, as a member of the group."""
        self.lead_id.check_access('read')
        self._decide('given')

    def action_refuse(self):
        """Refuse, or take back what was approved, as a member of the group."""
        self.lead_id.check_access('read')
        self._decide('refused')
