# access
from . import res_users
# interactions
from . import crm_interaction_type
from . import crm_interaction
