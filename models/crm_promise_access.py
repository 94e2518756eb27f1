from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

# What a promise takes its customer, team, company and amount from.
REFERENCES = {'interaction_id', 'move_ids', 'user_id'}


class CrmPromise(models.Model):
    """What the record rules ask of the talk in which a promise was made (see ``customer_access`` for the form), and
    what they do not: that nobody hangs a promise on what is out of their sight.
    """

    _inherit = 'crm.promise'

    is_own_talk = fields.Boolean(
        string="My Talk",
        compute='_compute_is_own_talk',
        search='_search_is_own_talk',
        compute_sudo=True,
        help="The viewer held the talk in which it was promised, entered it or took part in it.",
    )

    @api.depends('interaction_id.user_id', 'interaction_id.participant_ids')
    @api.depends_context('uid')
    def _compute_is_own_talk(self):
        user = self.env.user
        for promise in self:
            talk = promise.interaction_id
            promise.is_own_talk = user in talk.user_id | talk.create_uid or user.partner_id in talk.participant_ids

    def _search_is_own_talk(self, operator, value):
        if operator != 'in':
            return NotImplemented
        user = self.env.user

        def to_sql(model, alias, query):
            talks = model.env['crm.interaction']
            participants = talks._fields['participant_ids']
            return SQL(
                """(SELECT t.user_id = %(uid)s OR t.create_uid = %(uid)s OR EXISTS (
                             SELECT 1 FROM %(relation)s r WHERE r.%(talk)s = t.id AND r.%(partner)s = %(me)s)
                      FROM crm_interaction t WHERE t.id = %(id)s) IS TRUE""",
                uid=user.id, me=user.partner_id.id, relation=SQL.identifier(participants.relation),
                talk=SQL.identifier(participants.column1), partner=SQL.identifier(participants.column2),
                id=SQL.identifier(alias, 'interaction_id', to_flush=talks._fields['user_id']),
            )

        return Domain.custom(to_sql=to_sql, predicate=lambda promise: promise.is_own_talk)

    @api.model_create_multi
    def create(self, vals_list):
        promises = super().create(vals_list)
        promises._check_references()
        return promises

    def write(self, vals):
        # As superuser: invoices that were named before may be out of this user's sight.
        known = self.sudo().move_ids if 'move_ids' in vals else None
        result = super().write(vals)
        if REFERENCES & vals.keys():
            self._check_references(known)
        return result

    def _check_references(self, known_moves=None):
        """Refuse talks and invoices out of sight, and a responsible colleague who could not see the promise.

        Not a constraint: those run as superuser.

        :param account.move known_moves: invoices that were named before
        """
        if self.env.su:
            return
        self.interaction_id.check_access('read')
        # As superuser, to see them all; then checked as the user.
        moves = self.sudo().filtered(lambda promise: promise.kind == 'payment').move_ids
        (moves - known_moves if known_moves else moves).sudo(False).check_access('read')
        for promise in self:
            talk, user = promise.interaction_id, promise.user_id
            if not talk or not user or promise.confidentiality == 'normal' or user in talk.user_id | self.env.user:
                continue
            if not talk.with_user(user).with_context(allowed_company_ids=talk.company_id.ids).has_access('read'):
                raise ValidationError(self.env._(
                    "%(user)s cannot see the confidential talk in which this was promised. Add %(user)s to its "
                    "participants first, or choose another colleague.", user=user.sudo().name))  # sudo: a name
