import io
import logging

from odoo import api, models
from odoo.tools import SQL, split_every

from ..tools.imports.blocking import VERSION, partner_blocks

_logger = logging.getLogger(__name__)

CHUNK = 20_000
# One who brings the keys up to date at a time; the number is this table's own.
LOCK = 7_130_419_001
# What the keys of a partner are made of. A fingerprint of it tells whether they are still right, whoever wrote: the
# ORM, a merge, raw SQL. It is not a date, which says when somebody wrote and not what others could see of it.
SOURCE = SQL("""concat(p.is_company, %(gap)s, p.name, %(gap)s, CASE WHEN p.is_company THEN '' ELSE p.commercial_company_name END,
                       %(gap)s, p.vat, %(gap)s, p.email, %(gap)s, p.website, %(gap)s, p.company_registry, %(gap)s, p.birthday,
                       %(gap)s, p.zip, %(gap)s, p.city, %(gap)s, p.street, %(gap)s, p.street2)""", gap='\x1f')
# The fields that these columns are.
FIELDS = ('is_company', 'name', 'commercial_company_name', 'vat', 'email', 'website', 'company_registry', 'birthday',
          'zip', 'city', 'street', 'street2')
STAMP = SQL("hashtextextended(%s, %s)", SOURCE, VERSION)


