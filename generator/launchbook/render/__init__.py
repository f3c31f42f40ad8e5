"""From a plan to pages: ordinary Markdown with HTML blocks, which any engine that reads Markdown builds."""

from launchbook.render.model import Asset, Options, Page
from launchbook.render.pages import Renderer

__all__ = ["Asset", "Options", "Page", "Renderer"]
