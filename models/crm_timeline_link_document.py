from odoo import api, models, tools
from odoo.tools import SQL

from .timeline_document import DOCUMENTS


class CrmTimelineLink(models.Model):
    """Links of the records of applications that are installed, were installed later, or are gone again."""

    _inherit = 'crm.timeline.link'

    @api.model
    @tools.ormcache()
    def _linked_documents(self):
        """Return the installed models whose records are placed by links: ``{model: LinkedDocument}``.

        Asked on each create and write of a document, hence cached for the registry. To be extended by
        ``_find_linked_documents``.
        """
        return {
            model: document for model, document in self._find_linked_documents().items()
            if model in self.env and all(
                name in self.env[model]._fields and self.env[model]._fields[name].store for name in document.watched)}

    @api.model
    def _find_linked_documents(self):
        """Return all that may be installed: ``{model: LinkedDocument}``. To be extended by a bridge."""
        return DOCUMENTS

    @api.model
    def _message_documents(self):
        return {**super()._message_documents(), **dict.fromkeys(self._linked_documents(), 'partner_id')}

    @api.model
    def _source_key(self, model):
        document = self._linked_documents().get(model)
        return document.source if document else super()._source_key(model)

    @api.model
    def _select(self, model, scope):
        document = self._linked_documents().get(model)
        if not document:
            return super()._select(model, scope)
        return SQL(
            """SELECT record.id AS res_id, %s AS partner_id, %s AS kind, %s AS date, %s AS user_id
                 FROM %s record %s
                WHERE %s IS NOT NULL AND %s IS NOT NULL AND %s AND %s""",
            document.partner, document.kind, document.date, document.user,
            SQL.identifier(self.env[model]._table), document.joins,
            document.partner, document.date, document.condition, scope)

    @api.model
    def _fill(self):
        for model in self._linked_documents():
            self._insert(model, SQL("TRUE"))
        return super()._fill()

    # ------------------------------------------------------------
    # Applications come and go
    # ------------------------------------------------------------

    def _register_hook(self):
        """Link the records of applications that brought some along when they were installed."""
        super()._register_hook()
        for model in self._linked_documents():
            if self._is_unlinked(model):
                self._link_all(model)

    @api.model
    def _is_unlinked(self, model):
        """Tell whether the first record that should have a link has none: then none has."""
        return bool(self.env.execute_query(SQL(
            """SELECT 1 FROM (SELECT res_id, partner_id FROM (%s) AS wanted ORDER BY res_id LIMIT 1) AS first
                WHERE NOT EXISTS (SELECT FROM crm_timeline_link link
                                   WHERE link.res_id = first.res_id AND link.source = %s)""",
            self._select(model, SQL("TRUE")), self._source_key(model))))

    @api.model
    def _link_all(self, model):
        self._write_pending()
        self._insert(model, SQL("TRUE"))
        self._insert('mail.message', SQL("record.model = %s", model))
        self._insert('ir.attachment', SQL("record.res_model = %s", model))

    @api.model
    def _forget_models(self, names):
        """Drop the links and pins of models that are removed: their numbers would be given to other records one day."""
        documents = self._linked_documents()
        if sources := [documents[name].source for name in names if name in documents]:
            for table in ('crm_timeline_link', 'crm_timeline_pin'):
                self.env.cr.execute(SQL("DELETE FROM %s WHERE source = ANY(%s)", SQL.identifier(table), sources))
            self.env.invalidate_all()
