"""Where static files are served from: fingerprinted, compressed, the imports between our scripts included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage that writes fingerprinted names into `import … from "./other.js"` as well."""

    support_js_module_import_aggregation = True
