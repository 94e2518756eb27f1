from odoo import api, models
from odoo.tools import SQL

PROFILE = ('birthday', 'preferred_channel', 'met_note', 'met_source_id')


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merged partners bring their relations and their profile along.

    The host rewrites references by SQL, which knows no doubles: a relation between two that become one would point at
    itself, and one that both had would be there twice.
    """

    _inherit = 'base.partner.merge.automatic.wizard'

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        self.env.flush_all()
        both = (src_partners | dst_partner).ids
        self._merge_relations_drop_inner(both)
        self._merge_relations_drop_doubled(src_partners.ids, dst_partner.id)
        self._merge_relations_move(src_partners.ids, dst_partner.id)
        self.env['crm.partner.relation'].invalidate_model()
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _merge_relations_drop_inner(self, both):
        self.env.cr.execute(SQL(
            "DELETE FROM crm_partner_relation WHERE partner_id = ANY(%(both)s) AND other_partner_id = ANY(%(both)s)", both=both))

    @api.model
    def _merge_relations_moved(self, src_ids, dst_id):
        """Return the SELECT of the relations concerned, with the two sides they will have."""
        return SQL(
            """SELECT relation.*, kind.is_symmetric,
                      CASE WHEN partner_id = ANY(%(sources)s) THEN %(target)s ELSE partner_id END AS first_id,
                      CASE WHEN other_partner_id = ANY(%(sources)s) THEN %(target)s ELSE other_partner_id END AS second_id
                 FROM crm_partner_relation relation JOIN crm_partner_relation_type kind ON kind.id = relation.type_id
                WHERE partner_id = ANY(%(all)s) OR other_partner_id = ANY(%(all)s)""",
            sources=src_ids, target=dst_id, all=[*src_ids, dst_id])

    @api.model
    def _merge_relations_drop_doubled(self, src_ids, dst_id):
        """Of relations that will say the same keep one, written by a person if there is, with the notes of all."""
        self.env.cr.execute(SQL(
            """WITH moved AS (%s),
                    ranked AS (
                      SELECT id, first_value(id) OVER same AS kept_id, note FROM moved
                      WINDOW same AS (
                        PARTITION BY type_id, CASE WHEN is_symmetric THEN LEAST(first_id, second_id) ELSE first_id END,
                                     CASE WHEN is_symmetric THEN GREATEST(first_id, second_id) ELSE second_id END,
                                     COALESCE(function, ''), date_from, date_to
                        ORDER BY is_automatic NULLS FIRST, id)),
                    noted AS (
                      UPDATE crm_partner_relation kept SET note = notes.text
                        FROM (SELECT kept_id, string_agg(DISTINCT note, E'\n') AS text FROM ranked
                               GROUP BY kept_id HAVING count(*) > 1) AS notes
                       WHERE kept.id = notes.kept_id)
               DELETE FROM crm_partner_relation WHERE id IN (SELECT id FROM ranked WHERE id != kept_id)""",
            self._merge_relations_moved(src_ids, dst_id)))

    @api.model
    def _merge_relations_move(self, src_ids, dst_id):
        self.env.cr.execute(SQL(
            """WITH moved AS (%s)
               UPDATE crm_partner_relation relation
                  SET partner_id = CASE WHEN is_symmetric THEN LEAST(first_id, second_id) ELSE first_id END,
                      other_partner_id = CASE WHEN is_symmetric THEN GREATEST(first_id, second_id) ELSE second_id END
                 FROM moved WHERE moved.id = relation.id""",
            self._merge_relations_moved(src_ids, dst_id)))

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """Whoever was known to work elsewhere worked there, as far as we know; the profile is filled up."""
        positions = src_partners._career_persons()._positions()
        result = super()._update_values(src_partners, dst_partner)
        self._merge_positions(positions, dst_partner)
        # sudo: the profile is closed to whoever has no role here, and must not be lost by their merging
        target = dst_partner.sudo()
        for source in src_partners.sudo():
            target.write({name: source[name] for name in PROFILE if source[name] and not target[name]})
        return result

    @api.model
    def _merge_positions(self, positions, dst_partner):
        """Keep the employers of merged contacts other than the one that is left, as past employments without dates."""
        if dst_partner.is_company:
            return
        # sudo: as in res.partner._remember_positions
        Relation = self.env['crm.partner.relation'].sudo()
        worked_at = self.env['crm.partner.relation.type']._past_employment()
        present = dst_partner.sudo()._employer().id  # sudo: a fact to compare
        known = Relation.search([('partner_id', '=', dst_partner.id), ('type_id', '=', worked_at.id)]).other_partner_id.ids
        for position in set(positions.values()):
            if position.employer_id and position.employer_id != present and position.employer_id not in known:
                Relation.create({
                    'partner_id': dst_partner.id, 'type_id': worked_at.id, 'other_partner_id': position.employer_id,
                    'function': position.function or False, 'is_automatic': True,
                    'note': self.env._("Known from a contact that was merged into this one.")})
