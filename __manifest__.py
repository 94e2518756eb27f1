{
    'name': "Customer Record",
    'summary': "The customer card as a complete CRM: talks, deals, orders and money on one timeline",
    'version': '19.0.1.2.0',
    'category': 'Sales/CRM',
    'sequence': 6,
    'license': 'LGPL-3',
    'author': "Customer Record contributors",
    'application': True,
    'depends': [
        'crm',
        'sale_management',
        'sale_crm',
        'account',
        'contacts',
        'phone_validation',
        'base_import',
    ],
    'external_dependencies': {
        'python': ['phonenumbers', 'xlrd', 'python-calamine', 'charset-normalizer', 'rapidfuzz', 'python-stdnum', 'openpyxl', 'xlsxwriter', 'defusedxml', 'tnefparse'],
    },
    'data': [
        # access
        'security/groups.xml',
        'security/ir.model.access.csv',
        # interactions
        'security/crm_interaction_rules.xml',
        'data/crm_interaction_data.xml',
        'security/crm_interaction_template_rules.xml',
        'data/crm_interaction_template_data.xml',
        'security/crm_interaction_question_rules.xml',
        'data/crm_interaction_question_cron.xml',
        'views/crm_interaction_views.xml',
        'views/crm_interaction_type_views.xml',
        'views/crm_interaction_template_views.xml',
        'views/mail_activity_type_views.xml',
        'views/crm_team_views.xml',
        'views/crm_lead_views.xml',
        # promises
        'security/crm_promise_rules.xml',
        'data/crm_promise_cron.xml',
        'views/crm_promise_views.xml',
        'views/account_move_views.xml',
        # contact mechanisms
        'security/contact_mechanism_rules.xml',
        'views/crm_contact_mechanism_views.xml',
        # captured mail
        'security/crm_mail_capture_rules.xml',
        'data/crm_mail_dropbox_data.xml',
        'views/crm_mail_capture_views.xml',
        # hand-over
        'security/crm_handover_rules.xml',
        'data/crm_handover_data.xml',
        'views/crm_handover_views.xml',
        # import
        'security/crm_import_rules.xml',
        'data/crm_import_cron.xml',
        'data/crm_import_after_cron.xml',
        'views/crm_import_views.xml',
        'views/crm_import_decision_views.xml',
        'views/crm_import_schedule_views.xml',
        'views/crm_import_row_views.xml',
        # stages
        'security/crm_stage_rules.xml',
        'views/crm_stage_transition_views.xml',
        'views/crm_service_line_views.xml',
        'views/crm_stage_requirement_views.xml',
        # forecast
        'security/crm_forecast_rules.xml',
        'views/crm_forecast_views.xml',
        'views/crm_forecast_report_views.xml',
        'views/crm_sales_target_views.xml',
        'data/crm_forecast_cron.xml',
        'views/crm_forecast_history_views.xml',
        # playbooks and other systems
        'security/crm_playbook_rules.xml',
        'data/crm_playbook_cron.xml',
        'views/crm_playbook_views.xml',
        'views/crm_external_request_views.xml',
        # lost and won
        'security/crm_closing_rules.xml',
        'data/crm_won_reason_data.xml',
        'views/crm_closing_views.xml',
        'views/crm_winloss_report_views.xml',
        'views/crm_opportunity_views.xml',
        # card and timeline
        'security/crm_card_visit_rules.xml',
        'views/customer_views.xml',
        'views/crm_import_call_views.xml',
        'views/crm_timeline_views.xml',
        'report/crm_timeline_report.xml',
        # the form of a customer: several areas
        'views/res_partner_views.xml',
        # careers, relations, profile
        'security/crm_partner_relation_rules.xml',
        'data/crm_partner_relation_data.xml',
        'views/crm_partner_relation_views.xml',
        'views/res_config_settings_views.xml',
        # menus: after every action
        'views/menus.xml',
    ],
    'demo': [
        'demo/interactions.xml',
        'demo/promises.xml',
        'demo/captured_mail.xml',
        'demo/relations.xml',
        'demo/timeline.xml',
        'demo/handover.xml',
        'demo/import.xml',
        'demo/stages.xml',
        'demo/forecast.xml',
        'demo/playbooks.xml',
        'demo/lost_and_won.xml',
    ],
    'assets': {
        'web.assets_backend': [
            'crm_customer_record/static/src/**/*',
        ],
        # Loaded when a relation map is drawn.
        'crm_customer_record.assets_relation_map': [
            'crm_customer_record/static/lib/d3-force/d3-dispatch.js',
            'crm_customer_record/static/lib/d3-force/d3-quadtree.js',
            'crm_customer_record/static/lib/d3-force/d3-timer.js',
            'crm_customer_record/static/lib/d3-force/d3-force.js',
        ],
        'web.assets_unit_tests': [
            'crm_customer_record/static/tests/*_helpers.js',
            'crm_customer_record/static/tests/**/*.test.js',
        ],
        'web.assets_tests': [
            'crm_customer_record/static/tests/tours/**/*',
        ],
    },
    'pre_init_hook': 'pre_init_hook',
    'post_init_hook': 'post_init_hook',
    'uninstall_hook': 'uninstall_hook',
}
