# timeline
from . import base_partner_merge, base_partner_merge_timeline
# promises
from . import crm_promise_move
