from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.timeline import CursorError, decode_cursor, encode_cursor, merge_page
from .timeline_filters import parse_filters

LIMIT = 200
COLLEAGUES_OF = 100  # latest entries whose colleagues are offered as a filter


class CrmTimeline(models.AbstractModel):
    """The merged, dated feed of everything about an account or a contact.

    Each source is asked for one page through ``_search`` as the real user, the answers are merged and the page is
    read; the cost follows the page, not the history. Sources are described in ``_timeline_sources``.
    """

    _name = 'crm.timeline'
    _description = "Timeline"

    # ------------------------------------------------------------
    # For the client
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def timeline_page(self, partner_id, cursor=None, limit=30, filters=None):
        """Return one page of what the user may see about a partner.

        An account shows all that happened with the account, whoever it was; a contact all that happened with the
        person, wherever they worked then. Order: date descending, rank of the source ascending, id descending; with
        ``order`` ``'oldest'`` exactly the reverse.

        :param int partner_id: an account or a contact
        :param str cursor: ``cursor`` of the page before
        :param int limit: entries wanted, 1 to 200; a page may hold fewer while its cursor says there is more
        :param dict filters: all optional: ``kinds`` (list of keys of ``_timeline_kinds``), ``user_ids`` (colleagues),
            ``date_from`` and ``date_to`` (days of the user, inclusive, or UTC datetimes), ``text`` (the last 12 months
            unless ``date_from`` says otherwise), ``scope``: ``'activity'`` (default: talks, and what became of deals
            and money), ``'history'`` (how things changed: deals won, lost and moved, changes of owner and of
            employer), ``'all'`` (both, and every field change and system note), ``order``: ``'newest'`` (default) or
            ``'oldest'``. Kinds without a scope show as such. Kinds that administrators left out never show.
        :return: ``{'entries': [...], 'cursor': str or False, 'text_since': 'YYYY-MM-DD' or False, 'searched_to':
            'YYYY-MM-DD HH:MM:SS' or False}``; for the keys of an entry see ``_timeline_blank``; ``text_since`` is the
            day back to which a text is looked for unless asked otherwise, ``searched_to`` how far this page got. A first
            page without filters also has ``pinned``, the entries on top; every first page ``may_pin`` and ``may_export``
        :raises UserError: for a filter, limit or cursor that cannot be understood
        :raises AccessError: when the user may not read the partner
        """
        return self._timeline_page(self._timeline_partner(partner_id), cursor, limit, filters)

    @api.model
    def _timeline_page(self, subject, cursor, limit, filters):
        """As ``timeline_page``, of a partner or an opportunity whose access was checked."""
        if type(limit) is not int or not 1 <= limit <= LIMIT:
            raise UserError(self.env._("A page of the timeline holds 1 to %(limit)s entries.", limit=LIMIT))
        wanted = parse_filters(self.env, filters, self._timeline_kinds())
        try:
            position = decode_cursor(cursor) if cursor else None
        except CursorError as error:
            raise UserError(self.env._(
                "This place on the timeline is not known. Start again from its first page.")) from error
        self.env['crm.timeline.link']._write_pending()
        sources = self._timeline_available()
        present, pins = self._timeline_glance(sources, subject, with_pins=not (position or wanted.is_narrowed))
        streams = self._timeline_streams(present, subject, wanted, position, limit + 1)
        page, following = merge_page(streams, limit, wanted.oldest_first)
        pins = self._timeline_pins(sources, subject, pins)
        entries = self._timeline_entries(sources, [*page, *(place for _pin, place in pins)])
        return {
            'entries': [entries[place[1:]] for place in page if place[1:] in entries],
            'cursor': encode_cursor(following) if following else False,
            'text_since': wanted.text_since.isoformat() if wanted.text_since else False,
            'searched_to': fields.Datetime.to_string(following.date) if wanted.text and following else False,
            **({} if position else self._timeline_extras(subject, self._timeline_pinned(pins, entries))),
        }

    @api.model
    def _timeline_extras(self, subject, pinned):
        """Return what a first page holds beside its entries."""
        return {
            'pinned': pinned,
            'may_pin': subject._name == 'res.partner' and self._timeline_may_pin(),
            'may_export': self._timeline_may_export(),
        }

    @api.model
    @api.readonly
    def timeline_filters(self, partner_id):
        """Return what the user can filter a partner's timeline by; without a partner, any.

        :return: ``{'kinds': [{'key', 'label', 'icon', 'color', 'scopes'}], 'users': [{'id', 'name'}]}``: kinds of the
            sources the user can read, and the colleagues who dealt with the partner lately
        """
        partner = partner_id and self._timeline_partner(partner_id)
        scopes = {}
        for source in self._timeline_available():
            for kind in source.kinds:
                scopes.setdefault(kind.key, set()).update(kind.scopes)
        return {
            'kinds': [{'key': key, **look, 'scopes': sorted(scopes[key])}
                      for key, look in self._timeline_looks().items() if key in scopes],
            'users': self._timeline_colleagues(partner) if partner else [],
        }

    @api.model
    def _timeline_colleagues(self, partner):
        """Return the colleagues of the latest entries, the latest first: ``[{'id', 'name'}]``."""
        latest = self.timeline_page(partner.id, limit=COLLEAGUES_OF)['entries']
        return list({entry['user']['id']: entry['user'] for entry in latest if entry['user']}.values())

    # ------------------------------------------------------------
    # Extension points
    # ------------------------------------------------------------

    @api.model
    def _timeline_sources(self):
        """Return the sources of the timeline, a list of ``Source``.

        To be extended by ``super() + [...]``. A source whose model is not installed, or not readable by the user, is
        left out by the caller; the records that show are those that the user finds by ``_search``.
        """
        return []

    @api.model
    def _timeline_kinds(self):
        """Return the kinds of entries in the order of the filter: ``{key: (label, icon)}``, icons of Font Awesome.

        To be extended, together with a source that brings a new kind.
        """
        return {
            'call': (self.env._("Call"), 'fa-phone'),
            'meeting': (self.env._("Meeting"), 'fa-users'),
            'visit': (self.env._("Visit"), 'fa-map-marker'),
            'email': (self.env._("E-mail"), 'fa-envelope'),
            'message': (self.env._("Message"), 'fa-comment'),
            'letter': (self.env._("Letter"), 'fa-file-text-o'),
            'note': (self.env._("Note"), 'fa-sticky-note-o'),
            'comment': (self.env._("Comment"), 'fa-comments-o'),
            'calendar': (self.env._("Appointment"), 'fa-calendar'),
            'activity': (self.env._("Done activity"), 'fa-check-square-o'),
            'opportunity': (self.env._("Opportunity"), 'fa-star'),
            'stage': (self.env._("Stage change"), 'fa-arrow-right'),
            'quotation': (self.env._("Quotation"), 'fa-file-o'),
            'order': (self.env._("Order"), 'fa-shopping-cart'),
            'invoice': (self.env._("Invoice"), 'fa-file-text'),
            'credit_note': (self.env._("Credit note"), 'fa-undo'),
            'payment': (self.env._("Payment"), 'fa-money'),
            'handover': (self.env._("Change of owner"), 'fa-exchange'),
            'career': (self.env._("Career"), 'fa-building-o'),
            'file': (self.env._("File"), 'fa-paperclip'),
            'delivery': (self.env._("Delivery"), 'fa-truck'),
            'pos_order': (self.env._("Point of sale"), 'fa-shopping-bag'),
            'subscription': (self.env._("Subscription"), 'fa-refresh'),
            'project': (self.env._("Project"), 'fa-folder-open-o'),
            'task': (self.env._("Task"), 'fa-tasks'),
            'ticket': (self.env._("Ticket"), 'fa-life-ring'),
            'loyalty': (self.env._("Loyalty"), 'fa-gift'),
            'log': (self.env._("Field change or system note"), 'fa-pencil'),
        }

    @api.model
    def _timeline_blank(self):
        """Return an entry without content: every key an entry has, and what it holds."""
        return {
            'key': '',  # 'sale.order,42': unique on the timeline
            'model': '', 'res_id': 0,
            'kind': '',
            'big': False,  # a talk, shown large; else one line
            'date': '',  # 'YYYY-MM-DD HH:MM:SS', UTC
            'date_only': False,  # the time of day means nothing
            'title': '', 'summary': '',  # plain text
            'icon': '',
            'color': '',  # behind the icon, '#rrggbb', where administrators chose one
            'change': False,  # how something changed: those of one colleague in a row show as one
            'user': False,  # the colleague: {'id', 'name'}
            'partner': False,  # with whom: {'id', 'name'}
            'account': False,  # the account at that time: {'id', 'name'}
            'participants': [],  # further people: [{'id', 'name'}]
            'direction': False,  # 'in', 'out'
            'duration': 0.0,  # hours
            'outcome': False,  # {'name', 'color'}
            'amount': False, 'currency_id': False, 'amount_text': '',
            'state': False,  # {'label', 'color'}; color: '', 'success', 'warning', 'danger', 'muted'
            'badges': [],  # [{'label', 'color'}]
            'next_step': False,  # {'id', 'summary', 'date', 'user', 'overdue', 'done'}
            'attachments': 0,
            'link': False,  # what opens on a click: {'model', 'res_id'}
            'url': False,  # what opens instead, in a tab of its own
        }

    @api.model
    def _timeline_account_columns(self):
        """Return the stored columns that hold the account at the time of an event: ``[(model, field)]``."""
        columns = {(source.model, name) for source in self._timeline_sources()
                   if source.model in self.env and not source.linked for name in source.accounts}
        return sorted(columns | {('crm.timeline.link', 'account_id'), ('crm.timeline.pin', 'account_id')})

    # ------------------------------------------------------------
    # Page
    # ------------------------------------------------------------

    @api.model
    def _timeline_partner(self, partner_id):
        """Return the partner, with what the search needs to know of it."""
        partners = self.env['res.partner'].with_context(active_test=False)
        partner_id = partner_id if type(partner_id) is int else 0
        # Company and kind are asked for again by the rules on whatever hangs on the partner.
        partner = partners.search_fetch(
            [('id', '=', partner_id)], ['commercial_partner_id', 'is_company', 'company_id', 'partner_share'])
        if not partner:
            if hidden := partners.browse(partner_id).exists():
                hidden.check_access('read')
            raise UserError(self.env._(
                "This contact does not exist any more. Go back to the list and open another."))
        return partner

    @api.model
    def _timeline_available(self):
        """Return the sources whose model is installed and readable by the user."""
        sources = [source for source in self._timeline_sources()
                   if source.model in self.env and self.env[source.model].has_access('read')]
        ranks = [source.rank for source in sources]
        if len(ranks) != len(set(ranks)):
            raise ValueError(f"Two sources of the timeline have the same rank: {sources}")
        return sources
