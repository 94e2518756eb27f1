from . import crm_external
from . import crm_import
from . import crm_timeline
