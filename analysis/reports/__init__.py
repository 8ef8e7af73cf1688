"""A run becomes a small static site: one landing page and a page a notebook.

workbook     where the notebooks and the template are     execution   papermill runs a notebook, whatever happens
parameters   what notebooks take, and what was given      markdown    Markdown cells → HTML, raw HTML off
rendering    nbconvert: executed notebook → page body     exports     the tables as CSV
manifest     what made this report                        build       all of it, in order
pages        the page around a body: navigation, CSP      many        the same for each set of a matrix

computing    what is to be run, and how                   zygote      the process that kernels are forked from
pool         tasks, several at a time                     forks       asking it for processes
tasks        what a fork does                             kernels     kernels, started or forked
shelf        what an earlier report left                  engine      both as an engine of papermill's
cache, keys  where that lies, and what it depends on      stopping    deadlines, signals

The only package that imports papermill and nbconvert. What comes from outside becomes HTML in two places only: Jinja's
autoescape in `pages`, and the cleaning of cell outputs in `rendering`.
"""
