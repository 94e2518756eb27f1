"""Provisioning of the host (Odoo 19, its Python environment, PostgreSQL, Chromium). Standard library only."""
