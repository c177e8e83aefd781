"""The settings of production, with two addresses more to compare with."""

from interviewprep.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
MIDDLEWARE = ["benchmarks.urls.bare", *MIDDLEWARE]  # noqa: F405
