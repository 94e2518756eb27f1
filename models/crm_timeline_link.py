from odoo import api, fields, models
from odoo.tools import SQL

PENDING = 'crm_customer_record.timeline_links'


class CrmTimelineLink(models.Model):
    """The fact that a message or meeting concerned a partner, and which account that partner then belonged to.

    Written once for each transaction, when it is about to be committed or when a timeline is read within it. Holds no
    content: what may be seen of a record is decided by the record's own access rules.
    """

    _name = 'crm.timeline.link'
    _description = "Timeline Link"
    _log_access = False
    _order = 'date desc, res_id desc'
    _rec_name = 'res_id'

    partner_id = fields.Many2one('res.partner', required=True, ondelete='cascade')
    account_id = fields.Many2one('res.partner', string="Account at that time", ondelete='set null')
    source = fields.Char(required=True, help="Key of the timeline's source: tells the model of the record.")
    kind = fields.Char(required=True, help="Kind of the entry on the timeline.")
    date = fields.Datetime(required=True)
    res_id = fields.Many2oneReference(string="Record", model_field='source', required=True)
    user_id = fields.Many2one('res.users', string="Colleague", ondelete='set null')

    _record_partner_uniq = models.UniqueIndex('(res_id, source, partner_id)')
    _account_idx = models.Index('(account_id, source, kind, date DESC, res_id DESC) INCLUDE (user_id)')
    _partner_idx = models.Index('(partner_id, source, kind, date DESC, res_id DESC) INCLUDE (user_id)')

    # ------------------------------------------------------------
    # Queue of the transaction
    # ------------------------------------------------------------

    @api.model
    def _queued(self):
        """Return what is queued in this transaction: ``{(action, model): records}``."""
        return self.env.cr.precommit.data.get(PENDING, {})

    @api.model
    def _queue(self):
        """Return the queue of this transaction, to be added to; it is worked off before the commit."""
        callbacks = self.env.cr.precommit
        if PENDING not in callbacks.data:
            callbacks.data[PENDING] = {}
            callbacks.add(self._write_pending)
        return callbacks.data[PENDING]

    @api.model
    def _enqueue(self, action, model, ids):
        """Have the links of records written before the transaction ends.

        :param str action: ``'add'`` for new records, ``'sync'`` when date or partners changed, ``'remove'``, or
            ``'document'``: the records are documents whose partner changed, their messages follow
        :param str model: of the records
        :param ids: of the records
        """
        if not ids:
            return
        self._queue().setdefault((action, model), set()).update(ids)
        if action == 'remove':
            for record_id in ids:
                self._queue().get(('new', model), {}).pop(record_id, None)

    @api.model
    def _write_pending(self):
        """Write what is queued in this transaction; does nothing, not even a query, when there is nothing."""
        if not self._queued():
            return
        if any(action != 'new' for action, _model in self._queued()):
            self.env.flush_all()  # what follows is read from tables; new messages are known from memory
        changed = {}
        for (action, model), records in self.env.cr.precommit.data.pop(PENDING).items():
            if action == 'new':
                self._insert_new(records)
            elif action == 'remove':
                self._remove(model, records)
            elif action == 'document':
                changed.setdefault('mail.message', []).append(
                    SQL("(record.model = %s AND record.res_id = ANY(%s))", model, list(records)))
            elif action == 'sync':
                changed.setdefault(model, []).append(SQL("record.id = ANY(%s)", list(records)))
            else:
                self._insert(model, SQL("record.id = ANY(%s)", list(records)))
        for model, scopes in changed.items():
            self._sync(model, SQL("(%s)", SQL(" OR ").join(scopes)))

    @api.model
    def _fill(self):
        """Write the links of all records that exist; called once, at installation."""
        self._write_pending()  # of demo data, which else would meet its own links at the commit
        for model in ('mail.message', 'calendar.event', 'ir.attachment'):
            self._insert(model, SQL("TRUE"))

    # ------------------------------------------------------------
    # Extension points
    # ------------------------------------------------------------

    @api.model
    def _source_key(self, model):
        """Return the key of the source of the timeline that shows the records of ``model``. To be extended."""
        raise NotImplementedError(f"no links are kept for {model}")

    @api.model
    def _select(self, model, scope):
        """Return the SELECT of ``(res_id, partner_id, kind, date, user_id)`` of records of ``model``. To be extended.

        A pair of record and partner may occur several times; what it says of kind, date and user is then the same.

        :param SQL scope: a condition on the table of the model, whose alias is to be ``record``
        """
        raise NotImplementedError(f"no links are kept for {model}")

    # ------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------

    @api.model
    def _insert(self, model, scope):
        """Write the links of the records in ``scope``; the account of a link that exists stays what it was."""
        self._insert_selected(self._source_key(model), self._select(model, scope))

    @api.model
    def _insert_selected(self, source, select):
        self.env.cr.execute(SQL("WITH %s %s", self._wanted(source, select), self._insert_wanted()))
        self.invalidate_model()

    @api.model
    def _sync(self, model, scope):
        """As ``_insert``, and drop the links to partners that the records do not concern any more."""
        source = self._source_key(model)
        self.env.cr.execute(SQL(
            """WITH %s, gone AS (
                 DELETE FROM crm_timeline_link link
                  USING %s record
                  WHERE link.res_id = record.id AND link.source = %s AND %s
                    AND NOT EXISTS (SELECT FROM wanted
                                     WHERE wanted.res_id = link.res_id AND wanted.partner_id = link.partner_id))
               %s""",
            self._wanted(source, self._select(model, scope)), SQL.identifier(self.env[model]._table), source, scope,
            self._insert_wanted()))
        self.invalidate_model()

    @api.model
    def _wanted(self, source, select):
        """Return the links that there should be, one for each record and partner, as the table ``wanted``."""
        return SQL(
            """wanted AS (
                 SELECT DISTINCT ON (found.res_id, partner.id) found.res_id, %s AS source, partner.id AS partner_id,
                        COALESCE(partner.commercial_partner_id, partner.id) AS account_id,
                        found.kind, found.date, found.user_id
                   FROM (%s) AS found
                   JOIN res_partner partner ON partner.id = found.partner_id)""",
            source, select)

    @api.model
    def _insert_wanted(self):
        return SQL(
            """INSERT INTO crm_timeline_link (res_id, source, partner_id, account_id, kind, date, user_id)
               SELECT res_id, source, partner_id, account_id, kind, date, user_id FROM wanted
               ON CONFLICT (res_id, source, partner_id)
               DO UPDATE SET kind = EXCLUDED.kind, date = EXCLUDED.date, user_id = EXCLUDED.user_id""")

    @api.model
    def _remove(self, model, ids):
        """Drop the links of deleted records."""
        self.env.cr.execute(SQL(
            "DELETE FROM crm_timeline_link WHERE res_id = ANY(%s) AND source = %s", list(ids), self._source_key(model)))
        self.invalidate_model()

    @api.model
    def _move_partner(self, partner_ids, target_id):
        """Give the links of some partners to another; where both have one, that of the target stays."""
        self.env.cr.execute(SQL(
            """DELETE FROM crm_timeline_link moved
                WHERE moved.partner_id = ANY(%(partners)s)
                  AND EXISTS (SELECT FROM crm_timeline_link kept
                               WHERE kept.res_id = moved.res_id AND kept.source = moved.source
                                 AND (kept.partner_id = %(target)s
                                      OR (kept.partner_id = ANY(%(partners)s) AND kept.id < moved.id)))""",
            partners=list(partner_ids), target=target_id))
        self.env.cr.execute(SQL(
            "UPDATE crm_timeline_link SET partner_id = %s WHERE partner_id = ANY(%s)", target_id, list(partner_ids)))
        self.invalidate_model()
