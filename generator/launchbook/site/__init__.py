"""From sources to a site: values in memory, and the writer that puts them on disk."""

from launchbook.site.build import Builder, Nav, Site
from launchbook.site.write import write_tree

__all__ = ["Builder", "Nav", "Site", "write_tree"]