class CrmPartnerKey(models.Model):
    """Under which keys each partner is found when rows of a file look for it: see `tools/imports/blocking.py`.

    Two tables of this add-on alone, `crm_partner_key` (value, partner_id) and `crm_partner_key_stamp` (partner_id, stamp):
    whoever creates or changes a partner pays nothing for them. They have no foreign key either: a key that outlives its
    partner finds nobody, and a wrong one only costs a comparison, for candidates are weighed by what the partner says
    now. A job brings them up to date; whoever matches in the meantime adds the keys of what changed since for itself
    (`_overlay`) and so waits for nobody and writes nothing that others see.
    """

    _name = 'crm.partner.key'
    _description = "Key of a Partner"
    _auto = False
    _log_access = False

    def init(self):
        result = super().init()
        self.env.cr.execute("""
            CREATE TABLE IF NOT EXISTS crm_partner_key (value bigint NOT NULL, partner_id integer NOT NULL);
            CREATE TABLE IF NOT EXISTS crm_partner_key_stamp (partner_id integer PRIMARY KEY, stamp bigint NOT NULL)""")
        self._create_indexes()
        return result

    def _create_indexes(self):
        self.env.cr.execute("""
            CREATE INDEX IF NOT EXISTS crm_partner_key_value_idx ON crm_partner_key (value, partner_id);
            CREATE INDEX IF NOT EXISTS crm_partner_key_partner_idx ON crm_partner_key (partner_id)""")

    @api.model
    def _cron_refresh(self):
        """Bring the keys up to date, a chunk a transaction."""
        self._drop_gone()
        stale = self._stale_partners()
        left = len(stale)
        for ids in split_every(CHUNK, stale):
            if not self._lock():
                return
            self._write_chunk(list(ids))
            left -= len(ids)
            if not self.env['ir.cron']._commit_progress(len(ids), remaining=left):
                return

    @api.model
    def _refresh(self):
        """Bring the keys up to date within the transaction of the caller.

        :return: number of partners that got new keys; 0 as well when somebody else is at it
        """
        if not self._lock():
            return 0
        self._drop_gone()
        stale = self._stale_partners()
        for done, ids in enumerate(split_every(CHUNK, stale)):
            self._write_chunk(list(ids))
            _logger.info("Keys of partners: %d of %d", min((done + 1) * CHUNK, len(stale)), len(stale))
        return len(stale)

    @api.model
    def _fill(self):
        """For installation: the keys of all partners; indexes are built once everything is there."""
        self.env.cr.execute("""
            DROP INDEX IF EXISTS crm_partner_key_value_idx, crm_partner_key_partner_idx;
            TRUNCATE crm_partner_key, crm_partner_key_stamp""")
        self._refresh()
        self._create_indexes()
        self.env.cr.execute("ANALYZE crm_partner_key; ANALYZE crm_partner_key_stamp")

    @api.model
    def _overlay(self):
        """Compute the keys of partners that changed since the last refresh into a temporary table of the transaction.

        :return: SQL of a relation (value, partner_id) with the keys of all partners as this transaction sees them
        """
        stale = self._stale_partners()
        if not stale:
            return SQL("crm_partner_key")
        self.env.cr.execute("""
            DROP TABLE IF EXISTS crm_partner_key_new;
            CREATE TEMP TABLE crm_partner_key_new (value bigint, partner_id integer) ON COMMIT DROP""")
        for ids in split_every(CHUNK, stale):
            self._copy('crm_partner_key_new', self._read_partners(list(ids)))
        self.env.cr.execute("CREATE INDEX ON crm_partner_key_new (value); ANALYZE crm_partner_key_new")
        if len(stale) > CHUNK // 4:
            # sudo: starts a job of the add-on's own, so that the next one who matches need not compute them again
            self.env.ref('crm_customer_record.crm_partner_key_cron').sudo()._trigger()
        return SQL("(SELECT value, partner_id FROM crm_partner_key UNION ALL SELECT value, partner_id FROM crm_partner_key_new)")

    def _lock(self):
        """Take the lock of refreshing until the transaction ends; False when another transaction holds it."""
        self.env.cr.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return self.env.cr.fetchone()[0]

    def _stale_partners(self):
        """:return: list of ids of partners whose keys are missing or were made of something else"""
        self.env['res.partner'].flush_model(FIELDS)
        return [partner_id for partner_id, in self.env.execute_query(SQL(
            """SELECT p.id FROM res_partner p LEFT JOIN crm_partner_key_stamp s ON s.partner_id = p.id
                WHERE s.stamp IS DISTINCT FROM %s ORDER BY p.id""", STAMP))]

    def _drop_gone(self):
        self.env.cr.execute("""
            WITH gone AS (DELETE FROM crm_partner_key_stamp s
                           WHERE NOT EXISTS (SELECT FROM res_partner p WHERE p.id = s.partner_id) RETURNING partner_id)
            DELETE FROM crm_partner_key k USING gone WHERE k.partner_id = gone.partner_id""")

    def _write_chunk(self, ids):
        """Replace the keys of some partners.

        The stamps come first: of two transactions that do it at once the second is refused before it doubles a key.
        """
        partners = self._read_partners(ids)
        self.env.cr.execute(SQL(
            """INSERT INTO crm_partner_key_stamp (partner_id, stamp)
               SELECT * FROM unnest(%s::int[], %s::bigint[])
                   ON CONFLICT (partner_id) DO UPDATE SET stamp = excluded.stamp""",
            [partner['id'] for partner in partners], [partner['stamp'] for partner in partners]))
        self.env.cr.execute("DELETE FROM crm_partner_key WHERE partner_id = ANY(%s)", [ids])
        self._copy('crm_partner_key', partners)

    def _read_partners(self, ids):
        return self.env.execute_query_dict(SQL(
            """SELECT p.id, p.is_company, p.name, p.commercial_company_name AS company, p.vat, p.company_registry AS registry, p.email,
                      p.website, p.birthday AS birth, p.zip, p.city, p.street, p.street2, %s AS stamp
                 FROM res_partner p WHERE p.id = ANY(%s)""", STAMP, ids))

    def _copy(self, table, partners):
        """Append the keys of partners to a table."""
        lines = (f'{value}\t{partner["id"]}\n' for partner in partners for value in partner_blocks(partner))
        self.env.cr.copy_from(io.StringIO(''.join(lines)), table, columns=('value', 'partner_id'))
