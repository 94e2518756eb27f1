from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.timeline import Position
from .timeline_filters import parse_filters

PINNED = 20  # of a customer's pins the latest are shown


class CrmTimeline(models.AbstractModel):
    """Entries that somebody pinned: they stand on top of the customer's timeline for all who may see them."""

    _inherit = 'crm.timeline'

    @api.model
    def timeline_pin(self, partner_id, key, pinned=True):
        """Pin an entry on top of a partner's timeline, or take its pin away.

        :param int partner_id: whose timeline it is
        :param str key: of an entry that the user sees there
        :param bool pinned: ``False`` to take it away, whoever pinned it
        :return: the pinned entries, as ``pinned`` of ``timeline_page``
        :raises AccessError: for who may not log interactions
        :raises UserError: when the user sees no such entry there
        """
        partner = self._timeline_partner(partner_id)
        self.env['crm.interaction'].check_access('create')
        self.env['crm.timeline.link']._write_pending()
        sources = self._timeline_available()
        model, _comma, res_id = key.partition(',') if isinstance(key, str) else ('', '', '')
        places = [(source, place) for source in sources if source.model == model and res_id.isdecimal()
                  for place in self._timeline_places(source, partner, [int(res_id)])]
        if not places:
            raise UserError(self.env._("This entry is not on the timeline any more. Load it again."))
        for source, place in places:
            self._timeline_set_pin(partner, source, place.id, pinned)
        _sources, pins = self._timeline_glance([], partner, with_pins=True)
        pins = self._timeline_pins(sources, partner, pins)
        return self._timeline_pinned(pins, self._timeline_entries(sources, [place for _pin, place in pins]))

    @api.model
    def _timeline_may_pin(self):
        return self.env['crm.interaction'].has_access('create')

    @api.model
    def _timeline_set_pin(self, partner, source, res_id, pinned):
        # sudo: pins are not read as such; that the user sees the entry and may log was checked
        pins = self.env['crm.timeline.pin'].sudo()
        present = pins.search(self._timeline_pin_domain(partner) & Domain('source', '=', source.key) & Domain('res_id', '=', res_id))
        if not pinned:
            present.unlink()
        elif not present:
            pins.create({'source': source.key, 'res_id': res_id, 'partner_id': partner.id,
                         'account_id': partner.commercial_partner_id.id})

    @api.model
    def _timeline_pin_domain(self, partner):
        """An account shows what was pinned for any of its people, a contact what was pinned on their own card."""
        own = Domain('partner_id', '=', partner.id)
        return own if partner.commercial_partner_id != partner else own | Domain('account_id', '=', partner.id)

    @api.model
    def _timeline_pin_select(self, partner):
        """Return the query for the ids of a partner's latest pins."""
        # sudo: pins are not read as such; only entries that the user sees are looked up for them
        pins = self.env['crm.timeline.pin'].sudo()
        return pins._search(self._timeline_pin_domain(partner), order=pins._order, limit=PINNED).select()

    @api.model
    def _timeline_pins(self, sources, partner, pin_ids):
        """Return those pins that are on entries that the user sees, the latest first: ``[(pin, position)]``."""
        # sudo: as in _timeline_pin_select
        pins = self.env['crm.timeline.pin'].sudo().browse(sorted(pin_ids, reverse=True))
        pins.fetch(['source', 'res_id', 'create_uid', 'create_date'])
        by_source = {}
        for pin in pins:
            by_source.setdefault(pin.source, []).append(pin.res_id)
        places = {(source.key, place.id): place for source in sources if source.key in by_source
                  for place in self._timeline_places(source, partner, by_source[source.key])}
        latest = {(pin.source, pin.res_id): pin for pin in reversed(pins)}
        return [(pin, places[key]) for pin in pins if (key := (pin.source, pin.res_id)) in places and latest[key] == pin]

    @api.model
    def _timeline_pinned(self, pins, entries):
        """Return the pinned ones of ``entries``, each with ``pin``: who and when."""
        hidden = self._timeline_hidden()
        return [{**entry, 'pin': {'user': pin.create_uid.name, 'date': fields.Datetime.to_string(pin.create_date)}}
                for pin, place in pins if (entry := entries.get(place[1:])) and entry['kind'] not in hidden]

    @api.model
    def _timeline_places(self, source, partner, ids):
        """Return the positions of those records that the user sees on a partner's timeline."""
        wanted = parse_filters(self.env, {'scope': 'all'}, self._timeline_kinds())
        if not source.linked:
            queries = [self._timeline_query(source, source.domain & Domain(way, 'in', partner.ids) & Domain('id', 'in', ids),
                                            wanted, None, len(ids))
                       for way in self._timeline_ways(source.accounts, source.contacts, partner)]
            return self._timeline_positions(source.rank, [query for query in queries if query], wanted, len(ids))
        rows = self.env.execute_query(SQL(
            "SELECT DISTINCT date, res_id FROM crm_timeline_link WHERE source = %s AND res_id = ANY(%s) AND (%s)",
            source.key, ids, SQL(" OR ").join(
                SQL("%s = %s", SQL.identifier(way), partner.id)
                for way in self._timeline_ways(('account_id',), ('partner_id',), partner))))
        visible = self._timeline_visible(source, source.domain, [res_id for _date, res_id in rows])
        return [Position(date, source.rank, res_id) for date, res_id in rows if res_id in visible]
