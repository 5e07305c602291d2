"""HTML that a notebook shows: templates that escape whatever is put into them, and pictures."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from jinja2 import Environment

# As pandas shows a frame: a table may have 100 000 rows.
MAX_ROWS = 60

# Colours are the notebook's own, so that it reads on a dark page too.
_TABLE = """
{%- macro table(caption, rows, most=%MOST%) -%}
<table style="border-collapse: collapse; text-align: left">
<caption style="caption-side: top; text-align: left">{{ caption }}</caption>
<thead><tr>
{%- for cell in rows[0] %}<th scope="col">{{ cell }}</th>{% endfor -%}
</tr></thead>
<tbody>
{% for row in rows[1:most + 1] -%}
<tr><th scope="row">{{ row[0] }}</th>
{%- for cell in row[1:] %}<td>{{ cell }}</td>{% endfor -%}
</tr>
{% endfor -%}
</tbody>
</table>
{%- if rows | length > most + 1 %}
<p>... and {{ rows | length - most - 1 }} more rows</p>
{%- endif %}
{%- endmacro -%}
""".replace("%MOST%", str(MAX_ROWS))


@cache
def environment() -> Environment:
    """Make the environment that all templates are rendered in.

    Returns
    -------
    jinja2.Environment
        Every value that is put into a template is escaped, and one that is missing is an error.
    """
    from jinja2 import Environment, StrictUndefined

    return Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)


def render(template: str, **values: Any) -> str:
    """Fill a template; the macro ``table(caption, rows)`` may be used in it.

    Parameters
    ----------
    template : str
        Jinja2. It comes from the package, never from data.
    **values
        What is put into it, and escaped.

    Returns
    -------
    str

    Examples
    --------
    >>> from sk_ccnn.html import render
    >>> render("<b>{{ name }}</b>", name="<script>")
    '<b>&lt;script&gt;</b>'
    """
    return environment().from_string(_TABLE + template).render(values)


def table(caption: str, rows: Sequence[Sequence[str]], most: int = MAX_ROWS) -> str:
    """Make a table with a caption, whose first row and first column are headings.

    Parameters
    ----------
    caption : str
        What the table shows.
    rows : sequence of sequence of str
        Headings of the columns, then a row for each line.
    most : int, default=60
        Rows that are shown; how many more there are is said below.

    Returns
    -------
    str
    """
    return render("{{ table(caption, rows, most) }}", caption=caption, rows=rows, most=most)


def png_data_uri(pixels: npt.NDArray[np.uint8], factor: int = 1) -> str:
    """Make a picture that is part of its page.

    Parameters
    ----------
    pixels : ndarray of shape (height, width, 3), uint8
        Red, green and blue.
    factor : int, default=1
        Each pixel becomes a square of so many.

    Returns
    -------
    str
        For the ``src`` of an ``img``.
    """
    from PIL import Image

    picture = Image.fromarray(pixels)
    size = (picture.width * factor, picture.height * factor)
    file = io.BytesIO()
    picture.resize(size, Image.Resampling.NEAREST).save(file, format="PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode('ascii')}"
