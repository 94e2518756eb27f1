from odoo import models


class CrmImportMapper(models.AbstractModel):
    """What is special about importing one kind of record; reading, staging, chunks, undo and screens are common.

    A kind is added by one class that inherits this one and one entry in `crm.import._mappers()`; doc/import.md shows
    how. Every method gets the import it works for; `self.env` is that of the importing user while rows are written.
    """

    _name = 'crm.import.mapper'
    _description = "Import Mapper"

    # Steps that several workers would only delay each other in; see `crm.import._claim_rows`.
    _steps_of_one_worker = frozenset()

    def _field_labels(self):
        """:return: dict of the keys that columns can be mapped to (as `tools.imports.columns` suggests them) -> label"""
        return {}

    def _required(self):
        """:return: list of sets of keys; of each set at least one must be mapped"""
        return []

    def _guess_region(self, record, columns):
        """:return: ISO code of the country whose numbers the file holds; that of the import, or '', when it cannot be told

        :param columns: list of (key or False, first cells) of the file
        """
        return ''

    def _normalize(self, record, values, context):
        """Turn the cells of one row into clean values.

        :param record: the `crm.import`
        :param dict values: key -> text of the cell, or list of texts when several columns have the key
        :param dict context: anything to keep between the rows of one staging; of each row it brings `sources`, the places
            of the columns that the values come from (key -> list), and `said`, the answers of people to changes
            ((column, rule) -> bool, see `tools.imports.changes`)
        :return: dict with `normalized` (JSON, by part), `name`, `issues` [[code, params]], `keys` [[part, kind, value]],
            `problem` (bool), `error` (code and params of what makes the row unusable, or None), `changes` (list of dicts,
            see `tools.imports.changes.Change`; may be left out)
        """
        raise NotImplementedError

    def _match(self, record, rows=None):
        """Find which rows are already known, in the file and in the database, and decide what to do with each.

        :param record: the `crm.import`, all its rows are staged
        :param rows: only these `crm.import.row`, or None for all that no person decided
        """

    def _describe(self, normalized):
        """:return: list of {'label', 'value'} that shows what was understood of a row"""
        return []

    def _check_may_write(self, record):
        """Raise AccessError early when the importing user may not write this kind at all."""

    def _prepare_commit(self, record):
        """Last set-based work before the first chunk: the decisions are final now."""

    def _write_step(self, record, step, rows):
        """Write one step of a chunk within the transaction of the caller.

        Has to set `state` to 'done', or `step` to the next one, of every row, and to log what it did by
        `record._log_changes`.

        :param record: the `crm.import`
        :param int step: rows of lower steps were all written before
        :param rows: at most 500 locked `crm.import.row`
        """
        raise NotImplementedError
