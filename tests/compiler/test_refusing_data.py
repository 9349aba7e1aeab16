"""Reading `.data` is refused to the thread that asks for that and to no other; then all is as before."""

from threading import Event, Thread

import pytest

from autograd import Value
from autograd.compiler import TraceError
from autograd.compiler.recording.refusal import refusing_data

w = Value(2.0)


def test_a_number_that_is_read_is_refused_with_its_line_and_operations_are_not():
    with refusing_data():
        assert repr(w * w).startswith("Value(data=4.0")
        with pytest.raises(TraceError, match=r"\.data of .* was read .*test_refusing_data.py, line \d+"):
            w.data  # noqa: B018
    assert w.data == 2.0


def test_what_is_held_is_read_by_the_package_in_its_place():
    with refusing_data({w: 5.0}):
        square = w * w
    assert square.data == 25.0


def test_inside_of_another_it_ends_with_the_outer_one():
    with refusing_data():
        with refusing_data():
            pass
        with pytest.raises(TraceError):
            w.data  # noqa: B018
    assert w.data == 2.0


def test_threads_that_begin_and_end_in_any_order_leave_the_data_readable():
    begun, may_end = Event(), Event()
    read = []

    def other() -> None:
        with refusing_data():
            begun.set()
            may_end.wait(10)
            with pytest.raises(TraceError):
                w.data  # noqa: B018
        read.append(w.data)

    thread = Thread(target=other)
    with refusing_data():
        thread.start()
        begun.wait(10)
    assert w.data == 2.0  # the other thread still refuses, but only to itself
    may_end.set()
    thread.join(10)
    assert read == [2.0]
    assert not isinstance(vars(Value)["data"], property)
