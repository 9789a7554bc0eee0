"""A centre whose people use their rights, made once for all tests of them."""

import shutil
from types import SimpleNamespace

import pandas as pd
import pytest
from planted import plant, write_planted
from small_centre import use_of

from houvast import stages
from houvast.progress import call
from houvast.rights.people import stored_id


@pytest.fixture(scope="session")
def made(tmp_path_factory, empty_store):
    """A centre with a list, and the people that the tests ask for; not to be changed."""
    place = tmp_path_factory.mktemp("rights")
    centre = plant()
    config = write_planted(centre, place / "records")
    use = use_of(config, place / "workspace")
    (use.workspace / "models").mkdir(parents=True)
    shutil.copy(empty_store, use.workspace / "models")
    with use.locked():
        stages.run(use, step=call)
    people = pd.read_parquet(use.published / "latest" / "risk_list.parquet")
    people = people.loc[people["tenure_days"] > 400, "employee_id"]
    real = {stored_id(use, one): one for one in centre.tables["spells"]["employee_id"].unique()}
    return SimpleNamespace(place=place, centre=centre, config=config, use=use, listed=[real[one] for one in people])
