from . import test_install
from . import test_tools_phones
from . import test_tools_emails
# timeline
from . import test_timeline_page
