# timeline
from . import base_partner_merge, base_partner_merge_timeline
# promises
from . import crm_promise_move
# careers, relations, profile
from . import base_partner_merge_relation
# playbooks
from . import crm_playbook_preview
# hand-over
from . import crm_handover_wizard
# lost and won
from . import crm_lead_lost
from . import crm_lead_won
# stages
from . import mail_activity_schedule
