"""A run becomes a small static site: one landing page and a page a notebook.

workbook     where the notebooks and the template are     execution   papermill runs a notebook, whatever happens
parameters   what notebooks take, and what was given      markdown    Markdown cells → HTML, raw HTML off
rendering    nbconvert: executed notebook → page body     exports     the tables as CSV
manifest     what made this report                        build       all of it, in order
pages        the page around a body: navigation, CSP

The only package that imports papermill and nbconvert. What comes from outside becomes HTML in two places only: Jinja's
autoescape in `pages`, and the cleaning of cell outputs in `rendering`.
"""
