"""The MkDocs plugin: the only module that imports mkdocs.

It hands the pages over in memory, bounds the navigation, replaces the site only by a complete one (`site/replace.py`),
and under `mkdocs serve --dirty` renders again only what changed. A plan with a mistake never breaks the site: a build
stops before anything is touched, and the live server keeps the last good pages and shows the mistake over them.
"""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import math
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.utils import get_build_datetime, nest_paths

from launchbook.discovery.catalogues import translator
from launchbook.lacking import lacking
from launchbook.load import find_plans
from launchbook.render import Renderer
from launchbook.render.jinja import Remembered
from launchbook.render.pages import STYLE, THEME
from launchbook.render.script import SCRIPT
from launchbook.report import format_json, format_text, summary
from launchbook.revisions import History
from launchbook.search.index import INDEX, completed
from launchbook.search.words import index_fine_words
from launchbook.site import Builder, Site, offline, pack
from launchbook.site.binding import bind
from launchbook.site.config import REFERENCE, options_for, theme_unfit
from launchbook.site.extensions import missing
from launchbook.site.memory import CACHE, Memory
from launchbook.site.replace import Replacement
from launchbook.site.set_aside import Aside, is_left_alone
from launchbook.site.tree import nav_of

log = logging.getLogger("mkdocs.plugins.launchbook")

PROBLEMS = "assets/launchbook/problems.json"
SERVE_SCRIPT = "assets/launchbook/serve.js"
NAVIGATOR = "awesome-nav"
"""A plugin that makes the navigation by itself, and warns of another one."""


class LaunchbookConfig(Config):  # type: ignore[no-untyped-call]
    plans_dir = config_options.Type(str, default="plans")
    """The folder of the plans, relative to mkdocs.yml."""
    source_url = config_options.Type(str, default="")
    """Address of a line in the repository, with `{path}` and `{line}`; made from `repo_url` where left out."""


class _Generated(File):
    """A page or asset in memory. Under `--dirty` it is modified only if its content differs from the last build."""

    changed = True

    def is_modified(self) -> bool:
        return self.changed or not Path(self.abs_dest_path).is_file()


