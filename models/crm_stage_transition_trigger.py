from odoo import api, models
from odoo.tools import SQL

# Fields of opportunities that the trigger looks at: pending changes of them are moves that the table does not show yet.
FOLLOWED = ('stage_id', 'type', 'active', 'probability', 'company_id')
FUNCTION = """
CREATE OR REPLACE FUNCTION crm_customer_record_lead_moved() RETURNS trigger LANGUAGE plpgsql AS $function$
DECLARE
    moment CONSTANT timestamp := now() AT TIME ZONE 'UTC';
    author CONSTANT integer := coalesce(NEW.write_uid, NEW.create_uid);
    -- As the host has it: archived with a probability of zero. Its column `won_status` may be written a statement later.
    was_opportunity CONSTANT boolean := coalesce(OLD.type = 'opportunity', FALSE);
    was_lost CONSTANT boolean := was_opportunity AND NOT coalesce(OLD.active, FALSE) AND coalesce(OLD.probability, 0) = 0;
    is_lost CONSTANT boolean := NOT coalesce(NEW.active, FALSE) AND coalesce(NEW.probability, 0) = 0;
    stage_is_won boolean;
    currency integer;
    before timestamp;
    entry varchar;
    closing varchar;
    events varchar[] := '{}';
    sources integer[] := '{}';
    targets integer[] := '{}';
BEGIN
    SELECT c.currency_id INTO currency FROM res_company c
     WHERE c.id = coalesce(NEW.company_id, (SELECT u.company_id FROM res_users u WHERE u.id = author));
    IF TG_OP = 'UPDATE' THEN
        -- The host finds the company of a new opportunity after it has inserted it.
        IF OLD.company_id IS NULL AND NEW.company_id IS NOT NULL THEN
            UPDATE crm_stage_transition t SET company_id = NEW.company_id, currency_id = currency
             WHERE t.lead_id = NEW.id AND t.company_id IS NULL AND t.date = moment AND t.merged_res_id IS NULL;
        END IF;
        SELECT t.date INTO before FROM crm_stage_transition t
         WHERE t.lead_id = NEW.id AND t.merged_res_id IS NULL ORDER BY t.date DESC, t.id DESC LIMIT 1;
    END IF;
    -- Without a stage it has not begun: the host computes one.
    IF NEW.stage_id IS NULL AND (NOT was_opportunity OR OLD.stage_id IS NULL) THEN
        RETURN NULL;
    END IF;
    SELECT s.is_won INTO stage_is_won FROM crm_stage s WHERE s.id = NEW.stage_id;

    IF was_lost AND NOT is_lost THEN
        events := array_append(events, 'reopened');
        sources := array_append(sources, OLD.stage_id);
        targets := array_append(targets, OLD.stage_id);
    END IF;
    IF NOT was_opportunity OR (OLD.stage_id IS NULL AND before IS NULL) THEN
        entry := CASE WHEN TG_OP = 'INSERT' OR (was_opportunity AND NEW.date_conversion IS NULL) THEN 'created' ELSE 'converted' END;
        events := array_append(events, entry);
        sources := array_append(sources, NULL);
        targets := array_append(targets, NEW.stage_id);
    ELSIF OLD.stage_id IS DISTINCT FROM NEW.stage_id THEN
        entry := CASE WHEN stage_is_won THEN 'won' ELSE 'moved' END;
        events := array_append(events, entry);
        sources := array_append(sources, OLD.stage_id);
        targets := array_append(targets, NEW.stage_id);
    END IF;
    closing := CASE WHEN is_lost AND NOT was_lost THEN 'lost' WHEN entry = 'created' AND stage_is_won THEN 'won' END;
    IF closing IS NOT NULL THEN
        events := array_append(events, closing);
        sources := array_append(sources, NEW.stage_id);
        targets := array_append(targets, NEW.stage_id);
    END IF;

    -- One after the other: the first knows how long the state before it lasted.
    INSERT INTO crm_stage_transition (lead_id, event, date, user_id, from_stage_id, to_stage_id, amount, currency_id, team_id,
                                      salesperson_id, company_id, duration)
    SELECT NEW.id, move.event, moment, author, move.source, move.target, NEW.expected_revenue, currency, NEW.team_id,
           NEW.user_id, NEW.company_id,
           CASE WHEN move.place = 1 THEN coalesce(greatest(extract(epoch FROM moment - before) / 86400, 0), 0) ELSE 0 END
      FROM unnest(events, sources, targets) WITH ORDINALITY AS move(event, source, target, place)
     ORDER BY move.place;
    RETURN NULL;
END
$function$
"""
TRIGGERS = {
    'crm_customer_record_lead_created': """
        CREATE TRIGGER crm_customer_record_lead_created AFTER INSERT ON crm_lead FOR EACH ROW
          WHEN (NEW.type = 'opportunity' AND NEW.stage_id IS NOT NULL)
       EXECUTE FUNCTION crm_customer_record_lead_moved()""",
    # What changes nothing of these costs the comparison and no call.
    'crm_customer_record_lead_moved': """
        CREATE TRIGGER crm_customer_record_lead_moved AFTER UPDATE OF stage_id, type, active, probability, company_id ON crm_lead FOR EACH ROW
          WHEN (NEW.type = 'opportunity' AND (
                OLD.stage_id IS DISTINCT FROM NEW.stage_id OR OLD.type IS DISTINCT FROM NEW.type
                OR (NOT coalesce(OLD.active, FALSE) AND coalesce(OLD.probability, 0) = 0)
                   <> (NOT coalesce(NEW.active, FALSE) AND coalesce(NEW.probability, 0) = 0)
                OR (OLD.company_id IS NULL AND NEW.company_id IS NOT NULL)))
       EXECUTE FUNCTION crm_customer_record_lead_moved()""",
}


class CrmStageTransition(models.Model):
    """Moves are written down by the database itself: whichever way an opportunity moves, and without a query of ours."""

    _inherit = 'crm.stage.transition'

    def init(self):
        self.env.cr.execute(FUNCTION)
        for name, statement in TRIGGERS.items():
            self.env.cr.execute(SQL("DROP TRIGGER IF EXISTS %s ON crm_lead", SQL.identifier(name)))
            self.env.cr.execute(statement)
        return super().init()

    @api.model
    def _flush_moves(self):
        """Let the database know of the moves of this transaction; whoever reads the table by SQL calls this first."""
        self.env['crm.lead'].flush_model(FOLLOWED)

    @api.model
    def _search(self, domain, *args, **kwargs):
        self._flush_moves()
        return super()._search(domain, *args, **kwargs)
