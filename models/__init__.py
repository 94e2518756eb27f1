# access
from . import res_users
# contact mechanisms
from . import crm_contact_mechanism
from . import crm_contact_mechanism_mirror
from . import crm_contact_mechanism_lookup
from . import crm_contact_mechanism_fill
from . import res_partner
# interactions
from . import customer_access
from . import crm_interaction_type
from . import crm_interaction_outcome
from . import crm_interaction
from . import crm_interaction_access
from . import crm_interaction_next_step
from . import crm_interaction_quick_log
from . import crm_team
from . import account_move_interaction
from . import crm_lead
from . import res_partner_interaction
# promises
from . import crm_promise
from . import crm_promise_access
from . import crm_promise_payment
from . import crm_promise_log
from . import crm_promise_close
from . import crm_promise_break
from . import crm_interaction_promise
from . import account_move_promise
from . import crm_lead_promise
# timeline: the engine first, then its sources in the order of their ranks
from . import timeline_account
from . import crm_timeline_link
from . import crm_timeline_link_message
from . import crm_timeline_link_new
from . import crm_timeline_link_meeting
from . import crm_timeline_link_document
from . import crm_timeline_link_file
from . import crm_timeline
from . import crm_timeline_search
from . import crm_timeline_search_linked
from . import crm_timeline_talk
from . import crm_timeline_message
from . import crm_timeline_meeting
from . import crm_timeline_deal
from . import crm_timeline_money
from . import crm_timeline_promise
from . import crm_timeline_file
from . import crm_timeline_service
from . import crm_timeline_shop
# timeline: what the host's models keep for it
from . import crm_lead_timeline
from . import sale_order
from . import account_move_timeline
from . import account_payment
from . import mail_message
from . import mail_thread
from . import calendar_event
from . import ir_attachment
from . import ir_model
# card
from . import res_partner_card
from . import res_partner_promise
# import
from . import crm_import
from . import crm_import_actions
from . import crm_import_column
from . import crm_import_row
from . import crm_import_profile
from . import crm_import_change
from . import crm_import_message
from . import crm_import_stage
from . import crm_import_work
from . import crm_import_undo
from . import crm_import_key
from . import crm_import_fast
from . import crm_import_match
from . import crm_import_mapper
from . import crm_import_partner
from . import crm_import_partner_match
from . import crm_import_partner_values
from . import crm_import_partner_write
