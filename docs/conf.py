"""How Sphinx builds the documentation: python -m sphinx -W --keep-going docs FOLDER."""

import os
import sys
from pathlib import Path

DOCS = Path(__file__).parent
sys.path[:0] = [str(DOCS / "_ext"), str(DOCS.parent)]

import sk_ccnn  # noqa: E402

os.environ.setdefault("MPLBACKEND", "Agg")

project = "sk_ccnn"
author = "The sk_ccnn developers"
copyright = author
version = release = sk_ccnn.__version__

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.mathjax",
    "numpydoc",
    "myst_parser",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx_gallery.gen_gallery",
    "api_pages",  # docs/_ext
]
if os.environ.get("SK_CCNN_DOCS_INTERSPHINX"):  # needs the network
    extensions.append("sphinx.ext.intersphinx")
    intersphinx_mapping = {
        "python": ("https://docs.python.org/3", None),
        "numpy": ("https://numpy.org/doc/stable", None),
        "sklearn": ("https://scikit-learn.org/stable", None),
        "torch": ("https://docs.pytorch.org/docs/stable", None),
    }

exclude_patterns = ["_build", "_templates", "Thumbs.db", ".DS_Store"]
templates_path = ["_templates"]
root_doc = "index"
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}

# A link that leads nowhere is an error, except to what other packages document.
_OTHERS = "joblib matplotlib nilearn numpy pandas scipy sklearn skorch torch".split()
nitpicky = True
nitpick_ignore_regex = [
    (r"py:.*", rf"({'|'.join(_OTHERS)})(\..*)?"),
]

autodoc_typehints = "none"  # numpydoc's sections say the types
autodoc_member_order = "bysource"
numpydoc_show_class_members = False  # docs/_templates/autosummary/class.rst shows them
numpydoc_xref_param_type = False
default_role = "code_link"  # docs/_ext/api_pages.py

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "fieldlist"]
myst_heading_anchors = 4
myst_links_external_new_tab = False
suppress_warnings = ["config.cache"]  # the configuration below holds functions

sphinx_gallery_conf = {
    "examples_dirs": "../examples",
    "gallery_dirs": "auto_examples",
    "filename_pattern": r"[/\\]plot_",
    "ignore_pattern": r"(^|[/\\])(?!plot_)[^/\\]*\.py$",
    "abort_on_example_error": True,
    "image_scrapers": ("matplotlib",),
    "reset_modules": ("matplotlib",),
    "min_reported_time": 1,
    "remove_config_comments": True,
    "show_memory": False,
    "show_signature": False,
    "download_all_examples": False,
    "within_subsection_order": "FileNameSortKey",
    "plot_gallery": "True",
}

html_theme = "pydata_sphinx_theme"
html_title = "sk_ccnn"
html_static_path = ["_static"]
html_css_files = ["sk_ccnn.css"]
html_show_sourcelink = False
toc_object_entries_show_parents = "hide"  # beside a class its methods, without its name again
html_copy_source = False
# Without it the theme complains in the console of whoever comes for the first time.
html_context = {"default_mode": "auto"}
html_theme_options = {
    "navbar_align": "left",
    "header_links_before_dropdown": 5,
    "show_toc_level": 2,
    "navigation_with_keys": False,
    "show_prev_next": True,
    "footer_start": ["copyright"],
    "footer_end": ["sphinx-version"],
    "back_to_top_button": False,
}
# Pages without pages below them have no list of these.
_ALONE = (
    "index getting_started coming_from problems benchmarks glossary contributing changelog cite"
)
html_sidebars = {page: [] for page in _ALONE.split()}
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True
