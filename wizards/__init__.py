# timeline
from . import base_partner_merge, base_partner_merge_timeline
