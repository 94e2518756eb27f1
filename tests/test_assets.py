from odoo.tests import TransactionCase, tagged


@tagged('post_install', '-at_install')
class TestAssets(TransactionCase):
    def test_styles_compile_light_and_dark(self):
        # A style that does not compile takes down the style of the whole web client, and no page fails for it.
        for bundle in ('web.assets_web', 'web.assets_web_dark'):
            assets = self.env['ir.qweb']._get_asset_bundle(bundle, css=True, js=False)
            assets.preprocess_css()
            self.assertFalse(assets.css_errors, bundle)
