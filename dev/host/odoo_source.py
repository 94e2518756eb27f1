"""The Odoo 19 Community source: Debian's own package, unpacked without root."""
import glob
import hashlib
import os
import shutil
import tarfile

from . import apt, settings
from .console import Failure, run, say, step

PACKAGES_FOLDER = os.path.join(settings.PREFIX, 'usr/lib/python3/dist-packages')
# Needed by the host's asset bundles: a dangling link makes the bundler raise.
FROM_UNSTABLE = ['odoo-19', 'fonts-montserrat']
FROM_OWN_SUITE = ['fonts-font-awesome', 'fonts-roboto-unhinted', 'fonts-inconsolata', 'fonts-ocr-b',
                  'fonts-glyphicons-halflings', 'libjs-jquery', 'libjs-jquery-form', 'libjs-underscore']
# Left out of the Debian package, loaded by the host's call view.
SELFIE = ('@mediapipe/selfie_segmentation@0.1.1675465747',
          'odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js')


def ensure():
    """Download and unpack the host once; return the folder to import it from."""
    mark = os.path.join(settings.PREFIX, '.done')
    if os.path.exists(mark):
        return PACKAGES_FOLDER
    shutil.rmtree(settings.PREFIX, ignore_errors=True)
    apt.mirror()  # says by itself what to do on a machine without apt
    with step("Odoo 19: downloading (about 130 MB)", settings.CACHE):
        try:
            debs = apt.download(FROM_UNSTABLE, suite='sid') + apt.download(FROM_OWN_SUITE)
        except Failure as failure:
            raise Failure(failure.problem, "the Odoo 19 package may have left the archive: "
                          "set ODOO_HOME=/path/to/odoo to use an Odoo 19 you have.") from failure
    with step("Odoo 19: unpacking"):
        apt.unpack(debs, settings.PREFIX)
        for name in ('addons', 'setup', 'doc'):
            shutil.rmtree(os.path.join(PACKAGES_FOLDER, name), ignore_errors=True)
        _add_selfie_segmentation()
        _check_links()
    with open(mark, 'w', encoding='utf-8') as file:
        for deb in debs:
            with open(deb, 'rb') as package:
                file.write(f'{hashlib.sha256(package.read()).hexdigest()}  {os.path.basename(deb)}\n')
    return PACKAGES_FOLDER


def _add_selfie_segmentation():
    name, path = SELFIE
    target = os.path.join(PACKAGES_FOLDER, path)
    if os.path.exists(target):
        return
    data = b"/* left out by the distribution's package; only background blur in video calls needs it */\n"
    if shutil.which('npm'):
        folder = os.path.join(settings.CACHE, 'npm')
        os.makedirs(folder, exist_ok=True)
        try:
            run('npm', 'pack', '--silent', name, cwd=folder)
            with tarfile.open(glob.glob(f'{folder}/*.tgz')[0]) as archive:
                data = archive.extractfile('package/selfie_segmentation.js').read()
        except Failure:
            say("  npm could not deliver a script of video calls; going on without it")
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, 'wb') as file:
        file.write(data)


def _check_links():
    broken = [os.path.join(root, name) for root, _dirs, names in os.walk(PACKAGES_FOLDER)
              for name in names if not os.path.exists(os.path.join(root, name))]
    if broken:
        raise Failure(f"the unpacked host has broken links, the first: {broken[0]}",
                      "a package it refers to is missing: report this as a bug of the project.")