class LaunchbookPlugin(BasePlugin[LaunchbookConfig]):  # type: ignore[no-untyped-call]
    def __init__(self) -> None:
        super().__init__()
        self.command = ""
        self.dirty = False
        self.builder = Builder()
        self.renderer: Renderer | None = None
        self.renderer_key: object = None
        self.site: Site | None = None
        self.problems = b"[]"
        self.digests: dict[str, str] = {}
        self.frame_digest = ""
        self.frame_changed = True
        self.replacement: Replacement | None = None
        self.config_in_use: MkDocsConfig | None = None
        self.site_dir = ""
        self.is_complete = False
        self.search_entries: list[dict[str, Any]] = []
        self.files: Files | None = None
        self.generated: dict[str, str] = {}
        """The pages that are made of plans, by their paths."""
        self.changed: set[str] = set()
        """The paths of the pages and files that differ from the last build."""
        self.aside = Aside()
        self.templates = Remembered()
        self.past_markdown = False

    # the life of a build

    def on_startup(self, *, command: str, dirty: bool) -> None:
        self.command, self.dirty = command, dirty
        # MkDocs warns that --dirty leaves navigation and links stale; here a changed frame renders every page again.
        logging.getLogger("mkdocs.commands.build").addFilter(lambda record: "'dirty' build" not in str(record.msg))

    @event_priority(math.inf)  # before plugins that keep the site folder's path
    def _build_aside(self, config: MkDocsConfig) -> MkDocsConfig:
        """Let MkDocs' own builds write to a work folder; other programs do not announce their end, and write in place."""
        site = Path(config.site_dir)
        private = str(site).startswith(str(Path(tempfile.gettempdir(), "mkdocs_")))  # that of `mkdocs serve --clean`
        if self.command not in ("build", "gh-deploy") or private or self._is_aside(config):
            return config
        self.on_shutdown()
        self.replacement = Replacement(site, leaves=_is_visible)
        self.config_in_use, self.site_dir = config, config.site_dir
        if not self.dirty:
            config.site_dir = str(self.replacement.new)
        return config

    def _is_aside(self, config: MkDocsConfig) -> bool:
        return self.replacement is not None and Path(config.site_dir).is_relative_to(self.replacement.new)

    @event_priority(-50)  # after plugins that change the extensions
    def _add_extensions(self, config: MkDocsConfig) -> MkDocsConfig:
        """Bring the extensions that generated pages need. MkDocs names `toc` itself: it is ours where nothing is said of it."""
        written = [name for name in config.markdown_extensions if name != "toc" or "toc" in config.mdx_configs]
        for name, options in missing(written).items():
            if name not in config.markdown_extensions:
                config.markdown_extensions.append(name)
            if options:
                config.mdx_configs[name] = dict(options)
        return config

    @event_priority(-50)  # after plugins that change the theme
    def _add_theme(self, config: MkDocsConfig) -> MkDocsConfig:
        if unfit := theme_unfit(config.theme.name, map(Path, config.theme.dirs)):
            raise PluginError(f"launchbook: mkdocs.yml: {unfit}")
        config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(THEME))
        config.extra_css.insert(0, STYLE)
        config.extra_javascript.append(SCRIPT)
        if self.command == "serve":
            config.extra_javascript.append(SERVE_SCRIPT)
        return config

    on_config = CombinedEvent(_build_aside, _add_extensions, _add_theme)

    @event_priority(-50)
    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Build before MkDocs empties the site folder. Programs that only read the configuration never call this."""
        self.is_complete = False
        if self.replacement:
            try:
                self.replacement.start()
            except OSError as error:
                raise _not_written(self.replacement, error) from None
        root = Path(config.config_file_path or "mkdocs.yml").resolve().parent
        index_fine_words()
        self._prepare_renderer(config, root)
        self.site = self._build(config, root)
        config.extra["launchbook"] = self.site.frame

    @event_priority(-math.inf)  # after plugins that tidy up with the error
    def on_build_error(self, *, error: Exception) -> None:
        self.is_complete = False
        self.digests, self.frame_digest = {}, ""  # what was written is not known: the next build writes everything
        if self.replacement and not self.dirty and isinstance(error, OSError) and self._is_about_the_disk(error):
            raise _not_written(self.replacement, error) from None

    def _is_about_the_disk(self, error: OSError) -> bool:
        """Whether MkDocs could not write. An error of another plugin keeps its traceback."""
        assert self.replacement is not None
        names = [str(name) for name in (error.filename, error.filename2) if name is not None]
        return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS) or any(
            Path(name).is_relative_to(folder)
            for name in names
            for folder in (self.replacement.work, self.replacement.folder)
        )

    @event_priority(-math.inf)  # after plugins that write to the site when all is over
    def on_shutdown(self) -> None:
        replacement, self.replacement = self.replacement, None
        if replacement is None or self.config_in_use is None:
            return
        self.config_in_use.site_dir = self.site_dir
        interrupted = sys.exc_info()[0] is not None  # Ctrl-C is no build error: it reaches no other event
        if interrupted or not self.is_complete:
            replacement.discard()
            return
        try:
            replacement.commit()
        except OSError as error:
            raise _not_written(replacement, error) from None

    def _prepare_renderer(self, config: MkDocsConfig, root: Path) -> None:
        overrides = [Path(config.theme.custom_dir)] if config.theme.custom_dir else []
        options = options_for(
            language=str(config.theme.get("language", "en")),
            directory_urls=config.use_directory_urls,
            repo_url=config.repo_url or "",
            edit_uri=config.edit_uri or "",
            site_url=config.site_url or "",
            source_url=self.config.source_url,
            has_index=(Path(config.docs_dir) / "index.md").is_file(),
            explains_all=(Path(config.docs_dir) / REFERENCE).is_file(),
            authoring=self.command == "serve",
            published_as_directories=_as_directories(config),
        )
        key = (options, tuple(overrides), _fingerprint(overrides))
        if key != self.renderer_key:
            self.renderer, self.renderer_key = Renderer(options, overrides), key
        frame = repr((key, _digest(Path(config.config_file_path).read_bytes()) if config.config_file_path else ""))
        self.frame_changed, self.frame_digest = frame != self.frame_digest, frame

    def _build(self, config: MkDocsConfig, root: Path) -> Site:
        folder = root / self.config.plans_dir
        if not folder.is_dir():
            raise PluginError(f"launchbook: there is no folder {self.config.plans_dir}/ beside mkdocs.yml")
        sources, unread = find_plans([folder], root)
        assert self.renderer is not None
        as_of = _as_of()
        packed = pack.packed(root / pack.ZIP, sources, self.renderer.options.language)
        history = History(root, sources)
        earlier = {} if self.command == "serve" else Memory(root / CACHE).states(history.earlier(as_of), sources)
        site = self.builder.build(
            sources, as_of, self.renderer, unread, history.revisions(as_of), [packed] if packed else [], earlier
        )
        self.problems = json.dumps(format_json(site.errors), ensure_ascii=False).encode()
        for what, how in lacking(site):
            log.info(f"launchbook: {what}. {how}")
        if not site.errors:
            remarks = len(site.remarks)
            if remarks:
                log.info(f"launchbook: {remarks} remarks on the plans; `launchbook check` lists them")
            return site
        report = format_text(site.errors)
        if self.command != "serve":
            raise PluginError(
                f"launchbook found mistakes in the plans; the site was left as it was\n\n{report}\n{summary(site.errors)}"
            )
        log.error(f"launchbook: mistakes in the plans; the pages stay as they were\n\n{report}\n{summary(site.errors)}")
        return self.site or site

    @event_priority(50)  # before plugins that look for pages
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        assert self.site is not None
        written = [file.src_uri for file in files.documentation_pages()]
        if NAVIGATOR not in config.plugins:
            config.nav = nav_of(self.site, config.nav or nest_paths(written))  # type: ignore[no-untyped-call]
        nav_digest = repr(config.nav)
        if self.digests.get("nav") != nav_digest:
            self.frame_changed = True
            self.digests["nav"] = nav_digest
        unlisted = {page.path for page in self.site.pages if not page.in_nav}
        self.generated = {page.path: page.text for page in self.site.pages}
        self.past_markdown = not _has_templates(config) and is_left_alone(
            config.markdown_extensions, config.mdx_configs
        )
        contents = {path: text.encode() for path, text in self.generated.items()}
        contents |= {asset.path: asset.data for asset in self.site.assets}
        if self.command == "serve":
            contents |= {
                PROBLEMS: self.problems,
                SERVE_SCRIPT: (Path(__file__).parent / "render/assets/serve.js").read_bytes(),
            }
        for file in list(files):
            if file.src_uri.startswith("launchbook/") and file.src_uri.endswith(".j2"):
                files.remove(
                    file
                )  # templates of ours in overrides/ are read by the renderer, and are no part of the site
        self.changed = set()
        for path, data in contents.items():
            digest = _digest(data)
            file = _Generated.generated(config, path, content=data.decode() if path.endswith(".md") else data)
            assert isinstance(file, _Generated)
            file.changed = self.digests.get(path) != digest or (self.frame_changed and path.endswith(".md"))
            self.digests[path] = digest
            if file.changed:
                self.changed.add(path)
            if path in unlisted:
                file.inclusion = InclusionLevel.NOT_IN_NAV
            files.append(file)
        if self.dirty and self.frame_changed:
            for file in files.documentation_pages():
                if not isinstance(file, _Generated):
                    file.is_modified = lambda: True  # type: ignore[method-assign]
        self.files = files
        return files

    @event_priority(100)  # before plugins that look for marks of their own in a page
    def _tell_others(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """What plans say is no business of other plugins: it holds no macros, and the search has records of it."""
        if page.file.src_uri in self.generated:
            page.meta["search"] = {**(page.meta.get("search") or {}), "exclude": True}
            page.meta["render_macros"] = False
        return markdown

    @event_priority(-math.inf)  # after plugins that change the Markdown
    def _set_aside(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        text = self.generated.get(page.file.src_uri)
        return self.aside.take(page.file.src_uri, text, markdown) if text and self.past_markdown else markdown

    on_page_markdown = CombinedEvent(_tell_others, _set_aside)

    @event_priority(math.inf)  # before plugins that read or change the HTML
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        html, anchors = self.aside.put_back(page.file.src_uri, html)
        page.present_anchor_ids = (page.present_anchor_ids or set()) | anchors
        return html

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Keep the theme's templates compiled: MkDocs makes a new environment at every build of a live server."""
        if env.bytecode_cache is None and self.command == "serve":
            env.bytecode_cache = self.templates
        return env

    # the live server

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        self.command = "serve"  # `mkdocs serve --clean` begins as a build
        root = Path(config.config_file_path or "mkdocs.yml").resolve().parent
        server.watch(str(root / self.config.plans_dir))
        if config.theme.custom_dir:
            server.watch(config.theme.custom_dir)
        return server

    @event_priority(100)  # before the search plugin writes its index
    def _keep_search_entries(self, config: MkDocsConfig) -> None:
        """Keep the search entries of pages that are not built again: under `--dirty` MkDocs would drop them."""
        if not self.dirty:
            return
        search = next((plugin for name, plugin in config.plugins.items() if name.endswith("search")), None)
        index = getattr(search, "search_index", None)
        if index is None or not hasattr(index, "entries"):
            return
        assert self.files is not None
        rebuilt = {_page_of(entry) for entry in index.entries}
        still = {file.page.url for file in self.files.documentation_pages() if file.page} - rebuilt
        kept = [entry for entry in self.search_entries if _page_of(entry) in still]
        index.entries = self.search_entries = kept + index.entries
        setattr(search, "search_index_prev", None)  # noqa: B010 - its own merge assumes a single changed page

    @event_priority(-20)  # after the search plugin, before those that move what it wrote
    def _complete_search(self, config: MkDocsConfig) -> None:
        """Add what can be found of the plans to what the search plugin has written."""
        path = Path(config.site_dir) / INDEX
        if not path.is_file():
            return
        assert self.site is not None and self.files is not None
        pages = [file.page for file in self.files.documentation_pages() if file.src_uri in self.generated]
        urls = {page.file.src_uri: page.url for page in pages if page}
        translate = translator(self.site.language)
        written = json.loads(path.read_bytes())
        path.write_bytes(completed(written, self.site.entries, urls, translate("Documentation")))

    @event_priority(-100)  # after plugins that change files
    def _bind_packs(self, config: MkDocsConfig) -> None:
        bind(Path(config.site_dir))

    @event_priority(-200)  # after the search plugin and others that add files
    def _complete_offline_lists(self, config: MkDocsConfig) -> None:
        assert self.site is not None
        written = self.changed if self.dirty else {asset.path for asset in self.site.assets}
        lists = sorted(path for path in written if path.endswith(f"/{offline.NAME}"))
        offline.completed(Path(config.site_dir), lists)

    @event_priority(-math.inf)
    def _note_the_end(self, config: MkDocsConfig) -> None:
        self.is_complete = self._is_aside(config)

    on_post_build = CombinedEvent(
        _keep_search_entries, _complete_search, _bind_packs, _complete_offline_lists, _note_the_end
    )


