from coursekit.kernel import RUN_FIRST, explain_name


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
