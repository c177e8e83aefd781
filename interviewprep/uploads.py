"""What is too large to be received: a file is cut off where it is, and a form is refused in words."""

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpResponse
from django.template import loader
from django.views import defaults
from django.views.decorators.csrf import requires_csrf_token

# More than any form takes: what is larger is refused there by its size, and must not fill a disk before that.
LARGEST_FILE = 11 * 1024 * 1024


class Capped(FileUploadHandler):
    """Keeps no more of a file than the first LARGEST_FILE bytes; stands before the handlers that store it."""

    def receive_data_chunk(self, raw_data, start):
        """Pass on what is wanted, and drop the rest."""
        return raw_data if start < LARGEST_FILE else None

    def file_complete(self, file_size):
        """Leave the file to the next handler."""


@requires_csrf_token
def bad_request(request, exception):
    """Answer 400, or 413 with what to do where a form was sent with more text than is taken."""
    if isinstance(exception, RequestDataTooBig):
        return HttpResponse(loader.get_template("413.html").render(), status=413)
    return defaults.bad_request(request, exception)
