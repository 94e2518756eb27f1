import secrets

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ..tools.webhooks import parse_url


class CrmWebhookEndpoint(models.Model):
    """Another system that is told of something, or asked: where it is, and the secret both sign with."""

    _name = 'crm.webhook.endpoint'
    _description = "Receiver of Webhooks"
    _inherit = ['crm.kept.in.memory']
    _kept_in = 'stable'
    _order = 'name, id'

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one('res.company', index=True, help="Empty: for all companies.")
    url = fields.Char(string="Address", required=True, help="http:// or https://; redirects are not followed.")
    # Never shown again: whoever forgot it sets another one.
    secret_stored = fields.Char(groups=fields.NO_ACCESS, copy=False)
    secret = fields.Char(
        string="New Secret", compute='_compute_secret', inverse='_inverse_secret',
        help="At least 16 characters; both sides sign with it. It is not shown again.")
    has_secret = fields.Boolean(compute='_compute_has_secret', compute_sudo=True)
    timeout = fields.Integer(string="Seconds to answer", default=10, required=True)
    allow_private = fields.Boolean(
        string="Internal network", groups='base.group_system',
        help="Allow an address of this machine or its network. Only system administrators decide on this.")

    _timeout_sensible = models.Constraint('CHECK (timeout >= 1 AND timeout <= 60)', "Wait between 1 and 60 seconds.")

    def _compute_secret(self):
        self.secret = False

    def _inverse_secret(self):
        for endpoint in self:
            if endpoint.secret:
                if len(endpoint.secret) < 16:
                    raise ValidationError(self.env._("A secret needs at least 16 characters."))
                endpoint.sudo().secret_stored = endpoint.secret  # as superuser: nobody reads this column

    @api.depends('secret_stored')
    def _compute_has_secret(self):
        for endpoint in self:
            endpoint.has_secret = bool(endpoint.secret_stored)

    @api.constrains('url')
    def _check_url(self):
        for endpoint in self:
            try:
                parse_url(endpoint.url)
            except ValueError as error:
                raise ValidationError(self.env._("\"%(url)s\" is no address to send to: %(error)s.", url=endpoint.url, error=error)) from error

    @api.model
    @ormcache(cache='stable')
    def _is_used(self):
        """:return: whether there is any other system; kept in memory"""
        return bool(self.sudo().with_context(active_test=False).search([], limit=1))  # as superuser: of any company

    @api.model_create_multi
    def create(self, vals_list):
        endpoints = super().create(vals_list)
        for endpoint in endpoints.sudo():  # as superuser: nobody reads this column
            endpoint.secret_stored = endpoint.secret_stored or secrets.token_urlsafe(32)
        return endpoints

    def write(self, vals):
        # Who may not allow the internal network may not point what is allowed somewhere else there.
        if 'url' in vals and not self.env.su and not self.env.user.has_group('base.group_system'):
            self.sudo().filtered(lambda endpoint: endpoint.allow_private and endpoint.url != vals['url']).allow_private = False
        return super().write(vals)
