"""The reports of notebook 12: who is honest follows from what each of them looked at."""

import sys

from test_notebooks import FOLDER

sys.path.insert(0, str(FOLDER))

from protocols import PROTOCOLS, honest, overfitting


def test_a_report_is_honest_where_nothing_was_chosen_by_the_samples_it_is_measured_on():
    assert honest() == {"B", "C"}


def test_one_of_them_chooses_by_the_samples_the_networks_learned_from():
    assert overfitting() == "B"


def test_every_report_is_measured_on_the_test_set():
    assert {one.reported_on for one in PROTOCOLS.values()} == {"test"}
