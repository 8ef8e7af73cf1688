"""Articles from the web → a corpus, a JSON object a line. The one part that asks a network, and only for `fetch`.

run        fetch: sources → corpus, the summary       sources   feeds, JSON exports and lists → items
client     redirects, patience, conditional requests  robots    what a host allows
connection one request to a checked address           pace      pauses between requests to a host
addresses  which addresses are asked                  cache     answers kept for the next time
corpus     the file, what is done, what is to do      records   Item, Answer, Failure, Settings
"""

from analysis.fetching.records import Settings
from analysis.fetching.run import Summary, fetch

__all__ = ["Settings", "Summary", "fetch"]
