"""What a report, or an evaluation, is to continuous integration: limits to keep, and pages that such systems show.

By module: `options` are those of the commands, `gates` the limits, `verdict` holds reports and gates together,
`summary` says it in Markdown (`markdown` escapes), `junit` as test cases, `outputs` in lines, `github` as annotations;
`reporting` and `evaluating` do it all after `stancebook report` and `evaluate`. Loads nothing by itself.
"""
