from odoo import api, models

from ..tools.contact_values import channel_of


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = 'base.partner.merge.automatic.wizard'

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Hand the mechanisms over before the host repoints foreign keys by SQL, which knows no duplicates."""
        self._merge_contact_mechanisms(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _merge_contact_mechanisms(self, src_partners, dst_partner):
        """Give `dst_partner` every mechanism of `src_partners` it does not have yet, after its own; drop the others."""
        # sudo: the host merges everything else of the partners with full rights too.
        Mechanism = self.env['crm.contact.mechanism'].sudo()._without_mirror().with_context(active_test=False)
        lines = Mechanism.search([('partner_id', 'in', (src_partners | dst_partner).ids)], order='active desc, sequence, id')
        own = lines.filtered(lambda line: line.partner_id == dst_partner)
        kept = {(channel_of(line.kind), line._key()): line for line in own}
        doubled = Mechanism.browse()
        last = max(own.mapped('sequence'), default=0)
        for line in lines - own:
            same = kept.setdefault((channel_of(line.kind), line._key()), line)
            if same != line:
                doubled |= line
                if line.note and not same.note:
                    same.note = line.note
                if line.active and not same.active:
                    same.active = True
        doubled.unlink()
        for position, line in enumerate(lines - own - doubled, start=1):
            line.write({'partner_id': dst_partner.id, 'is_primary': False, 'sequence': last + position})
        Mechanism.flush_model()
