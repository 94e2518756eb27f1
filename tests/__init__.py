from . import test_install
from . import test_first_day_tour
# interactions
from . import test_interaction
from . import test_interaction_access
from . import test_tools_quick_log
from . import test_tools_quick_log_lines
from . import test_interaction_quick_log
from . import test_interaction_quick_plan
from . import test_quick_log_tour
from . import test_interaction_question
from . import test_activity_capture
from . import test_capture_tour
# promises
from . import test_promise
from . import test_promise_access
from . import test_promise_payment
from . import test_promise_close
from . import test_promise_card
from . import test_promise_tour
# captured mail
from . import test_tools_mail_capture
from . import test_mail_capture
from . import test_mail_capture_review
from . import test_mail_capture_corpus
from . import test_mail_capture_tour
# contact mechanisms
from . import test_tools_phones
from . import test_tools_emails
from . import test_tools_contact_values
from . import test_contact_mechanism_mirror
from . import test_contact_mechanism_lookup
from . import test_contact_mechanism_fill
from . import test_contact_mechanism_ui
# timeline
from . import test_tools_timeline
from . import test_timeline_page
from . import test_timeline_sources
from . import test_timeline_money
from . import test_timeline_filters
from . import test_timeline_links
from . import test_timeline_files
from . import test_timeline_pins
from . import test_timeline_settings
from . import test_timeline_deal
from . import test_timeline_print
from . import test_timeline_queries
from . import test_timeline_tour
from . import test_timeline_bridge
from . import test_card_strip
# careers, relations, profile
from . import test_tools_careers
from . import test_career
from . import test_career_timeline
from . import test_relation
from . import test_relation_card
from . import test_profile
from . import test_birthday_reminder
from . import test_career_import
from . import test_career_tour
# card
from . import test_card_visit
from . import test_where_we_stopped
from . import test_assets
from . import test_card_tour
from . import test_hoot
# hand-over
from . import test_tools_handover
from . import test_handover
from . import test_handover_company
from . import test_handover_leaver
from . import test_handover_work
from . import test_handover_tour
# import
from . import test_import_files
from . import test_import_commit
from . import test_import_crash
from . import test_import_changes
from . import test_import_columns
from . import test_import_normalize
from . import test_import_matching
from . import test_import_phone_memo
from . import test_import_demo_files
from . import test_import_flow
from . import test_import_tour
from . import test_import_undo
from . import test_import_match
from . import test_partner_key