def _as_directories(config: MkDocsConfig) -> bool:
    """Whether the published site has addresses without file names: as its settings say, whatever this build is told."""
    written = config.user_configs[0] if config.user_configs else {}
    return bool(written.get("use_directory_urls", True))


def _has_templates(config: MkDocsConfig) -> bool:
    """Whether a team has templates of its own for pages: they may say something in Markdown."""
    folder = config.theme.custom_dir
    return folder is not None and any(Path(folder, "launchbook").rglob("*.j2"))


def _is_visible(name: str) -> bool:
    """Whether MkDocs would remove a file from the site folder: it leaves hidden ones, such as `.git` and `.htaccess`."""
    return not name.startswith(".")


def _not_written(replacement: Replacement, error: OSError) -> PluginError:
    where = error.filename2 or error.filename or replacement.folder  # a full disk has no name
    return PluginError(f"launchbook: {where}: {error.strerror or error}; the site was left as it was")


def _page_of(entry: dict[str, Any]) -> str:
    return str(entry["location"]).partition("#")[0]


def _as_of() -> datetime:
    """Midnight UTC of the build's day, so that builds of a day are the same; SOURCE_DATE_EPOCH sets the day."""
    return get_build_datetime().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _fingerprint(folders: list[Path]) -> tuple[tuple[str, int], ...]:
    """Paths and modification times of all files of the overrides: a changed template renders everything again."""
    return tuple(
        (str(path), path.stat().st_mtime_ns)
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    )
