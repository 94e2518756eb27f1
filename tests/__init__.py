from . import test_install
# interactions
from . import test_interaction
from . import test_interaction_access
# contact mechanisms
from . import test_tools_phones
from . import test_tools_emails
# timeline
from . import test_timeline_page
from . import test_card_strip
# card
from . import test_assets
from . import test_hoot
