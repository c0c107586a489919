"""A chapter's page as nbconvert makes it; `coursekit handouts` and Jupyter come through here."""

from __future__ import annotations

import functools
import re
from importlib import resources as packaged
from typing import TYPE_CHECKING, Any

from nbconvert.exporters.templateexporter import TemplateExporter
from traitlets import Enum, default
from traitlets.config import Config

from coursekit.course import Course, find_course
from coursekit.errors import UnknownNameError
from coursekit.handouts.editions import Handout, hold_names, make_handout
from coursekit.handouts.frame import hold_settings, page_style
from coursekit.notebooks import run_shipped
from coursekit.records import Edition

if TYPE_CHECKING:
    from coursekit.records import Chapter


_CODE = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)


class HandoutExporter(TemplateExporter):
    """Chapters for nbconvert: ``--to coursekit`` gives what ``coursekit handouts`` writes.

    Whatever notebook of a chapter it is given, it takes the shipped one and runs it: answers
    that somebody typed never come into a handout.
    """

    export_from_notebook = "Handout of a coursekit chapter"
    output_mimetype = "text/html"
    edition = Enum(
        [edition.value for edition in Edition], "student", help="Whom the handout is for."
    ).tag(config=True)

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "handout"

    @default("extra_template_basedirs")
    def _own_templates(self) -> list[str]:
        return [str(packaged.files("coursekit").joinpath("templates"))]

    @property
    def default_config(self) -> Config:
        """Show HTML, pictures and plain text; never scripts, whatever an output brings."""
        kinds = ["text/html", "image/svg+xml", "image/png", "image/jpeg", "text/plain"]
        config = Config(
            {
                "NbConvertBase": {"display_data_priority": kinds},
                "TemplateExporter": {
                    "exclude_input_prompt": True,
                    "exclude_output_prompt": True,
                    "exclude_raw": True,
                },
            }
        )
        config.merge(super().default_config)
        return config

    def from_notebook_node(  # type: ignore[override]  # nbconvert's own gives text here, too
        self, nb: Any, resources: Any = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Give the page of a chapter.

        Raises:
            CourseError: If the notebook is no chapter of a course, or does not run.
        """
        named = dict(resources or {})
        handout = named.get("handout") or self._handout_of(named.get("metadata", {}))
        named |= {"handout": handout, "style": page_style(handout.settings.handouts.paper)}
        page, made = super().from_notebook_node(handout.notebook, named, **kw)
        lines = "\n".join(line.rstrip() for line in page.splitlines()) + "\n"
        parts = _CODE.split(lines)  # every second one is code, whose blank lines are its own
        parts[::2] = (re.sub(r">\n{2,}<", ">\n<", part) for part in parts[::2])
        return "".join(parts), made

    def _handout_of(self, metadata: Any) -> Handout:
        course = Course(find_course(metadata.get("path") or "."))
        hold_settings(course)
        name = f"{metadata.get('name')}.ipynb"
        for chapter in course.settings.chapters:
            if chapter.notebook == name:
                return make_handout(course, chapter, _run(course, chapter), Edition(self.edition))
        known = ", ".join(chapter.notebook for chapter in course.settings.chapters)
        raise UnknownNameError(
            f"{name} is no chapter of the course in {course.root}. Chapters: {known or 'none'}."
        )


@functools.cache
def _exporter() -> HandoutExporter:
    """Give the exporter that all pages share: to make one reads every template."""
    return HandoutExporter()  # type: ignore[no-untyped-call]


def render_handout(handout: Handout) -> str:
    """Give the page of a handout."""
    page, _ = _exporter().from_notebook_node(handout.notebook, {"handout": handout})
    return page


def _run(course: Course, chapter: Chapter) -> Any:
    """Run the shipped notebook of a chapter, or take what is remembered of its last run."""
    hold_names(course, chapter)
    (shipped,) = run_shipped([course.root / "notebooks" / chapter.notebook], course.root)
    return shipped.notebook
