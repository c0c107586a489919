import pytest

from coursekit.errors import UnknownNameError
from coursekit.kernel import NOT_THERE, RUN_FIRST, explain_name, explain_syntax


class Shell:
    """What an IPython shell shows, as far as the extension asks for it."""

    def __init__(self):
        self.shown = []

    def set_custom_exc(self, kinds, handler):
        self.kinds, self.handler = kinds, handler

    def _showtraceback(self, kind, error, lines):
        self.shown += lines

    def showtraceback(self, error, tb_offset=None):
        self.shown.append("the usual traceback")


def test_a_check_in_a_fresh_kernel_says_run_the_set_up_cell_first():
    shell = Shell()
    explain_name(shell, NameError, NameError("name 'course' is not defined", name="course"), None)
    assert shell.shown == [RUN_FIRST.format(name="course")]


def test_any_other_unknown_name_keeps_its_traceback():
    shell = Shell()
    explain_name(shell, NameError, NameError("name 'cuorse' is not defined", name="cuorse"), None)
    assert shell.shown == ["the usual traceback"]


def test_a_row_that_is_not_there_is_a_sentence_and_no_wall_of_red():
    shell = Shell()
    explain_name(shell, KeyError, KeyError(35), None)
    assert shell.shown == [NOT_THERE.format(key=35)]


def test_a_name_of_the_course_keeps_its_own_sentence():
    shell = Shell()
    explain_name(shell, UnknownNameError, UnknownNameError("No table is called 'x'."), None)
    assert shell.shown == ["the usual traceback"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("date(1963, 08, 5)", "6, not 06"),
        ('check("1", """\nday: 5', "the frame around the answer"),
        ('source("ban)', "A quotation mark is missing"),
        ("len(table('ban')", "A bracket is missing"),
        ("1 +* 2", None),
    ],
)
def test_what_python_cannot_read_gets_a_sentence_where_we_know_one(source, said):
    with pytest.raises(SyntaxError) as caught:
        compile(source, "cell", "exec")
    found = explain_syntax(caught.value)
    assert (said in found) if said else found is None
