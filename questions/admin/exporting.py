"""The action that gives guides out as files of the bank."""

import zipfile
from tempfile import SpooledTemporaryFile

from django.contrib import admin
from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext_lazy as _

from questions.exporting import guide_yaml

# More than this is kept on disk while it is packed.
_IN_MEMORY = 5 * 1024 * 1024


class ExportAction:
    """Exports the chosen guides, each as the YAML file that `load_bank` reads."""

    actions = ["export_as_yaml"]

    @admin.action(description=_("Export what is selected as YAML"), permissions=["view"])
    def export_as_yaml(self, request, queryset):
        """One guide as a file; several in an archive."""
        guides = list(queryset)
        if len(guides) == 1:
            response = HttpResponse(guide_yaml(guides[0]), content_type="application/yaml; charset=utf-8")
            response["Content-Disposition"] = f'attachment; filename="{guides[0].key}.yaml"'
            return response
        packed = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the response closes it
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for guide in guides:
                archive.writestr(f"{guide.key}.yaml", guide_yaml(guide))
        packed.seek(0)
        return FileResponse(packed, as_attachment=True, filename="guides.zip", content_type="application/zip")
