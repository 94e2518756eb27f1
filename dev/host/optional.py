"""Applications that the add-on uses but does not need: installed before it, after it, and removed again."""
import os

from . import databases, environment, settings
from .console import Failure, say, step

DATABASE = f'{settings.TEST_DATABASE}_optional'
TESTS = os.path.join('dev', 'addons', settings.ADDON, 'tests_optional')
BEFORE, AFTER = 'stock,point_of_sale,project,base_automation', 'loyalty'
REMOVED = ('project', 'loyalty')
# Number of links of each source: what the demo data of the applications brought along must be among them.
LINKS = "select source || ' ' || count(*) from crm_timeline_link group by source order by source"
UNINSTALL = f"""
modules = env['ir.module.module'].search([('name', 'in', {REMOVED!r})])
modules.button_immediate_uninstall()
"""


def ensure():
    """Make the database: some applications are there when the add-on comes, others follow."""
    if databases.is_current(DATABASE):
        return
    databases.copy(databases.template(f'{settings.HOST_MODULES},{BEFORE}'), DATABASE)
    for modules in (settings.ADDON, AFTER):
        with step(f"Optional applications: installing {modules}"):
            environment.odoo('-d', DATABASE, '-i', modules, '--stop-after-init', '--no-http', '--log-level=warn')
    _expect("after installation", present={'delivery', 'task', 'project'})
    databases.mark_current(DATABASE)


def check_removal():
    """Remove some applications while the add-on stays."""
    with step(f"Optional applications: removing {', '.join(REMOVED)}"):
        # The host logs as errors what it then removes another way; what is left behind is looked at next.
        environment.odoo('shell', '-d', DATABASE, '--no-http', '--log-level=critical', input=UNINSTALL)
    _expect("after removal", present={'delivery'}, absent={'task', 'project', 'loyalty'})
    databases.drop(DATABASE)
    say("optional applications come and go without a trace")


def _expect(when, present=frozenset(), absent=frozenset()):
    links = dict(line.split() for line in databases.sql(DATABASE, LINKS).splitlines())
    if missing := sorted(present - links.keys()):
        raise Failure(f"{when}, records of {', '.join(missing)} have no place on the timeline",
                      "see crm.timeline.link._register_hook.")
    if left := sorted(absent & links.keys()):
        raise Failure(f"{when}, the timeline still knows records of {', '.join(left)}",
                      "see crm.timeline.link._forget_models.")
